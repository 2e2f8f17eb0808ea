"""Names of database endpoints through boto3. That anything listens behind them is not shown."""

import pytest

from tests.sandbox.cloud.additions.conftest import GLOBAL
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


def endpoints(aws: Aws, region: str) -> tuple[str, str, str, int]:
    rds = aws.client("rds", region)
    (cluster,) = rds.describe_db_clusters()["DBClusters"]
    (instance,) = rds.describe_db_instances()["DBInstances"]
    return cluster["Endpoint"], cluster["ReaderEndpoint"], instance["Endpoint"]["Address"], instance["Endpoint"]["Port"]


@pytest.mark.parametrize("region", [EAST, WEST])
def test_endpoints_are_named_as_aws_names_them(database: Aws, region: str) -> None:
    writer, reader, instance, port = endpoints(database, region)
    assert writer.startswith(f"db-{region}.cluster-")
    assert reader.startswith(f"db-{region}.cluster-ro-")
    assert instance.startswith(f"db-{region}-1.")
    assert all(name.endswith(f".{region}.rds.amazonaws.com") for name in (writer, reader, instance))
    assert port == 5432


def test_the_global_endpoint_belongs_to_no_region(database: Aws) -> None:
    shown = [
        database.client("rds", region).describe_global_clusters()["GlobalClusters"][0]["Endpoint"]
        for region in (EAST, WEST)
    ]
    assert shown[0] == shown[1]
    assert shown[0].startswith(f"{GLOBAL}.global-")
    assert shown[0].endswith(".global.rds.amazonaws.com")


def test_a_failover_moves_the_writer_and_renames_nothing(database: Aws) -> None:
    before = {region: endpoints(database, region) for region in (EAST, WEST)}
    target = database.client("rds", WEST).describe_db_clusters()["DBClusters"][0]["DBClusterArn"]
    database.client("rds", WEST).failover_global_cluster(
        GlobalClusterIdentifier=GLOBAL, TargetDbClusterIdentifier=target, AllowDataLoss=True
    )
    (cluster,) = database.client("rds", WEST).describe_global_clusters()["GlobalClusters"]
    writers = [member["DBClusterArn"] for member in cluster["GlobalClusterMembers"] if member["IsWriter"]]
    assert writers == [target]
    assert {region: endpoints(database, region) for region in (EAST, WEST)} == before
