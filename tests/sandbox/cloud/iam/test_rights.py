"""Which rights a call needs: actions and the ARNs they are about. Who has them is in test_enforcement."""

import json
from base64 import b64encode
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.beside import BESIDE, Beside
from sandbox.cloud.iam.patterns import ALL
from sandbox.cloud.iam.rights import UnmappedError, needs_of
from sandbox.cloud.request import AwsCall

REGION, ACCOUNT = "us-east-1", "000000000000"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}"


def call(service: str, action: str, *, body: str = "{}", kind: str = "application/x-amz-json-1.1") -> AwsCall:
    """A call as the gateway reads one."""
    return AwsCall(
        method="POST",
        path="/",
        query="",
        headers={"content-type": kind},
        body=body.encode(),
        service=service,
        region=REGION,
        account=ACCOUNT,
        action=action,
    )


def rights(asked: AwsCall) -> set[tuple[str, str]]:
    return {(need.action, need.resource) for need in needs_of(asked)}


def test_an_operation_needs_the_action_of_its_name_on_what_it_names() -> None:
    asked = call("dynamodb", "GetItem", body=json.dumps({"TableName": "orders"}))
    assert rights(asked) == {("dynamodb:GetItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders")}


def test_whoever_reads_an_index_needs_no_right_to_the_table() -> None:
    asked = call("dynamodb", "Query", body=json.dumps({"TableName": "orders", "IndexName": "pending"}))
    assert rights(asked) == {("dynamodb:Query", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders/index/pending")}


def test_several_messages_are_sent_by_the_right_to_send_one() -> None:
    url = f"http://queues/{ACCOUNT}/orders"
    asked = call("sqs", "SendMessageBatch", body=json.dumps({"QueueUrl": url}))
    assert rights(asked) == {("sqs:SendMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders")}


def test_metrics_are_cloudwatchs_whatever_the_signature_calls_it() -> None:
    assert {action for action, _ in rights(call("monitoring", "PutMetricData"))} == {"cloudwatch:PutMetricData"}


def test_a_transaction_needs_the_right_to_each_thing_that_it_does() -> None:
    key = {"TableName": "orders", "Key": {"id": {"S": "1"}}}
    asked = call("dynamodb", "TransactWriteItems", body=json.dumps({"TransactItems": [{"Put": key}, {"Delete": key}]}))
    assert {action for action, _ in rights(asked)} == {"dynamodb:PutItem", "dynamodb:DeleteItem"}


def test_a_failover_needs_a_right_to_the_global_cluster_and_to_the_target() -> None:
    target = f"arn:aws:rds:us-west-2:{ACCOUNT}:cluster:west"
    form = f"Action=FailoverGlobalCluster&GlobalClusterIdentifier=both&TargetDbClusterIdentifier={target}"
    asked = call("rds", "FailoverGlobalCluster", body=form, kind="application/x-www-form-urlencoded")
    assert {resource for _, resource in rights(asked)} == {target, f"arn:aws:rds::{ACCOUNT}:global-cluster:both"}


def test_an_operation_whose_right_nobody_knows_is_named() -> None:
    with pytest.raises(UnmappedError, match="ecs BendServices"):
        needs_of(call("ecs", "BendServices"))


TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table"


@pytest.mark.parametrize(
    ("action", "body", "tables"),
    [
        ("BatchGetItem", {"RequestItems": {"Orders": {"Keys": [{"id": {"S": "1"}}]}}}, {"Orders"}),
("BatchWriteItem", {"RequestItems": {"a": [{"DeleteRequest": {"Key": {"id": {"S": "1"}}}}]}}, {"a"}),
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "a"}}, {"Get": {"TableName": "b"}}]}, {"a", "b"}),
    ],
)  # fmt: skip
def test_batches_and_transactions_name_their_tables(action: str, body: dict[str, object], tables: set[str]) -> None:
    asked = call("dynamodb", action, body=json.dumps(body))
    assert {resource for _, resource in rights(asked)} == {f"{TABLE}/{name}" for name in tables}


