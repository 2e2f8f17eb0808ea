"""Copies of cluster snapshots through boto3. What is in one is not shown."""

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import WEST, Aws

pytestmark = pytest.mark.emulator


def test_a_copy_stands_beside_its_source_under_a_name_of_its_own(aws: Aws) -> None:
    rds = aws.client("rds", WEST)
    rds.create_db_cluster(DBClusterIdentifier="shop", Engine="aurora-postgresql")
    rds.create_db_cluster_snapshot(DBClusterIdentifier="shop", DBClusterSnapshotIdentifier="first")
    names = {"SourceDBClusterSnapshotIdentifier": "first", "TargetDBClusterSnapshotIdentifier": "kept"}
    copied = rds.copy_db_cluster_snapshot(**names)["DBClusterSnapshot"]
    assert (copied["DBClusterSnapshotIdentifier"], copied["DBClusterIdentifier"]) == ("kept", "shop")
    found = {each["DBClusterSnapshotIdentifier"] for each in rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]}
    assert {"first", "kept"} <= found
    with pytest.raises(ClientError, match="already exists"):
        rds.copy_db_cluster_snapshot(**names)


def test_a_copy_of_nothing_is_refused(aws: Aws) -> None:
    with pytest.raises(ClientError, match="DBClusterSnapshotNotFoundFault"):
        aws.client("rds", WEST).copy_db_cluster_snapshot(
            SourceDBClusterSnapshotIdentifier="none", TargetDBClusterSnapshotIdentifier="kept"
        )
