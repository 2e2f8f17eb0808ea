"""What boto3 sees of an injected fault, in each protocol. Which calls are struck is in test_faults.py."""

import socket
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

CREATE_TOPIC = (
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n"
    b"Authorization: AWS4-HMAC-SHA256 Credential=test/20261125/us-west-2/sns/aws4_request\r\n\r\n"
    b"Action=CreateTopic&Name=later"
)
IMPATIENT = Config(connect_timeout=5, read_timeout=0.3, retries={"total_max_attempts": 1})
PATIENT = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 3, "mode": "standard"})


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("sqs", "list_queues"),
        ("dynamodb", "list_tables"),
        ("sns", "list_topics"),
        ("rds", "describe_db_clusters"),
        ("ec2", "describe_vpcs"),
        ("iam", "list_roles"),
        ("sts", "get_caller_identity"),
        ("elbv2", "describe_load_balancers"),
        ("elasticache", "describe_replication_groups"),
        ("cloudwatch", "describe_alarms"),
        ("s3", "list_buckets"),
        ("route53", "list_hosted_zones"),
        ("cloudfront", "list_distributions"),
        ("eks", "list_clusters"),
    ],
)
def test_a_refusal_speaks_the_services_protocol(undisturbed: Aws, service: str, operation: str) -> None:
    undisturbed.ask("POST", "faults", {"status": 503, "code": "SlowDown"})
    with pytest.raises(ClientError) as refused:
        getattr(undisturbed.client(service), operation)()
    assert refused.value.response["Error"]["Code"] == "SlowDown"
    assert refused.value.response["Error"]["Message"] == "a fault was injected"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_a_call_that_was_throttled_once_succeeds_when_it_is_tried_again(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"status": 400, "code": "ThrottlingException", "times": 1})
    answer = undisturbed.client("sqs", config=PATIENT).list_queues()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_refused_call_is_not_carried_out(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"status": 500, "action": "CreateTopic"})
    with pytest.raises(ClientError, match="InternalFailure"):
        undisturbed.client("sns").create_topic(Name="never")
    undisturbed.ask("DELETE", "faults")
    assert undisturbed.client("sns").list_topics()["Topics"] == []


def test_a_reset_connection_is_no_answer(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"connection": "refuse", "service": "sqs"})
    with pytest.raises(ConnectionClosedError):
        undisturbed.client("sqs").list_queues()


def test_a_call_that_hangs_is_given_up_by_its_caller(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"connection": "hang", "action": "ListQueues"})
    with pytest.raises(ReadTimeoutError):
        undisturbed.client("sqs", config=IMPATIENT).list_queues()
    assert undisturbed.client("sqs").create_queue(QueueName="other-calls-go-on")


def test_a_delayed_call_is_carried_out_and_takes_its_time(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"delay_seconds": 0.2, "action": "ListTables"})
    number = undisturbed.ask("GET", "calls")["next"]
    assert undisturbed.client("dynamodb").list_tables()["TableNames"] == []
    (logged,) = undisturbed.ask("GET", f"calls?since={number}")["calls"]
    assert logged["milliseconds"] >= 200
    assert (logged["status"], logged["fault"]) == (200, "a fault was injected")


def test_a_call_whose_caller_leaves_is_carried_out_all_the_same(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"delay_seconds": 0.3, "action": "CreateTopic"})
    number = undisturbed.ask("GET", "calls")["next"]
    host, _, port = undisturbed.cloud.endpoint.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as caller:
        caller.sendall(CREATE_TOPIC)
    (late,) = undisturbed.until_logged(number, 1)
    assert (late["action"], late["status"]) == ("CreateTopic", 200)
    assert len(undisturbed.client("sns", WEST).list_topics()["Topics"]) == 1


def test_a_fault_of_one_region_spares_the_other(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"status": 503, "region": EAST})
    with pytest.raises(ClientError):
        undisturbed.client("sqs", EAST).list_queues()
    assert undisturbed.client("sqs", WEST).list_queues()


def test_a_fault_finds_a_rest_call_by_its_operations_name(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "faults", {"status": 503, "service": "s3", "action": "PutObject"})
    s3: Any = undisturbed.client("s3")
    s3.create_bucket(Bucket="named-operations")
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        s3.put_object(Bucket="named-operations", Key="k", Body=b"v")


def test_faults_are_shown_as_they_were_posted(undisturbed: Aws) -> None:
    posted = {"service": "rds", "connection": "hang", "probability": 0.5}
    (shown,) = undisturbed.ask("POST", "faults", posted)["faults"]
    assert posted.items() <= shown.items()
    assert undisturbed.ask("GET", "faults") == {"faults": [shown]}