@pytest.mark.parametrize(
    ("action", "method", "path", "arn"),
    [
        ("GetObject", "GET", "/assets/css/site.css", "arn:aws:s3:::assets/css/site.css"),
        ("PutBucketPolicy", "PUT", "/assets", "arn:aws:s3:::assets"),
        ("HeadBucket", "HEAD", "/assets", "arn:aws:s3:::assets"),
    ],
)
def test_buckets_and_objects_are_named_by_the_path(action: str, method: str, path: str, arn: str) -> None:
    asked = replace(call("s3", action, kind=""), method=method, path=path)
    assert {resource for _, resource in rights(asked)} == {arn}


def test_an_alias_is_made_by_a_right_to_it_and_one_to_its_key() -> None:
    asked = call("kms", "CreateAlias", body=json.dumps({"AliasName": "alias/data", "TargetKeyId": "mrk-1"}))
    assert {resource for _, resource in rights(asked)} == {f"{KEYS}:alias/data", f"{KEYS}:key/mrk-1"}


def query(service: str, action: str, **parameters: str) -> AwsCall:
    return call(service, action, body=urlencode(parameters), kind="application/x-www-form-urlencoded")


def body(service: str, action: str, **said: object) -> AwsCall:
    return call(service, action, body=json.dumps(said))


AT, BY_IAM = f"{REGION}:{ACCOUNT}", f"arn:aws:iam::{ACCOUNT}"
# What AWS asks for, by its service authorization reference and its refusals.
RESOURCES = [
    (body("wafv2", "CreateWebACL", Name="site", Scope="CLOUDFRONT"), f"arn:aws:wafv2:{AT}:global/webacl/site/*"),
    (body("wafv2", "GetIPSet", Name="a", Scope="REGIONAL", Id="1"), f"arn:aws:wafv2:{AT}:regional/ipset/a/1"),
    (body("secretsmanager", "CreateSecret", Name="a/b"), f"arn:aws:secretsmanager:{AT}:secret:a/b-??????"),
    (body("secretsmanager", "GetSecretValue", SecretId="a/b"), f"arn:aws:secretsmanager:{AT}:secret:a/b-??????"),
    (
        query("iam", "CreateOpenIDConnectProvider", Url="https://oidc.eks.us-east-1.amazonaws.com/id/1"),
        f"{BY_IAM}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1",
    ),
    (query("rds", "DeleteDBCluster", DBClusterIdentifier="One"), f"arn:aws:rds:{AT}:cluster:one"),
    (query("rds", "CreateGlobalCluster", GlobalClusterIdentifier="g"), f"arn:aws:rds::{ACCOUNT}:global-cluster:g"),
    (body("kms", "Decrypt", CiphertextBlob=b64encode(b"mrk-" + b"0" * 80).decode()), f"{KEYS}:key/mrk-{'0' * 32}"),
    (body("kms", "Decrypt", CiphertextBlob="AAAA"), f"{KEYS}:key/*"),
    (query("rds", "DescribeDBClusters"), f"arn:aws:rds:{AT}:cluster:{ALL}"),
    (body("ecr", "DescribeRepositories"), f"arn:aws:ecr:{AT}:repository/{ALL}"),
]


@pytest.mark.parametrize(("asked", "arn"), RESOURCES, ids=lambda each: each.action if isinstance(each, AwsCall) else "")
def test_a_call_is_about_what_aws_says_that_it_is_about(asked: AwsCall, arn: str) -> None:
    assert {resource for _, resource in rights(asked)} == {arn}


def test_a_look_at_the_snapshots_of_a_cluster_is_about_the_cluster() -> None:
    asked = query("rds", "DescribeDBClusterSnapshots", DBClusterIdentifier="one")
    assert ("rds:DescribeDBClusterSnapshots", f"arn:aws:rds:{AT}:cluster:one") in rights(asked)
    assert not any(ALL in resource for _, resource in rights(asked))


