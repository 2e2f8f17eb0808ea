"""Health checks through boto3: what they are, what is refused, and what Route 53 thinks of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.additions.dns_zone import METRIC, alarm, check, endpoint_check, metric_check, publish
from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator


def config(aws: Aws, check_id: str) -> dict[str, Any]:
    return dict(aws.client("route53").get_health_check(HealthCheckId=check_id)["HealthCheck"]["HealthCheckConfig"])


def verdict(aws: Aws, check_id: str) -> dict[str, Any]:
    return dict(aws.ask("GET", "health-checks")["health_checks"][check_id])


def is_healthy(aws: Aws, check_id: str) -> bool:
    return bool(verdict(aws, check_id)["healthy"])


def update(aws: Aws, check_id: str, **changed: Any) -> None:  # noqa: ANN401 - boto3's own
    aws.client("route53").update_health_check(HealthCheckId=check_id, **changed)


# --- configuration


def test_a_calculated_check_keeps_its_children(aws: Aws) -> None:
    children = sorted([endpoint_check(aws, "a.example.com"), endpoint_check(aws, "b.example.com")])
    made = check(aws, Type="CALCULATED", ChildHealthChecks=children, HealthThreshold=2)
    assert sorted(config(aws, made)["ChildHealthChecks"]) == children
    listed = {found["Id"]: found for found in aws.client("route53").list_health_checks()["HealthChecks"]}
    assert sorted(listed[made]["HealthCheckConfig"]["ChildHealthChecks"]) == children


def test_an_update_changes_what_it_names_and_resets_what_it_resets(aws: Aws) -> None:
    made = endpoint_check(aws, "updated.example.com", FailureThreshold=3)
    update(aws, made, FailureThreshold=1, ResetElements=["ResourcePath"])
    found = config(aws, made)
    assert (found["FailureThreshold"], found["FullyQualifiedDomainName"]) == (1, "updated.example.com")
    assert "ResourcePath" not in found


def test_a_deleted_check_is_gone(aws: Aws) -> None:
    made = endpoint_check(aws, "deleted.example.com")
    aws.client("route53").delete_health_check(HealthCheckId=made)
    with pytest.raises(ClientError, match="NoSuchHealthCheck"):
        config(aws, made)
    assert made not in aws.ask("GET", "health-checks")["health_checks"]


def test_a_check_of_a_metric_shows_the_condition_that_it_copied(aws: Aws) -> None:
    alarm(aws, "shown")
    made = metric_check(aws, "shown")
    copied = aws.client("route53").get_health_check(HealthCheckId=made)["HealthCheck"]["CloudWatchAlarmConfiguration"]
    assert (copied["MetricName"], copied["Threshold"], copied["Period"]) == (METRIC, 1.0, 60)
    assert copied["Dimensions"] == [{"Name": "From", "Value": "shown"}]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"Type": "HTTPS", "AlarmIdentifier": {"Name": "x", "Region": WEST}}, "Basic health checks"),
        ({"Type": "CALCULATED", "ChildHealthChecks": ["00000000"], "HealthThreshold": 1}, "00000000"),
        ({"Type": "CLOUDWATCH_METRIC", "AlarmIdentifier": {"Name": "ghost", "Region": WEST}}, "ghost"),
    ],
    ids=["an endpoint with an alarm", "a child that does not exist", "an alarm that does not exist"],
)
def test_a_check_that_route53_would_refuse_is_refused(aws: Aws, given: dict[str, Any], named: str) -> None:
    with pytest.raises(ClientError, match=rf"InvalidInput.*{named}"):
        check(aws, **given)


def test_an_alarm_is_looked_for_in_the_region_that_is_named(aws: Aws) -> None:
    alarm(aws, "only-in-the-west")
    with pytest.raises(ClientError, match=EAST):
        metric_check(aws, "only-in-the-west", EAST)


def test_a_calculated_check_has_no_calculated_children(aws: Aws) -> None:
    inner = check(aws, Type="CALCULATED", ChildHealthChecks=[endpoint_check(aws, "x")], HealthThreshold=1)
    with pytest.raises(ClientError, match="calculated"):
        check(aws, Type="CALCULATED", ChildHealthChecks=[inner], HealthThreshold=1)


def test_a_check_of_a_metric_has_no_interval(aws: Aws) -> None:
    alarm(aws, "no-interval")
    with pytest.raises(ClientError, match="RequestInterval"):
        metric_check(aws, "no-interval", RequestInterval=30)


@pytest.mark.parametrize(
    "changed",
    [
        {"Statistic": None, "ExtendedStatistic": "p95"},
        {"EvaluationPeriods": 3, "DatapointsToAlarm": 2},
    ],
    ids=["percentile", "M out of N"],
)
def test_an_alarm_that_route53_cannot_watch_is_refused(aws: Aws, changed: dict[str, Any]) -> None:
    given = {key: value for key, value in {"Statistic": "Maximum", **changed}.items() if value is not None}
    name = f"unwatchable-{'-'.join(changed)}"
    region = aws.client("cloudwatch", WEST)
    region.put_metric_alarm(
        AlarmName=name,
        Namespace="N",
        MetricName="M",
        Period=60,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        **{"EvaluationPeriods": 1, **given},
    )
    with pytest.raises(ClientError, match="does not support"):
        metric_check(aws, name)


# --- status


def test_an_endpoint_is_well_until_someone_says_otherwise(undisturbed: Aws) -> None:
    made = endpoint_check(undisturbed, "web.example.com")
    assert is_healthy(undisturbed, made)
    undisturbed.ask("POST", "endpoint-health", {"host": "WEB.example.com.", "healthy": False})
    assert not is_healthy(undisturbed, made)
    undisturbed.ask("POST", "endpoint-health", {"host": "web.example.com", "healthy": True})
    assert is_healthy(undisturbed, made)


def test_an_endpoint_that_is_an_address_is_checked_by_it(undisturbed: Aws) -> None:
    made = check(undisturbed, Type="TCP", IPAddress="192.0.2.7", Port=443)
    undisturbed.ask("POST", "endpoint-health", {"host": "192.0.2.7", "healthy": False})
    assert not is_healthy(undisturbed, made)


def test_another_account_has_other_checks(aws: Aws) -> None:
    made = endpoint_check(aws, "mine.example.com")
    assert made in aws.ask("GET", "health-checks")["health_checks"]
    assert aws.ask("GET", "health-checks?account=111122223333")["health_checks"] == {}


def test_the_checkers_observations_are_shown_for_endpoints(undisturbed: Aws) -> None:
    made = endpoint_check(undisturbed, "observed.example.com")

    def seen() -> str:
        answer = undisturbed.client("route53").get_health_check_status(HealthCheckId=made)
        return str(answer["HealthCheckObservations"][0]["StatusReport"]["Status"])

    assert seen().startswith("Success")
    undisturbed.ask("POST", "endpoint-health", {"host": "observed.example.com", "healthy": False})
    assert seen().startswith("Failure")


def test_there_are_no_observations_of_what_nobody_checks(aws: Aws) -> None:
    made = check(aws, Type="CALCULATED", ChildHealthChecks=[endpoint_check(aws, "y")], HealthThreshold=1)
    with pytest.raises(ClientError, match=r"InvalidInput.*CALCULATED"):
        aws.client("route53").get_health_check_status(HealthCheckId=made)
    with pytest.raises(ClientError, match="NoSuchHealthCheck"):
        aws.client("route53").get_health_check_status(HealthCheckId="ghost")


def test_a_new_check_of_a_silent_metric_is_healthy(aws: Aws) -> None:
    alarm(aws, "silent")
    assert is_healthy(aws, metric_check(aws, "silent"))


def test_one_datapoint_in_the_alarms_region_flips_the_check(aws: Aws) -> None:
    alarm(aws, "flipped")
    made = metric_check(aws, "flipped")
    publish(aws, "flipped", 1)
    assert not is_healthy(aws, made)


def test_a_datapoint_in_another_region_does_not(aws: Aws) -> None:
    alarm(aws, "elsewhere")
    made = metric_check(aws, "elsewhere")
    publish(aws, "elsewhere", 1, EAST)
    assert is_healthy(aws, made)


def test_a_datapoint_of_another_dimension_does_not(aws: Aws) -> None:
    alarm(aws, "one")
    alarm(aws, "another")
    made = metric_check(aws, "one")
    publish(aws, "another", 1)
    assert is_healthy(aws, made)


def test_what_was_published_before_the_check_existed_is_not_known_to_it(aws: Aws) -> None:
    alarm(aws, "older")
    publish(aws, "older", 1, Timestamp=datetime.now(UTC) - timedelta(hours=1))
    assert is_healthy(aws, metric_check(aws, "older"))


def test_setting_the_alarms_state_by_hand_does_not_reach_the_check(aws: Aws) -> None:
    alarm(aws, "by-hand")
    made = metric_check(aws, "by-hand")
    aws.client("cloudwatch", WEST).set_alarm_state(AlarmName="by-hand", StateValue="ALARM", StateReason="test")
    assert is_healthy(aws, made), "Route 53 watches the metric, not the alarm"


def test_a_change_of_the_alarm_reaches_the_check_when_it_is_written_again(aws: Aws) -> None:
    alarm(aws, "edited")
    made = metric_check(aws, "edited")
    publish(aws, "edited", 5)
    alarm(aws, "edited", Threshold=10)
    assert not is_healthy(aws, made), "the check copied the old threshold"
    update(aws, made, Inverted=False)
    assert is_healthy(aws, made)


def test_a_dark_region_says_nothing_new_and_the_last_word_holds(undisturbed: Aws) -> None:
    alarm(undisturbed, "latched")
    made = metric_check(undisturbed, "latched")
    publish(undisturbed, "latched", 1)
    undisturbed.ask("POST", "blackout", {"region": WEST})
    found = verdict(undisturbed, made)
    assert not found["healthy"]
    assert "silent" in found["why"]


def test_a_dark_region_counts_as_a_check_of_it_was_told(undisturbed: Aws) -> None:
    alarm(undisturbed, "told")
    made = metric_check(undisturbed, "told", InsufficientDataHealthStatus="Unhealthy")
    publish(undisturbed, "told", 0)
    assert is_healthy(undisturbed, made)
    undisturbed.ask("POST", "blackout", {"region": WEST})
    assert not is_healthy(undisturbed, made)


def test_endpoint_and_switch_together_are_the_serving_check(undisturbed: Aws) -> None:
    alarm(undisturbed, "serving")
    children = [endpoint_check(undisturbed, "serving.example.com"), metric_check(undisturbed, "serving")]
    made = check(undisturbed, Type="CALCULATED", ChildHealthChecks=children, HealthThreshold=2)
    assert is_healthy(undisturbed, made)
    undisturbed.ask("POST", "endpoint-health", {"host": "serving.example.com", "healthy": False})
    assert not is_healthy(undisturbed, made)
    undisturbed.ask("POST", "endpoint-health", {"host": "serving.example.com", "healthy": True})
    publish(undisturbed, "serving", 1)
    assert not is_healthy(undisturbed, made)


def test_disabling_and_inverting_are_updates(undisturbed: Aws) -> None:
    made = endpoint_check(undisturbed, "toggled.example.com")
    update(undisturbed, made, Inverted=True)
    assert not is_healthy(undisturbed, made)
    update(undisturbed, made, Disabled=True)
    assert is_healthy(undisturbed, made)
