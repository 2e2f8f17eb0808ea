"""Which rights a call needs: actions and the ARNs they are about. Who has them is in test_enforcement."""

import json
from dataclasses import replace

import pytest

from sandbox.cloud.iam.rights import UnmappedError, needs_of
from sandbox.cloud.request import AwsCall

REGION, ACCOUNT = "us-east-1", "000000000000"


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
    keys = f"arn:aws:kms:{REGION}:{ACCOUNT}"
    assert {resource for _, resource in rights(asked)} == {f"{keys}:alias/data", f"{keys}:key/mrk-1"}