def test_a_final_snapshot_is_asked_for_where_one_is_named() -> None:
    asked = query("rds", "DeleteDBCluster", DBClusterIdentifier="one", FinalDBSnapshotIdentifier="last")
    assert ("rds:DeleteDBCluster", f"arn:aws:rds:{AT}:cluster-snapshot:last") in rights(asked)


def test_an_association_is_of_a_table_and_a_subnet_that_its_id_does_not_name() -> None:
    asked = query("ec2", "DisassociateRouteTable", AssociationId="rtbassoc-0d3c876fed81c0cb6")
    assert {resource for _, resource in rights(asked)} == {
        f"arn:aws:ec2:{AT}:route-table/*",
        f"arn:aws:ec2:{AT}:subnet/*",
    }


def test_an_alias_is_deleted_by_a_right_to_the_key_behind_it_too() -> None:
    asked = body("kms", "DeleteAlias", AliasName="alias/data")
    assert {resource for _, resource in rights(asked)} == {f"{KEYS}:alias/data", f"{KEYS}:key/alias/data"}


def test_parts_of_a_transaction_ask_for_their_own_tables_only() -> None:
    parts = [{"Put": {"TableName": "a", "Item": {}}}, {"ConditionCheck": {"TableName": "b", "Key": {}}}]
    assert rights(body("dynamodb", "TransactWriteItems", TransactItems=parts)) == {
        ("dynamodb:PutItem", f"{TABLE}/a"),
        ("dynamodb:ConditionCheckItem", f"{TABLE}/b"),
    }


def test_the_approver_of_a_plan_is_named_and_not_handed_on() -> None:
    roles = {"executionRole": f"{BY_IAM}:role/plan", "workflows": [{"approvalRole": f"{BY_IAM}:role/approver"}]}
    passed = {
        arn for action, arn in rights(body("arc-region-switch", "CreatePlan", **roles)) if action == "iam:PassRole"
    }
    assert passed == {f"{BY_IAM}:role/plan"}


_TAG = [{"Key": "a", "Value": "b"}]
_ELB = f"arn:aws:elasticloadbalancing:{AT}"
# What is made with tags -> the right to tag.
TAGGED = [
    (
        query("ec2", "CreateVpc", **{"TagSpecification.1.ResourceType": "vpc", "TagSpecification.1.Tag.1.Key": "a"}),
        ("ec2:CreateTags", f"arn:aws:ec2:{AT}:vpc/*"),
    ),
    (
        query("rds", "CreateDBCluster", DBClusterIdentifier="one", **{"Tags.Tag.1.Key": "a"}),
        ("rds:AddTagsToResource", f"arn:aws:rds:{AT}:cluster:one"),
    ),
    (query("iam", "CreateRole", RoleName="r", **{"Tags.member.1.Key": "a"}), ("iam:TagRole", f"{BY_IAM}:role/r")),
    (body("kms", "CreateKey", Tags=[{"TagKey": "a", "TagValue": "b"}]), ("kms:TagResource", f"{KEYS}:key/*")),
    (body("sqs", "CreateQueue", QueueName="q", tags={"a": "b"}), ("sqs:TagQueue", f"arn:aws:sqs:{AT}:q")),
    (
        query(
            "elasticloadbalancing",
            "CreateListener",
            LoadBalancerArn=f"{_ELB}:loadbalancer/app/a/1",
            **{"Tags.member.1.Key": "a"},
        ),
        ("elasticloadbalancing:AddTags", f"{_ELB}:listener/app/a/1/*"),
    ),
    (
        body("secretsmanager", "CreateSecret", Name="s", Tags=_TAG),
        ("secretsmanager:TagResource", f"arn:aws:secretsmanager:{AT}:secret:s-??????"),
    ),
]


@pytest.mark.parametrize(("asked", "right"), TAGGED, ids=lambda each: each.action if isinstance(each, AwsCall) else "")
def test_whoever_makes_something_with_tags_needs_the_right_to_tag(asked: AwsCall, right: tuple[str, str]) -> None:
    assert right in rights(asked)


