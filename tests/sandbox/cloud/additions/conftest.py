"""What several additions need: a global database."""

import pytest

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

GLOBAL = "standby"


@pytest.fixture(scope="module")
def database(aws: Aws) -> Aws:
    """A global cluster with a member and an instance in each region, the writer in us-east-1."""
    aws.client("rds").create_global_cluster(GlobalClusterIdentifier=GLOBAL, Engine="aurora-postgresql")
    credentials = {"MasterUsername": "owner", "MasterUserPassword": "0123456789"}
    for region in (EAST, WEST):
        rds = aws.client("rds", region)
        rds.create_db_cluster(
            DBClusterIdentifier=f"db-{region}",
            Engine="aurora-postgresql",
            GlobalClusterIdentifier=GLOBAL,
            **(credentials if region == EAST else {}),
        )
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{region}-1",
            DBClusterIdentifier=f"db-{region}",
            DBInstanceClass="db.serverless",
            Engine="aurora-postgresql",
        )
    return aws
