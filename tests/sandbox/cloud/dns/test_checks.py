"""When a health check is healthy. Who evaluates the metric and the endpoint is not this file's subject."""

from itertools import product

import pytest

from sandbox.cloud.dns.alarms import Reading
from sandbox.cloud.dns.checks import (
    CALCULATED,
    METRIC,
    Check,
    Evidence,
    MetricHistory,
    UnpredictableError,
    Verdict,
    WhenInsufficient,
    verdict_on,
)


def endpoint(check_id: str, *, inverted: bool = False, disabled: bool = False) -> Check:
    return Check(id=check_id, type="HTTPS", host=f"{check_id}.example.com", inverted=inverted, disabled=disabled)


def evidence(*checks: Check, ill: str = "", metrics: dict[str, MetricHistory] | None = None) -> Evidence:
    """What is seen where only the host `ill` does not answer."""
    return Evidence(
        {check.id: check for check in checks},
        metrics or {},
        lambda host: Verdict(host != f"{ill}.example.com", f"{host} was asked"),
    )


def calculated(threshold: int, *children: str) -> Check:
    return Check(id="all", type=CALCULATED, children=children, threshold=threshold)


def switch(when_insufficient: WhenInsufficient = WhenInsufficient.LAST_KNOWN) -> Check:
    return Check(
        id="switch",
        type=METRIC,
        alarm_name="take-over",
        alarm_region="us-west-2",
        when_insufficient=when_insufficient,
    )


@pytest.mark.parametrize(("ill", "inverted"), [*product(["", "web"], [False, True])])
def test_an_endpoint_is_as_it_answers_and_the_opposite_when_inverted(ill: str, inverted: bool) -> None:  # noqa: FBT001
    assert verdict_on("web", evidence(endpoint("web", inverted=inverted), ill=ill)).healthy is ((not ill) != inverted)


@pytest.mark.parametrize(("ill", "inverted"), [*product(["", "web"], [False, True])])
def test_a_disabled_check_is_healthy_whatever_the_endpoint_does(ill: str, inverted: bool) -> None:  # noqa: FBT001
    check = endpoint("web", inverted=inverted, disabled=True)
    assert verdict_on("web", evidence(check, ill=ill)).healthy


@pytest.mark.parametrize(
    ("threshold", "healthy"), [(0, True), (1, True), (2, False), (3, False)], ids=["none", "one", "both", "more"]
)
def test_as_many_children_as_the_threshold_says_have_to_be_well(threshold: int, healthy: bool) -> None:  # noqa: FBT001
    checks = [calculated(threshold, "web", "db"), endpoint("web"), endpoint("db")]
    assert verdict_on("all", evidence(*checks, ill="db")).healthy is healthy


def test_more_than_there_are_children_can_never_be_well() -> None:
    assert not verdict_on("all", evidence(calculated(2, "web"), endpoint("web"))).healthy


def test_a_calculated_check_says_which_child_is_ill() -> None:
    found = verdict_on("all", evidence(calculated(2, "web", "db"), endpoint("web"), endpoint("db"), ill="db"))
    assert "db.example.com" in found.why
    assert "web.example.com" not in found.why


@pytest.mark.parametrize(("now", "healthy"), [(Reading.OK, True), (Reading.ALARM, False)])
def test_a_metric_within_its_threshold_is_healthy(now: Reading, healthy: bool) -> None:  # noqa: FBT001
    assert verdict_on("switch", evidence(switch(), metrics={"switch": MetricHistory(now)})).healthy is healthy


@pytest.mark.parametrize(
    ("last", "healthy"),
    [(None, True), (Reading.OK, True), (Reading.ALARM, False)],
    ids=["never any", "was ok", "was in alarm"],
)
def test_silence_keeps_the_last_known_status_and_a_new_check_is_healthy(
    last: Reading | None,
    healthy: bool,  # noqa: FBT001
) -> None:
    history = MetricHistory(Reading.INSUFFICIENT, last)
    assert verdict_on("switch", evidence(switch(), metrics={"switch": history})).healthy is healthy


@pytest.mark.parametrize(("told", "healthy"), [(WhenInsufficient.HEALTHY, True), (WhenInsufficient.UNHEALTHY, False)])
def test_a_check_that_is_told_what_silence_means_forgets_the_past(
    told: WhenInsufficient,
    healthy: bool,  # noqa: FBT001
) -> None:
    past = Reading.ALARM if healthy else Reading.OK
    history = MetricHistory(Reading.INSUFFICIENT, past)
    assert verdict_on("switch", evidence(switch(told), metrics={"switch": history})).healthy is healthy


def test_an_alarm_that_ignores_silence_is_not_short_of_data() -> None:
    history = MetricHistory(Reading.RETAINED, Reading.ALARM)
    check = switch(WhenInsufficient.HEALTHY)
    assert not verdict_on("switch", evidence(check, metrics={"switch": history})).healthy


def test_nobody_can_tell_what_a_deleted_check_says() -> None:
    with pytest.raises(UnpredictableError, match="gone"):
        verdict_on("gone", evidence())