def test_what_is_made_without_tags_asks_for_no_right_to_tag() -> None:
    assert {action for action, _ in rights(body("sqs", "CreateQueue", QueueName="q"))} == {"sqs:CreateQueue"}


def test_a_right_to_tag_may_be_held_to_what_makes() -> None:
    tags = {"TagSpecification.1.ResourceType": "vpc", "TagSpecification.1.Tag.1.Key": "a"}
    (tagging,) = [need for need in needs_of(query("ec2", "CreateVpc", **tags)) if need.action == "ec2:CreateTags"]
    assert tagging.values["ec2:createaction"] == ("CreateVpc",)


# What an operation does beside what its name says -> the right to it.
BESIDE_IT = [
    (
        body("secretsmanager", "CreateSecret", Name="s", AddReplicaRegions=[{"Region": "us-west-2"}]),
        ("secretsmanager:ReplicateSecretToRegions", f"arn:aws:secretsmanager:{AT}:secret:s-??????"),
    ),
    (
        body("dynamodb", "UpdateTable", TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "us-west-2"}}]),
        ("dynamodb:CreateTableReplica", f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/t"),
    ),
    (
        body("dynamodb", "UpdateTable", TableName="t", ReplicaUpdates=[{"Delete": {"RegionName": "us-west-2"}}]),
        ("dynamodb:DeleteTableReplica", f"{TABLE}/t"),
    ),
    (body("kms", "ReplicateKey", KeyId="mrk-1", ReplicaRegion="us-west-2"), ("kms:CreateKey", "*")),
    (
        body("logs", "PutDeliverySource", name="s", resourceArn=f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
        ("cloudfront:AllowVendedLogDeliveryForResource", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
    ),
]


@pytest.mark.parametrize(
    ("asked", "right"), BESIDE_IT, ids=lambda each: each.action if isinstance(each, AwsCall) else each[0]
)
def test_what_an_operation_does_beside_needs_its_own_right(asked: AwsCall, right: tuple[str, str]) -> None:
    assert right in rights(asked)


def test_a_table_that_gets_no_replica_asks_for_none() -> None:
    assert {action for action, _ in rights(body("dynamodb", "UpdateTable", TableName="t"))} == {"dynamodb:UpdateTable"}


@pytest.mark.parametrize("row", BESIDE, ids=lambda row: f"{row.call[1]} {row.actions[0]}")
def test_each_right_beside_is_one_that_aws_has(row: Beside) -> None:
    assert [each for each in row.actions if reference.action(*each.split(":")) is None] == []


@pytest.mark.parametrize("key", ["aws:SourceArn", "aws:SourceAccount", "aws:CalledVia", "kms:ViaService"])
def test_what_services_say_for_their_callers_is_absent_from_a_direct_call(key: str) -> None:
    (need,) = needs_of(body("kms", "DescribeKey", KeyId="1"))
    assert need.is_absent(key.lower())


@pytest.mark.parametrize(
    ("parameters", "key", "value"),
    [
        ({"PolicyArn": "arn:aws:iam::aws:policy/P"}, "iam:policyarn", "arn:aws:iam::aws:policy/P"),
        ({"PermissionsBoundary": "arn:aws:iam::1:policy/B"}, "iam:permissionsboundary", "arn:aws:iam::1:policy/B"),
    ],
)
def test_keys_of_iam_come_from_the_call(parameters: dict[str, str], key: str, value: str) -> None:
    (need,) = needs_of(query("iam", "AttachRolePolicy", RoleName="r", **parameters))
    assert need.values[key] == (value,)


@pytest.mark.parametrize(
    ("body", "named"),
    [({"TableName": "a"}, "a"), ({"TableName": "a", "IndexName": "open"}, "a/index/open")],
)
@pytest.mark.parametrize("action", ["Scan", "Query"])
def test_who_reads_a_table_needs_no_right_to_its_indexes(action: str, body: dict[str, object], named: str) -> None:
    assert {resource for _, resource in rights(call("dynamodb", action, body=json.dumps(body)))} == {f"{TABLE}/{named}"}
