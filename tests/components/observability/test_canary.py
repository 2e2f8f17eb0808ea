"""The canary: off unless it is asked for, and then a client's view of the public name, with nothing else at hand.

Its code runs here against an answer of our own. That Synthetics runs it, only AWS shows.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from components.observability import canary
from sandbox.recording import Recording
from tests.components.program import EAST, run, start
from tests.stack_files import HOME, STACKS
from workloads.canary import probe

CANARY, ROLE_POLICY, CODE = (
    "aws:synthetics/canary:Canary",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:s3/bucketObjectv2:BucketObjectv2",
)


def _on(**spec: object) -> Recording:
    return start(HOME, {"observability": {"canary": {"enabled": True, **spec}}}, home={})


@pytest.mark.parametrize("stack", STACKS)
def test_there_is_none_unless_it_is_asked_for(stack: str) -> None:
    assert run(stack).of(CANARY) == []


def test_it_reads_the_public_name_as_often_as_it_is_told() -> None:
    declared = _on(every_minutes=1).one(CANARY).plain
    assert declared["schedule"]["expression"] == "rate(1 minute)"
    assert declared["runConfig"]["environmentVariables"]["SHOP_URL"].startswith("https://")
    assert declared["startCanary"]


def test_an_hour_is_written_as_synthetics_says_it_back() -> None:
    assert _on(every_minutes=60).one(CANARY).plain["schedule"]["expression"] == "rate(1 hour)"


def test_two_failed_runs_ring_and_count_as_a_sign_of_the_other_region() -> None:
    recording = _on()
    alarm = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm", "canary").plain
    assert (alarm["period"], alarm["evaluationPeriods"], alarm["comparisonOperator"]) == (300, 2, "LessThanThreshold")
    rule = recording.one("aws:cloudwatch/compositeAlarm:CompositeAlarm").plain["alarmRule"]
    assert f'ALARM("{alarm["name"]}")' in rule


def test_it_may_write_what_it_saw_and_little_else() -> None:
    statements = json.loads(_on().one(ROLE_POLICY, "canary-policy").plain["policy"])["Statement"]
    everywhere = {action for each in statements if each["Resource"] == ["*"] for action in each["Action"]}
    assert everywhere == {"s3:ListAllMyBuckets", "cloudwatch:PutMetricData"}
    written = [each["Resource"] for each in statements if "s3:PutObject" in each["Action"]]
    assert all(place.endswith("/artifacts/*") for [place] in written)


def test_what_is_sent_is_the_probe_the_same_each_time() -> None:
    content = base64.b64decode(str(_on().one(CODE).plain["contentBase64"]))
    assert canary.zipped(probe.__file__) == canary.zipped(probe.__file__)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["python/probe.py"]
        assert b"def handler" in archive.read("python/probe.py")


@contextmanager
def _answering(body: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    asked: list[Any] = []

    def answer(request: Any, timeout: float) -> io.BytesIO:  # noqa: ANN401
        asked.append((request.full_url, request.get_header("User-agent"), timeout))
        return io.BytesIO(body)

    monkeypatch.setenv("SHOP_URL", "https://shop.example.com")
    monkeypatch.setattr("urllib.request.urlopen", answer)
    yield asked


def test_the_probe_reads_products_as_a_client_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with _answering(b'[{"product_id": "tea"}]', monkeypatch) as asked:
        assert probe.handler(None, None) == "1 products"
    assert asked == [("https://shop.example.com/products", "standby-canary", 10)]


@pytest.mark.parametrize(
    ("body", "error"),
    [(b'{"error": "no"}', probe.ShopError), (b"<html>", json.JSONDecodeError)],
    ids=["object", "page"],
)
def test_what_is_no_list_of_products_is_a_failure(
    body: bytes, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    with _answering(body, monkeypatch), pytest.raises(error):
        probe.handler(None, None)


def test_the_name_is_never_read_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with _answering(b"[]", monkeypatch) as asked:
        monkeypatch.setenv("SHOP_URL", "http://shop.example.com")
        with pytest.raises(probe.ShopError, match="not read over TLS"):
            probe.handler(None, None)
    assert asked == []


def test_the_canary_stands_in_the_stacks_region() -> None:
    assert _on().one(CANARY).region == EAST
