"""The log of a running cloud: every call once, with its region, whoever else is calling."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from sandbox.cloud.process import CloudError
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


def test_calls_at_once_are_each_logged_once_with_their_region(aws: Aws) -> None:
    clients = {region: aws.client("sqs", region) for region in (EAST, WEST)}
    number = aws.ask("GET", "calls")["next"]
    with ThreadPoolExecutor(max_workers=8) as pool:
        for _ in pool.map(lambda turn: clients[(EAST, WEST)[turn % 2]].list_queues(), range(200)):
            pass
    answer = aws.ask("GET", f"calls?since={number}")
    seen = Counter((call["region"], call["action"], call["status"]) for call in answer["calls"])
    assert seen == {(EAST, "ListQueues", 200): 100, (WEST, "ListQueues", 200): 100}
    assert answer["next"] == number + 200


def test_a_refused_call_is_logged_with_its_status(aws: Aws) -> None:
    number = aws.ask("GET", "calls")["next"]
    with pytest.raises(ClientError):
        aws.client("sqs").get_queue_url(QueueName="never-made")
    (logged,) = aws.ask("GET", f"calls?since={number}")["calls"]
    assert (logged["action"], logged["status"], logged["fault"]) == ("GetQueueUrl", 400, "")


def test_what_an_addition_asks_of_the_emulator_is_no_call_of_anybody(aws: Aws) -> None:
    number = aws.ask("GET", "calls")["next"]
    aws.client("secretsmanager").create_secret(Name="quiet", SecretString="x", AddReplicaRegions=[{"Region": WEST}])
    assert [call["action"] for call in aws.ask("GET", f"calls?since={number}")["calls"]] == ["CreateSecret"]


def test_pages_cover_the_log_without_gaps(aws: Aws) -> None:
    for _ in range(5):
        aws.client("sqs").list_queues()
    whole = aws.ask("GET", "calls?since=0")["calls"]
    paged, number = [], 0
    while page := aws.ask("GET", f"calls?since={number}&limit=2"):
        if not page["calls"]:
            break
        paged += page["calls"]
        number = page["next"]
    assert paged == whole


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("GET", "nothing", "GET resolve"),
        ("PUT", "calls", "POST faults"),
        ("GET", "calls?since=-1", "-1"),
        ("GET", "calls?since=now", "now"),
        ("GET", "resolve?name=example.com", "from is missing"),
        ("POST", "endpoint-health", "healthy is missing"),
    ],
)
def test_a_request_to_the_cloud_itself_that_makes_no_sense_is_refused(
    aws: Aws, method: str, path: str, named: str
) -> None:
    with pytest.raises(CloudError, match=named):
        aws.ask(method, path, {} if method == "POST" else None)


def test_health_is_true_or_false_and_not_a_word(aws: Aws) -> None:
    with pytest.raises(CloudError, match="'no'"):
        aws.ask("POST", "endpoint-health", {"host": "x", "healthy": "no"})
