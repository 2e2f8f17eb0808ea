"""Whoever acts as a role may do what its policies allow, and is refused everything else in AWS's words.

It says nothing about rights that no call of this platform needs, and nothing about limits of the evaluator; those are
in test_evaluate.py.
"""

import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, Aws

pytestmark = pytest.mark.emulator
ACCOUNT = "000000000000"
_ONCE = Config(retries={"total_max_attempts": 1})
_QUEUES = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": f"arn:aws:sqs:{EAST}:{ACCOUNT}:orders"}


class Person:
    """A role with one inline policy, and the clients of somebody who acts as it."""

    def __init__(self, aws: Aws, name: str, *statements: dict[str, Any], trust: dict[str, Any] | None = None) -> None:
        self.aws, self.arn = aws, f"arn:aws:iam::{ACCOUNT}:role/{name}"
        iam = aws.client("iam")
        principal = trust or {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **principal}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [statement]}))
        self.allow(*statements)

    def allow(self, *statements: dict[str, Any]) -> None:
        """Replace what the role allows."""
        self.aws.client("iam").put_role_policy(
            RoleName=self.arn.rpartition("/")[2],
            PolicyName="rights",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
        )

    def client(self, service: str, region: str = EAST) -> Any:  # noqa: ANN401 - made at run time
        """A client that acts as the role."""
        keys = self.aws.client("sts").assume_role(RoleArn=self.arn, RoleSessionName="somebody")["Credentials"]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.aws.cloud.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            config=_ONCE,
        )


def test_a_session_says_who_it_is(aws: Aws) -> None:
    told = Person(aws, "named", _QUEUES).client("sts").get_caller_identity()
    assert told["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/named/somebody"


def test_what_a_policy_allows_goes_through_and_nothing_else(aws: Aws) -> None:
    url = aws.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    sqs = Person(aws, "sender", _QUEUES).client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="one")
    with pytest.raises(ClientError, match="not authorized to perform: sqs:ReceiveMessage") as refused:
        sqs.receive_message(QueueUrl=url)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert f"on resource: arn:aws:sqs:{EAST}:{ACCOUNT}:orders because no identity-based policy" in str(refused.value)


def test_a_change_of_the_policy_counts_from_the_next_call_on(aws: Aws) -> None:
    url = aws.client("sqs").create_queue(QueueName="changing")["QueueUrl"]
    queue = {**_QUEUES, "Resource": f"arn:aws:sqs:{EAST}:{ACCOUNT}:changing"}
    person = Person(aws, "changed", queue)
    sqs = person.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="one")
    person.allow({**queue, "Action": "sqs:ReceiveMessage"})
    with pytest.raises(ClientError, match="sqs:SendMessage"):
        sqs.send_message(QueueUrl=url, MessageBody="two")


def test_a_new_version_of_a_policy_that_is_attached_counts_from_the_next_call_on(aws: Aws) -> None:
    iam, url = aws.client("iam"), aws.client("sqs").create_queue(QueueName="versions")["QueueUrl"]
    queue = {**_QUEUES, "Resource": f"arn:aws:sqs:{EAST}:{ACCOUNT}:versions"}
    of = {action: json.dumps({"Statement": [{**queue, "Action": action}]}) for action in ("sqs:Send*", "sqs:Receive*")}
    arn = iam.create_policy(PolicyName="versions", PolicyDocument=of["sqs:Send*"])["Policy"]["Arn"]
    person = Person(aws, "versioned", {**queue, "Action": "sqs:GetQueueUrl"})
    iam.attach_role_policy(RoleName="versioned", PolicyArn=arn)
    sqs = person.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="one")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=of["sqs:Receive*"], SetAsDefault=True)
    with pytest.raises(ClientError, match="sqs:SendMessage"):
        sqs.send_message(QueueUrl=url, MessageBody="two")


def test_a_change_of_a_queues_own_policy_counts_from_the_next_call_on(aws: Aws) -> None:
    owner = aws.client("sqs")
    url = owner.create_queue(QueueName="opened")["QueueUrl"]
    queue = {**_QUEUES, "Resource": f"arn:aws:sqs:{EAST}:{ACCOUNT}:opened"}
    sqs = Person(aws, "sender-to-opened", queue).client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="one")
    closed = {**queue, "Effect": "Deny", "Principal": "*"}
    owner.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [closed]})})
    with pytest.raises(ClientError, match="explicit deny"):
        sqs.send_message(QueueUrl=url, MessageBody="two")


