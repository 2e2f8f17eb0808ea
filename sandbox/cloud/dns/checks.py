"""What Route 53 thinks of a health check. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.cloud.dns.alarms import Condition, Reading

CALCULATED, METRIC, RECOVERY_CONTROL = "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"


class WhenInsufficient(StrEnum):
    """What a check of a metric is while the metric does not say enough."""

    HEALTHY = "Healthy"
    UNHEALTHY = "Unhealthy"
    LAST_KNOWN = "LastKnownStatus"


@dataclass(frozen=True)
class Verdict:
    """Healthy or not, and why."""

    healthy: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """A health check's configuration, as far as it decides. `host` is what an endpoint check asks."""

    id: str
    type: str
    host: str = ""
    children: tuple[str, ...] = ()
    threshold: int = 0
    alarm_name: str = ""
    alarm_region: str = ""
    condition: Condition | None = None
    when_insufficient: WhenInsufficient = WhenInsufficient.LAST_KNOWN
    inverted: bool = False
    disabled: bool = False


@dataclass(frozen=True)
class MetricHistory:
    """What a metric says now, and said the last time that it said enough."""

    now: Reading
    last: Reading | None = None


class UnpredictableError(ValueError):
    """AWS says of this situation that nobody can tell what Route 53 does."""


@dataclass(frozen=True)
class Evidence:
    """What Route 53's checkers would see."""

    checks: Mapping[str, Check]
    metrics: Mapping[str, MetricHistory]
    answers: Callable[[str], Verdict]


def verdict_on(check_id: str, evidence: Evidence) -> Verdict:
    """Whether a check is healthy. Raises UnpredictableError for one that was deleted while it is used.

    The rules are those of HealthCheckConfig:
    https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
    """
    check = evidence.checks.get(check_id)
    if check is None:
        msg = (
            f"the health check {check_id} does not exist any more; Route 53 calls the status of what still uses it "
            "unpredictable"
        )
        raise UnpredictableError(msg)
    if check.disabled:
        # Disabled: "Route 53 considers the status of the health check to always be healthy", inverted or not.
        return Verdict(healthy=True, why="the check is disabled, which counts as healthy")
    plain = _plain_verdict(check, evidence)
    if check.inverted:
        return Verdict(not plain.healthy, f"inverted: {plain.why}")
    return plain


def _plain_verdict(check: Check, evidence: Evidence) -> Verdict:
    if check.type == CALCULATED:
        # HealthThreshold: 0 is always healthy, more than there are children always unhealthy.
        verdicts = {child: verdict_on(child, evidence) for child in check.children}
        well = sum(verdict.healthy for verdict in verdicts.values())
        ill = "; ".join(verdict.why for verdict in verdicts.values() if not verdict.healthy)
        counted = f"{well} of {len(verdicts)} children are healthy, {check.threshold} are needed"
        return Verdict(well >= check.threshold, f"{counted} ({ill})" if ill else counted)
    if check.type == METRIC:
        return _by_metric(check, evidence.metrics[check.id])
    if check.type == RECOVERY_CONTROL:
        msg = f"the sandbox does not know the state of routing controls, which the check {check.id} follows"
        raise UnpredictableError(msg)
    return evidence.answers(check.host)


def _by_metric(check: Check, history: MetricHistory) -> Verdict:
    alarm = f"the metric behind {check.alarm_name} in {check.alarm_region}"
    if history.now is Reading.OK:
        return Verdict(healthy=True, why=f"{alarm} is within its threshold")
    if history.now is Reading.ALARM:
        return Verdict(healthy=False, why=f"{alarm} is beyond its threshold")
    if history.now is Reading.INSUFFICIENT and check.when_insufficient is not WhenInsufficient.LAST_KNOWN:
        healthy = check.when_insufficient is WhenInsufficient.HEALTHY
        return Verdict(
            healthy, f"{alarm} says too little, which this check takes for {check.when_insufficient.lower()}"
        )
    if history.last is None:
        return Verdict(healthy=True, why=f"{alarm} never said anything, and a new check is healthy")
    said = "within" if history.last is Reading.OK else "beyond"
    return Verdict(history.last is Reading.OK, f"{alarm} is silent and was last {said} its threshold")
