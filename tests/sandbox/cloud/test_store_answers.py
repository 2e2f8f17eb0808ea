"""What the emulator's stores were told they say again, as AWS does."""

import pytest

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator


def test_a_database_says_the_logs_that_it_exports(aws: Aws) -> None:
    rds = aws.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="exports-logs", Engine="aurora-postgresql", EnableCloudwatchLogsExports=["postgresql"]
    )

    def said() -> list[str]:
        (found,) = rds.describe_db_clusters(DBClusterIdentifier="exports-logs")["DBClusters"]
        return list(found.get("EnabledCloudwatchLogsExports", ()))

    assert said() == ["postgresql"]
    rds.modify_db_cluster(DBClusterIdentifier="exports-logs", BackupRetentionPeriod=7)
    assert said() == ["postgresql"], "nobody asked for another list"
    rds.modify_db_cluster(
        DBClusterIdentifier="exports-logs", CloudwatchLogsExportConfiguration={"DisableLogTypes": ["postgresql"]}
    )
    assert said() == []


def test_a_cache_says_its_key_and_one_without_says_none(aws: Aws) -> None:
    elasticache, key = aws.client("elasticache"), aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    for name, given in (("has-a-key", {"KmsKeyId": key}), ("has-none", {})):
        elasticache.create_replication_group(
            ReplicationGroupId=name,
            ReplicationGroupDescription="-",
            Engine="valkey",
            CacheNodeType="cache.r7g.large",
            AtRestEncryptionEnabled=True,
            **given,
        )
    groups = elasticache.describe_replication_groups()["ReplicationGroups"]
    found = {each["ReplicationGroupId"]: each.get("KmsKeyId") for each in groups}
    assert (found["has-a-key"], found["has-none"]) == (key, None)