def test_a_queue_with_a_key_asks_for_the_key_too(aws: Aws) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    url = aws.client("sqs").create_queue(QueueName="locked", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    queue = {**_QUEUES, "Resource": f"arn:aws:sqs:{EAST}:{ACCOUNT}:locked"}
    person = Person(aws, "without-the-key", queue)
    with pytest.raises(ClientError, match="kms:GenerateDataKey"):
        person.client("sqs").send_message(QueueUrl=url, MessageBody="one")
    through = {"StringEquals": {"kms:ViaService": f"sqs.{EAST}.amazonaws.com"}}
    use = {"Effect": "Allow", "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": key, "Condition": through}
    person.allow(queue, use)
    person.client("sqs").send_message(QueueUrl=url, MessageBody="one")


def test_a_condition_on_the_items_of_a_table_is_asked(aws: Aws) -> None:
    aws.client("dynamodb").create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    only = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["mine"]}}
    arn = f"arn:aws:dynamodb:{EAST}:{ACCOUNT}:table/things"
    rights = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": arn, "Condition": only}
    table = Person(aws, "one-item", rights).client("dynamodb")
    table.put_item(TableName="things", Item={"id": {"S": "mine"}})
    with pytest.raises(ClientError, match="dynamodb:PutItem"):
        table.put_item(TableName="things", Item={"id": {"S": "yours"}})


