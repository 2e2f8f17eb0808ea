"""A region goes dark, as boto3 sees it. How a real region fails, slowly and in parts, is not shown."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from sandbox.cloud.process import CloudError
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

IMPATIENT = Config(connect_timeout=5, read_timeout=0.3, retries={"total_max_attempts": 1})


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    """A bucket in the other region, from before."""
    aws.client("s3", WEST).create_bucket(Bucket="west-objects", CreateBucketConfiguration={"LocationConstraint": WEST})
    return "west-objects"


@pytest.fixture
def dark(undisturbed: Aws) -> Aws:
    """us-east-1 is gone and refuses connections."""
    undisturbed.ask("POST", "blackout", {"region": EAST})
    return undisturbed


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=8) as pool:
        yield pool


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("sqs", "list_queues"),
        ("rds", "describe_global_clusters"),
        ("sts", "get_caller_identity"),
        ("s3", "list_buckets"),
    ],
)
def test_what_stands_in_the_region_is_gone(dark: Aws, service: str, operation: str) -> None:
    with pytest.raises(ConnectionClosedError):
        getattr(dark.client(service, EAST), operation)()


@pytest.mark.parametrize(
    ("service", "operation"),
    [("route53", "list_hosted_zones"), ("iam", "list_roles"), ("cloudfront", "list_distributions")],
)
def test_the_global_control_planes_are_gone_from_wherever_they_are_called(
    dark: Aws, service: str, operation: str
) -> None:
    with pytest.raises(ConnectionClosedError):
        getattr(dark.client(service, WEST), operation)()


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("sqs", "list_queues"),
        ("rds", "describe_global_clusters"),
        ("sts", "get_caller_identity"),
        ("dynamodb", "list_tables"),
        ("ecs", "list_clusters"),
        ("application-autoscaling", "describe_scalable_targets"),
        ("cloudwatch", "describe_alarms"),
        ("secretsmanager", "list_secrets"),
    ],
)
def test_the_other_region_goes_on(dark: Aws, service: str, operation: str) -> None:
    arguments = {"ServiceNamespace": "ecs"} if service == "application-autoscaling" else {}
    assert getattr(dark.client(service, WEST), operation)(**arguments)


def test_objects_of_the_other_region_go_on_and_buckets_do_not(bucket: str, dark: Aws) -> None:
    s3 = dark.client("s3", WEST)
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    with pytest.raises(ConnectionClosedError):
        s3.create_bucket(Bucket="new", CreateBucketConfiguration={"LocationConstraint": WEST})


def test_nothing_that_needs_a_new_name_is_made_in_the_other_region(dark: Aws) -> None:
    network = dark.network(WEST)
    with pytest.raises(ConnectionClosedError):
        dark.client("elbv2", WEST).create_load_balancer(Name="late", Subnets=network.subnets)


def test_a_dark_second_region_takes_nothing_else_away(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "blackout", {"region": WEST})
    with pytest.raises(ConnectionClosedError):
        undisturbed.client("sqs", WEST).list_queues()
    assert undisturbed.client("route53", WEST).list_hosted_zones()
    assert undisturbed.client("sqs", EAST).list_queues()


def test_what_was_there_before_is_there_afterwards(undisturbed: Aws) -> None:
    undisturbed.client("sqs", EAST).create_queue(QueueName="survivor")
    undisturbed.ask("POST", "blackout", {"region": EAST})
    undisturbed.ask("DELETE", "blackout", {"region": EAST})
    (url,) = undisturbed.client("sqs", EAST).list_queues()["QueueUrls"]
    assert url.endswith("/survivor")


def test_a_call_into_the_dark_is_not_carried_out(dark: Aws) -> None:
    with pytest.raises(ConnectionClosedError):
        dark.client("sns", EAST).create_topic(Name="never")
    dark.ask("DELETE", "blackout", {})
    assert dark.client("sns", EAST).list_topics()["Topics"] == []


def test_the_log_shows_every_attempt_and_whose_fault_it_was(dark: Aws) -> None:
    number = dark.ask("GET", "calls")["next"]
    with pytest.raises(ConnectionClosedError):
        dark.client("route53", WEST).list_hosted_zones()
    (attempt,) = dark.ask("GET", f"calls?since={number}")["calls"]
    assert (attempt["service"], attempt["action"], attempt["region"]) == ("route53", "ListHostedZones", EAST)
    assert (attempt["status"], attempt["fault"]) == (0, "us-east-1 is dark")


def test_a_hanging_region_leaves_its_callers_waiting_until_they_give_up(undisturbed: Aws) -> None:
    undisturbed.ask("POST", "blackout", {"region": EAST, "connection": "hang"})
    with pytest.raises(ReadTimeoutError):
        undisturbed.client("sqs", EAST, IMPATIENT).list_queues()


def test_the_return_of_a_region_ends_the_calls_that_hang_in_it(
    undisturbed: Aws, background: ThreadPoolExecutor
) -> None:
    undisturbed.ask("POST", "blackout", {"region": EAST, "connection": "hang"})
    number = undisturbed.ask("GET", "calls")["next"]
    hanging: list[Future[Any]] = [
        background.submit(undisturbed.client(service, EAST).__getattribute__(operation))
        for service, operation in [("sqs", "list_queues"), ("sns", "list_topics"), ("iam", "list_roles")]
    ]
    undisturbed.until_logged(number, len(hanging))
    assert not any(call.done() for call in hanging), "a call did not wait"
    undisturbed.ask("DELETE", "blackout", {"region": EAST})
    for call in hanging:
        with pytest.raises(ConnectionClosedError):
            call.result(timeout=10)
    assert undisturbed.client("sqs", EAST).list_queues(), "who tries again succeeds"


def test_a_blackout_does_not_reach_its_own_switch(dark: Aws) -> None:
    assert dark.ask("GET", "cloud")["dark_regions"] == {EAST: "refuse"}


@pytest.mark.parametrize(
    ("body", "named"), [({}, "region"), ({"region": EAST, "connection": "explode"}, "explode")], ids=["where", "how"]
)
def test_a_blackout_that_makes_no_sense_is_refused(undisturbed: Aws, body: dict[str, str], named: str) -> None:
    with pytest.raises(CloudError, match=named):
        undisturbed.ask("POST", "blackout", body)
    assert undisturbed.ask("GET", "cloud")["dark_regions"] == {}
