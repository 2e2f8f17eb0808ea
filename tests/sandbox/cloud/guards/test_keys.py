"""A call that names a key is refused where the key's policy does not let the service take it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import WEST, Aws

pytestmark = pytest.mark.emulator
_ROOT = {"AWS": "arn:aws:iam::000000000000:root"}
_GRANTS = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
_USE = [
    f"kms:{name}" for name in ("Decrypt", "Encrypt", "GenerateDataKey*", "DescribeKey", "ReEncrypt*", "ReplicateKey")
]
_ADMINISTER = ["kms:PutKeyPolicy", "kms:GetKeyPolicy"]


def _statement(actions: list[str], condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a policy's
    statement = {"Effect": "Allow", "Principal": _ROOT, "Action": actions, "Resource": "*", **more}
    return statement | ({"Condition": condition} if condition else {})


def _key(aws: Aws, *statements: dict[str, Any], multi_region: bool = False) -> str:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [_statement(_ADMINISTER), *statements]})
    made = aws.client("kms").create_key(Policy=policy, MultiRegion=multi_region)
    return str(made["KeyMetadata"]["Arn"])


def _cluster(aws: Aws, key: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    name = f"shop-{key[-8:]}"
    role = aws.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    aws.client("eks").create_cluster(
        name=name,
        roleArn=role,
        resourcesVpcConfig={"subnetIds": aws.network().subnets},
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}],
    )


def _database(aws: Aws, key: str) -> None:
    aws.client("rds").create_db_cluster(
        DBClusterIdentifier=f"db-{key[-8:]}",
        Engine="aurora-postgresql",
        MasterUsername="owner",
        MasterUserPassword="0123456789",
        StorageEncrypted=True,
        KmsKeyId=key,
    )


def _table(aws: Aws, key: str) -> None:
    aws.client("dynamodb").create_table(
        TableName=f"orders-{key[-8:]}",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
    )


def _cache(aws: Aws, key: str) -> None:
    aws.client("elasticache").create_replication_group(
        ReplicationGroupId=f"c-{key[-8:]}",
        ReplicationGroupDescription="sessions",
        Engine="valkey",
        CacheNodeType="cache.r7g.large",
        AtRestEncryptionEnabled=True,
        KmsKeyId=key,
    )


def _secret(aws: Aws, key: str) -> None:
    aws.client("secretsmanager").create_secret(Name=f"s-{key[-8:]}", SecretString="x", KmsKeyId=key)


def _log_group(aws: Aws, key: str) -> None:
    aws.client("logs").create_log_group(logGroupName=f"/shop/{key[-8:]}", kmsKeyId=key)


def _logs(pattern: str) -> dict[str, Any]:
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": pattern}}
    return _statement(_USE, condition, Principal={"Service": "logs.us-east-1.amazonaws.com"})


@pytest.mark.parametrize("make", [_database, _table, _cache, _secret])
def test_the_account_and_its_services_may_use_the_key(aws: Aws, make: Callable[[Aws, str], None]) -> None:
    make(aws, _key(aws, _statement(_USE), _statement(["kms:CreateGrant"], _GRANTS)))


def test_eks_takes_the_key_where_grants_are_not_limited(aws: Aws) -> None:
    _cluster(aws, _key(aws, _statement(_USE), _statement(["kms:CreateGrant"])))


def test_eks_is_refused_where_grants_are_for_services_alone(aws: Aws) -> None:
    key = _key(aws, _statement(_USE), _statement(["kms:CreateGrant"], _GRANTS))
    with pytest.raises(ClientError, match=r"InvalidRequestException.*User not authorized to perform kms:CreateGrant"):
        _cluster(aws, key)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_database, "KMSKeyNotAccessibleFault.*The specified KMS key .* isn't accessible by the current user"),
        (_table, "AccessDeniedException.*KMS key access denied error: .*kms:CreateGrant on resource"),
        (_cache, "InvalidKMSKeyFault.*kms:CreateGrant"),
    ],
)
def test_who_may_make_no_grant_gets_no_store(aws: Aws, make: Callable[[Aws, str], None], words: str) -> None:
    with pytest.raises(ClientError, match=words):
        make(aws, _key(aws, _statement(_USE)))


def test_a_grant_through_another_service_is_none_for_the_database(aws: Aws) -> None:
    through = {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}
    key = _key(aws, _statement(_USE), _statement(["kms:CreateGrant"], through))
    _table(aws, key)
    with pytest.raises(ClientError, match="KMSKeyNotAccessibleFault"):
        _database(aws, key)


def test_a_secret_needs_the_key_in_both_regions(aws: Aws) -> None:
    good, bad = _key(aws, _statement(_USE)), _key(aws, _statement(["kms:DescribeKey"]))
    with pytest.raises(ClientError, match="Access to KMS is not allowed"):
        _secret(aws, bad)
    with pytest.raises(ClientError, match="Access to KMS is not allowed"):
        aws.client("secretsmanager").create_secret(
            Name="copied", SecretString="x", KmsKeyId=good, AddReplicaRegions=[{"Region": WEST, "KmsKeyId": bad}]
        )


def test_logs_take_the_key_for_the_groups_that_its_policy_names(aws: Aws) -> None:
    _log_group(aws, _key(aws, _logs("arn:aws:logs:us-east-1:000000000000:log-group:/shop/*")))
    for refused in (_logs("arn:aws:logs:us-east-1:000000000000:log-group:/other/*"), _statement(_USE)):
        with pytest.raises(
            ClientError, match="does not exist or is not allowed to be used with LogGroup 'arn:aws:logs"
        ):
            _log_group(aws, _key(aws, refused))


def test_a_key_is_replicated_by_whoever_may(aws: Aws) -> None:
    kms = aws.client("kms")
    kms.replicate_key(KeyId=_key(aws, _statement(_USE), multi_region=True), ReplicaRegion=WEST)
    with pytest.raises(ClientError, match="not authorized to perform: kms:ReplicateKey"):
        kms.replicate_key(KeyId=_key(aws, _statement(["kms:DescribeKey"]), multi_region=True), ReplicaRegion=WEST)


def test_without_a_key_nothing_is_asked(aws: Aws) -> None:
    aws.client("logs").create_log_group(logGroupName="/shop/plain")
    aws.client("secretsmanager").create_secret(Name="plain", SecretString="x", KmsKeyId="alias/aws/secretsmanager")
