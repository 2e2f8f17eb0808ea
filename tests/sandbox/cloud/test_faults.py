"""Which calls a fault strikes. What a caller sees of it is in test_injection.py."""

from typing import Any

import pytest

from sandbox.cloud.connection import Connection
from sandbox.cloud.faults import Faults, fault_from
from sandbox.cloud.request import AwsCall, read_call


def call(service: str = "rds", region: str = "us-west-2", action: str = "FailoverGlobalCluster") -> AwsCall:
    authorization = f"AWS4-HMAC-SHA256 Credential=test/20261125/{region}/{service}/aws4_request"
    return read_call("POST", "/", "", {"authorization": authorization, "x-amz-target": f"X.{action}"}, b"")


def faults(*documents: dict[str, Any], seed: int = 0) -> Faults:
    return Faults(seed=seed, rules=[fault_from(document) for document in documents])


@pytest.mark.parametrize(
    "document",
    [{}, {"service": "rds"}, {"region": "us-west-2"}, {"action": "FailoverGlobalCluster"}],
    ids=["all", "service", "region", "action"],
)
def test_a_fault_strikes_what_it_names_and_everything_where_it_names_nothing(document: dict[str, str]) -> None:
    assert faults({"status": 503, **document}).take(call()) is not None


@pytest.mark.parametrize(
    "document", [{"service": "ecs"}, {"region": "us-east-1"}, {"action": "DescribeGlobalClusters"}]
)
def test_a_fault_spares_what_it_does_not_name(document: dict[str, str]) -> None:
    assert faults({"status": 503, **document}).take(call()) is None


def test_a_fault_strikes_as_often_as_it_says() -> None:
    limited = faults({"status": 503, "times": 2})
    assert [limited.take(call()) is not None for _ in range(3)] == [True, True, False]


def test_the_first_fault_that_strikes_is_the_one() -> None:
    struck = faults({"status": 503, "service": "ecs"}, {"status": 429}, {"status": 500}).take(call())
    assert struck is not None
    assert struck.status == 429


def test_a_probability_strikes_that_share_of_calls_and_the_same_ones_again() -> None:
    runs = []
    for _ in range(2):
        drawn = faults({"status": 503, "probability": 0.25}, seed=7)
        runs.append([drawn.take(call()) is not None for _ in range(400)])
    assert runs[0] == runs[1], "a run can be repeated"
    assert 70 < sum(runs[0]) < 130


def test_another_seed_strikes_others() -> None:
    runs = [
        [f.take(call()) is not None for _ in range(100)]
        for f in (faults({"status": 503, "probability": 0.5}, seed=seed) for seed in (1, 2))
    ]
    assert runs[0] != runs[1]


def test_forgetting_all_faults_begins_the_draws_anew() -> None:
    drawn = faults({"status": 503, "probability": 0.5}, seed=3)
    before = [drawn.take(call()) is not None for _ in range(50)]
    drawn.clear()
    assert drawn.take(call()) is None
    drawn.rules.append(fault_from({"status": 503, "probability": 0.5}))
    assert [drawn.take(call()) is not None for _ in range(50)] == before


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"status": 503, "servcie": "rds"}, "servcie"),
        ({"status": 503, "probability": 1.5}, "probability"),
        ({"status": 503, "times": 0}, "times"),
        ({"status": "503"}, "status"),
        ({"status": 200}, "200"),
        ({"connection": "drop"}, "'hang' or 'refuse'"),
        ({"status": 503, "connection": "hang"}, "exclude"),
        ({"delay_seconds": -1}, "delay_seconds"),
        ({"service": "rds"}, "does nothing"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_what_is_wrong(document: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        fault_from(document)


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"(?s)times.*wrong|wrong.*times"):
        fault_from({"status": 503, "times": 0, "wrong": 1})


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "ThrottlingException"), (503, "ServiceUnavailable"), (500, "InternalFailure"), (599, "InternalFailure")],
)
def test_a_refusal_without_a_code_gets_one_that_fits(status: int, code: str) -> None:
    assert fault_from({"status": status}).error_code == code


@pytest.mark.parametrize(
    ("service", "action"),
    [("sqs", "SendMessage"), ("route53", "ChangeResourceRecordSets"), ("iam", "CreateRole"), ("sts", "AssumeRole")],
)
def test_a_dark_us_east_1_takes_its_services_and_the_global_control_planes(service: str, action: str) -> None:
    dark = faults()
    dark.darken("us-east-1", Connection.REFUSE)
    assert dark.outage_of(call(service, "us-east-1", action)) is not None


@pytest.mark.parametrize("action", ["SendMessage", "RegisterTargets"])
def test_a_dark_us_east_1_leaves_the_other_region_alone(action: str) -> None:
    dark = faults()
    dark.darken("us-east-1", Connection.REFUSE)
    assert dark.outage_of(call("elasticloadbalancing", "us-west-2", action)) is None


def test_a_dark_us_west_2_leaves_the_global_control_planes_alone() -> None:
    dark = faults()
    dark.darken("us-west-2", Connection.REFUSE)
    assert dark.outage_of(call("route53", "us-west-2", "ChangeResourceRecordSets")) is None


def test_light_returns_to_the_region_that_is_named_or_to_all() -> None:
    dark = faults()
    for region in ("us-east-1", "us-west-2", "eu-west-1"):
        dark.darken(region, Connection.HANG)
    dark.light_up("us-east-1")
    assert dark.dark_regions == {"eu-west-1": "hang", "us-west-2": "hang"}
    dark.light_up()
    assert dark.dark_regions == {}