def test_metrics_are_limited_by_their_namespace(aws: Aws) -> None:
    only = {"StringEquals": {"cloudwatch:namespace": "Mine"}}
    rights = {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*", "Condition": only}
    metrics = Person(aws, "one-namespace", rights).client("cloudwatch")
    metrics.put_metric_data(Namespace="Mine", MetricData=[{"MetricName": "Things", "Value": 1}])
    with pytest.raises(ClientError, match="cloudwatch:PutMetricData") as refused:
        metrics.put_metric_data(Namespace="Yours", MetricData=[{"MetricName": "Things", "Value": 1}])
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_whoever_hands_on_a_role_needs_the_right_to(aws: Aws) -> None:
    handed = Person(aws, "handed-on", _QUEUES).arn
    register = {"Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": "*"}
    person = Person(aws, "deployer", register)
    definition = {
        "family": "things",
        "taskRoleArn": handed,
        "containerDefinitions": [{"name": "one", "image": "i", "memory": 64}],
    }
    with pytest.raises(ClientError, match=f"iam:PassRole on resource: {handed}"):
        person.client("ecs").register_task_definition(**definition)
    to_tasks = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    person.allow(register, {"Effect": "Allow", "Action": "iam:PassRole", "Resource": handed, "Condition": to_tasks})
    person.client("ecs").register_task_definition(**definition)


def test_a_role_that_trusts_nobody_like_the_caller_is_not_acted_as(aws: Aws) -> None:
    person = Person(aws, "for-tasks", _QUEUES, trust={"Principal": {"Service": "ecs-tasks.amazonaws.com"}})
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole") as refused:
        person.client("sqs")
    assert refused.value.response["Error"]["Code"] == "AccessDenied"


def test_a_role_that_is_not_there_is_refused_alike(aws: Aws) -> None:
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        aws.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody", RoleSessionName="somebody")


def test_ec2_and_s3_refuse_in_their_own_words(aws: Aws) -> None:
    person = Person(aws, "looker", _QUEUES)
    with pytest.raises(ClientError) as ec2:
        person.client("ec2").describe_vpcs()
    with pytest.raises(ClientError) as s3:
        person.client("s3").list_buckets()
    assert [each.value.response["Error"]["Code"] for each in (ec2, s3)] == ["UnauthorizedOperation", "AccessDenied"]


def test_the_administrator_is_asked_for_nothing(aws: Aws) -> None:
    aws.client("sqs").create_queue(QueueName="anything")
    asked = aws.ask("GET", "decisions")["decisions"]
    assert [
        each for each in asked if each["principal"].endswith(":root") and not each["action"].startswith("sts:")
    ] == []


def test_what_was_decided_is_told_with_the_statement_that_decided_it(aws: Aws) -> None:
    url = aws.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    Person(aws, "told", {**_QUEUES, "Sid": "Orders"}).client("sqs").send_message(QueueUrl=url, MessageBody="one")
    (told,) = [
        each
        for each in aws.ask("GET", "decisions?result=allowed")["decisions"]
        if each["role"].endswith("/told") and each["action"] == "sqs:SendMessage"
    ]
    assert told["resource"] == f"arn:aws:sqs:{EAST}:{ACCOUNT}:orders"
    assert told["granted_by"] == [{"policy": "told/rights", "index": 0, "sid": "Orders"}]


def test_a_boundary_limits_what_a_role_allows(aws: Aws) -> None:
    url = aws.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    person = Person(aws, "bounded", {**_QUEUES, "Action": "sqs:*"})
    receiving = {"Statement": [{"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"}]}
    iam = aws.client("iam")
    made = iam.create_policy(PolicyName="bound", PolicyDocument=json.dumps({"Version": "2012-10-17", **receiving}))
    iam.put_role_permissions_boundary(RoleName="bounded", PermissionsBoundary=made["Policy"]["Arn"])
    sqs = person.client("sqs")
    sqs.receive_message(QueueUrl=url)
    with pytest.raises(ClientError, match="because no permissions boundary allows the sqs:SendMessage action"):
        sqs.send_message(QueueUrl=url, MessageBody="one")


def test_a_key_is_decided_by_its_policy_under_whichever_name_it_is_called(aws: Aws) -> None:
    kms = aws.client("kms")
    only = {
        "Effect": "Allow",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"},
    }
    key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": [only]}))["KeyMetadata"]
    kms.create_alias(AliasName="alias/closed", TargetKeyId=key["KeyId"])
    person = Person(aws, "holder", {"Effect": "Allow", "Action": "kms:*", "Resource": "*"})
    for name in (key["KeyId"], key["Arn"], "alias/closed", f"arn:aws:kms:{EAST}:{ACCOUNT}:alias/closed"):
        with pytest.raises(ClientError, match=f"kms:Encrypt on resource: {key['Arn']} because no resource-based"):
            person.client("kms").encrypt(KeyId=name, Plaintext=b"x")


def test_questions_that_differ_in_their_conditions_are_each_remembered(aws: Aws) -> None:
    spaces = [
        {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*",
         "Condition": {"StringEquals": {"cloudwatch:namespace": name}}}
        for name in ("One", "Two")
    ]  # fmt: skip
    cloudwatch = Person(aws, "measurer", *spaces).client("cloudwatch")
    for name in ("One", "Two"):
        cloudwatch.put_metric_data(Namespace=name, MetricData=[{"MetricName": "m", "Value": 1}])
    told = [each for each in aws.ask("GET", "decisions")["decisions"] if each["role"].endswith("role/measurer")]
    granted = {ref["index"] for each in told for ref in each["granted_by"] if each["action"] != "sts:AssumeRole"}
    assert granted == {0, 1}


def test_a_session_policy_is_refused_and_not_forgotten(aws: Aws) -> None:
    person = Person(aws, "limited", _QUEUES)
    with pytest.raises(ClientError, match="session policies"):
        aws.client("sts").assume_role(RoleArn=person.arn, RoleSessionName="one", Policy=json.dumps({"Statement": []}))


def test_a_managed_policy_that_nobody_here_can_read_is_not_guessed(aws: Aws) -> None:
    person = Person(aws, "of-aws", _QUEUES)
    arn = "arn:aws:iam::aws:policy/AmazonTextractFullAccess"
    aws.client("iam").attach_role_policy(RoleName="of-aws", PolicyArn=arn)
    with pytest.raises(ClientError, match="the sandbox does not know what arn:aws:iam::aws:policy/"):
        person.client("sns").list_topics()


def test_a_grant_of_a_key_allows_what_it_says(aws: Aws) -> None:
    kms = aws.client("kms")
    own = {
        "Effect": "Allow",
        "Action": "kms:*",
        "Resource": "*",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"},
    }
    key = kms.create_key(Policy=json.dumps({"Version": "2012-10-17", "Statement": [own]}))["KeyMetadata"]["KeyId"]
    person = Person(aws, "grantee", _QUEUES)
    kms.create_grant(KeyId=key, GranteePrincipal=person.arn, Operations=["Encrypt", "Decrypt"])
    sealed = person.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert person.client("kms").decrypt(CiphertextBlob=sealed)["Plaintext"] == b"x"
    with pytest.raises(ClientError, match="kms:GenerateDataKey"):
        person.client("kms").generate_data_key(KeyId=key, KeySpec="AES_256")


def test_what_is_sealed_is_opened_by_a_right_to_the_key_that_it_is_sealed_with(aws: Aws) -> None:
    kms = aws.client("kms")
    mine, yours = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": mine}
    person = Person(aws, "opener", decrypt).client("kms")
    person.decrypt(CiphertextBlob=kms.encrypt(KeyId=mine, Plaintext=b"x")["CiphertextBlob"])
    with pytest.raises(ClientError, match=f"kms:Decrypt on resource: {yours}"):
        person.decrypt(CiphertextBlob=kms.encrypt(KeyId=yours, Plaintext=b"x")["CiphertextBlob"])


def test_a_service_takes_a_key_only_for_whoever_may_let_it(aws: Aws) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    secret = f"arn:aws:secretsmanager:{EAST}:{ACCOUNT}:secret:sealed-??????"
    make = {"Effect": "Allow", "Action": "secretsmanager:CreateSecret", "Resource": secret}
    person = Person(aws, "sealer", make)
    with pytest.raises(ClientError, match="Access to KMS is not allowed"):
        person.client("secretsmanager").create_secret(Name="sealed", SecretString="x", KmsKeyId=key)
    person.allow(make, {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key})
    person.client("secretsmanager").create_secret(Name="sealed", SecretString="x", KmsKeyId=key)


def test_a_secret_by_its_name_is_the_one_with_its_arn(aws: Aws) -> None:
    arn = aws.client("secretsmanager").create_secret(Name="named", SecretString="x")["ARN"]
    person = Person(aws, "reader", {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arn})
    assert person.client("secretsmanager").get_secret_value(SecretId="named")["SecretString"] == "x"


def test_a_bus_lets_in_whom_its_policy_names(aws: Aws) -> None:
    person = Person(aws, "sender-of-events", _QUEUES)
    bus = aws.client("events").create_event_bus(Name="open")["EventBusArn"]
    said = {
        "Sid": "In",
        "Effect": "Allow",
        "Principal": {"AWS": person.arn},
        "Action": "events:PutEvents",
        "Resource": bus,
    }
    aws.client("events").put_permission(
        EventBusName="open", Policy=json.dumps({"Version": "2012-10-17", "Statement": [said]})
    )
    event = {"Source": "s", "DetailType": "d", "Detail": "{}", "EventBusName": "open"}
    assert person.client("events").put_events(Entries=[event])["FailedEntryCount"] == 0


def test_who_looks_at_everything_is_neither_let_in_nor_kept_out_by_one_arn(aws: Aws) -> None:
    look = {"Effect": "Allow", "Action": "rds:DescribeDBClusters"}
    one = f"arn:aws:rds:{EAST}:{ACCOUNT}:cluster:one"
    person = Person(aws, "watcher", {**look, "Resource": one})
    with pytest.raises(
        ClientError, match=rf"rds:DescribeDBClusters on resource: arn:aws:rds:{EAST}:{ACCOUNT}:cluster:\*"
    ):
        person.client("rds").describe_db_clusters()
    person.allow({**look, "Resource": "*"}, {**look, "Effect": "Deny", "Resource": one})
    person.client("rds").describe_db_clusters()


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (899, "Member must have value greater than or equal to 900"),
        (43201, "Member must have value less than or equal to 43200"),
        (7200, "exceeds the MaxSessionDuration set for this role"),
    ],
)
def test_a_session_is_as_long_as_its_role_allows(aws: Aws, seconds: int, says: str) -> None:
    person = Person(aws, f"for-{seconds}", _QUEUES)
    sts = aws.client("sts", config=Config(parameter_validation=False))
    with pytest.raises(ClientError, match=says) as refused:
        sts.assume_role(RoleArn=person.arn, RoleSessionName="somebody", DurationSeconds=seconds)
    assert refused.value.response["Error"]["Code"] == "ValidationError"


def test_a_role_that_acts_as_another_does_so_for_an_hour_at_most(aws: Aws) -> None:
    second = Person(aws, "second", _QUEUES)
    aws.client("iam").update_role(RoleName="second", MaxSessionDuration=7200)
    first = Person(aws, "first", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": second.arn})
    with pytest.raises(ClientError, match="1 hour session limit for roles assumed by role chaining"):
        first.client("sts").assume_role(RoleArn=second.arn, RoleSessionName="one", DurationSeconds=7200)
