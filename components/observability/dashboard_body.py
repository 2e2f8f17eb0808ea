"""What a region's dashboard shows, in the order of the questions that are asked first. Pure.

Both regions are on it wherever their metrics have names that are known beforehand, so that either one's dashboard
answers for the pair; a region that is gone shows as a line that ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from components.common import naming
from components.observability.database_lag import LAG, age_over, dimension_sets
from components.observability.widgets import Computed, Line, Panel, Widget, alarm_states, laid_out, text
from workloads.declaration import CHECKS_ANSWERED, CONCURRENT_REQUESTS, DATABASE_WRITER, METRIC_NAMESPACE, WEB
from workloads.tables import TABLES

_BILLING_REGION = "us-east-1"
_BILLING_SECONDS = 21_600


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the dashboard is about. Load balancer and target group as CloudWatch names them."""

    region: str
    peer_region: str
    zones: Sequence[str]
    domain: str
    load_balancer: str
    target_group: str
    cache_nodes: int
    recovery_point_seconds: float
    runbooks_url: str | None
    alarm_arns: Sequence[str]

    @property
    def regions(self) -> tuple[str, str]:
        """Both, in an order that is the same on both dashboards."""
        first, second = sorted((self.region, self.peer_region))
        return first, second


def dashboard_body(shown: Shown) -> dict[str, list[Widget]]:
    """One screen: who writes and who lives, what customers get, what waits, what is full, what it costs."""
    panels = (
        (_who_writes(shown), _who_answers(shown), _database_lag(shown), _table_lag(shown)),
        (_targets(shown), _in_flight(shown), _errors(shown), _latency(shown)),
        (_queue_age(shown), _dead_letters(), _cache(shown), _database(shown)),
    )
    return {
        "widgets": laid_out(
            [
                (1, [(24, text(_heading(shown)))]),
                (3, [(18, alarm_states("Alarms", shown.alarm_arns)), (6, _spend().written(shown.region))]),
                *((5, [(panel.width, panel.written(shown.region)) for panel in row]) for row in panels),
            ]
        )
    }


def _heading(shown: Shown) -> str:
    docs = shown.runbooks_url
    help_ = f"[what each alarm means]({docs}/alarms.md)" if docs else "what each alarm means: docs/alarms.md"
    return f"**{shown.domain} in {shown.region}**, with {shown.peer_region} beside it · {help_}"


def _who_writes(shown: Shown) -> Panel:
    return Panel(
        title="Who writes (1) and who copies (0)",
        view="singleValue",
        lines=[
            Line(
                namespace=METRIC_NAMESPACE,
                metric=DATABASE_WRITER,
                dimensions={"Region": region},
                label=region,
                region=region,
            )
            for region in shown.regions
        ],
    )


def _who_answers(shown: Shown) -> Panel:
    """What each region told this one; the other one's line is its heartbeat."""
    return Panel(
        title="Checks by Route 53 answered, a minute",
        lines=[
            Line(
                namespace=METRIC_NAMESPACE,
                metric=CHECKS_ANSWERED,
                dimensions={"Region": region},
                label=region,
                statistic="Sum",
            )
            for region in shown.regions
        ],
    )


def _database_lag(shown: Shown) -> Panel:
    """Where nobody tells an age there is no copy, or none that hears of changes: the line ends."""
    pairs = (shown.regions, tuple(reversed(shown.regions)))
    return Panel(
        title="Database: age of the copy",
        unit="ms",
        lines=[line for number, (here, source) in enumerate(pairs, 1) for line in _age(number, here, source)],
        limit=("recovery point objective", shown.recovery_point_seconds * 1000),
    )


def _age(number: int, region: str, source: str) -> list[Line | Computed]:
    sets = dimension_sets(naming.database_cluster(region), source)
    keys = {key: f"{key}{number}" for key in sets}
    hidden: list[Line | Computed] = [
        Line(
            namespace="AWS/RDS",
            metric=LAG,
            dimensions=dimensions,
            label=f"in {region}",
            region=region,
            hidden_as=keys[key],
        )
        for key, dimensions in sets.items()
    ]
    age = age_over(keys)
    return [*hidden, Computed(expression=f"IF({age} >= 0, {age})", label=f"in {region}", id=f"age{number}")]


def _table_lag(shown: Shown) -> Panel:
    pairs = (shown.regions, tuple(reversed(shown.regions)))
    return Panel(
        title="Tables: time to the other region",
        unit="ms",
        lines=[
            Line(
                namespace="AWS/DynamoDB",
                metric="ReplicationLatency",
                dimensions={"TableName": naming.table(schema.name), "ReceivingRegion": to},
                label=f"{schema.name} to {to}",
                region=origin,
            )
            for schema in TABLES
            for origin, to in pairs
        ],
    )


def _targets(shown: Shown) -> Panel:
    return Panel(
        title="Healthy targets in each zone",
        stacked=True,
        lines=[
            Line(
                namespace="AWS/ApplicationELB",
                metric="HealthyHostCount",
                dimensions={
                    "TargetGroup": shown.target_group,
                    "LoadBalancer": shown.load_balancer,
                    "AvailabilityZone": zone,
                },
                label=zone,
                statistic="Minimum",
            )
            for zone in shown.zones
        ],
    )


def _in_flight(shown: Shown) -> Panel:
    return Panel(
        title="Requests in flight, a task",
        lines=[
            Line(
                namespace=METRIC_NAMESPACE,
                metric=CONCURRENT_REQUESTS,
                dimensions={"Service": WEB.name, "Region": region},
                label=region,
                statistic="Average",
                region=region,
            )
            for region in shown.regions
        ],
    )


def _errors(shown: Shown) -> Panel:
    balancer = {"LoadBalancer": shown.load_balancer}
    return Panel(
        title="Requests and failures, a minute",
        lines=[
            Line(namespace="AWS/ApplicationELB", metric=metric, dimensions=balancer, label=label, statistic="Sum")
            for metric, label in (
                ("RequestCount", "requests"),
                ("HTTPCode_Target_5XX_Count", "failed in a task"),
                ("HTTPCode_ELB_5XX_Count", "failed before one"),
            )
        ],
    )


def _latency(shown: Shown) -> Panel:
    return Panel(
        title="Time to answer",
        unit="s",
        lines=[
            Line(
                namespace="AWS/ApplicationELB",
                metric="TargetResponseTime",
                dimensions={"LoadBalancer": shown.load_balancer},
                label=statistic,
                statistic=statistic,
            )
            for statistic in ("p50", "p99")
        ],
    )


def _queue_age(shown: Shown) -> Panel:
    return Panel(
        title="Orders: age of the oldest that waits",
        unit="s",
        lines=[
            Line(
                namespace="AWS/SQS",
                metric="ApproximateAgeOfOldestMessage",
                dimensions={"QueueName": naming.ORDER_QUEUE},
                label=region,
                region=region,
            )
            for region in shown.regions
        ],
    )


def _dead_letters() -> Panel:
    return Panel(
        title="Dead letters",
        view="singleValue",
        lines=[
            Line(
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": naming.dead_letters_of(naming.ORDER_QUEUE)},
                label="orders",
            ),
            Line(
                namespace="AWS/SQS",
                metric="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": naming.queue("events-undelivered")},
                label="events",
            ),
        ],
    )


def _cache(shown: Shown) -> Panel:
    nodes = [f"{naming.CACHE}-{number:03}" for number in range(1, shown.cache_nodes + 1)]
    return Panel(
        title="Cache: memory and thread in use",
        unit="%",
        lines=[
            Line(
                namespace="AWS/ElastiCache", metric=metric, dimensions={"CacheClusterId": node}, label=f"{what} {node}"
            )
            for node in nodes
            for metric, what in (
                ("DatabaseMemoryUsageCountedForEvictPercentage", "memory"),
                ("EngineCPUUtilization", "thread"),
            )
        ],
    )


def _database(shown: Shown) -> Panel:
    return Panel(
        title="Database: capacity in use",
        unit="%",
        lines=[
            Line(
                namespace="AWS/RDS",
                metric="ACUUtilization",
                dimensions={"DBClusterIdentifier": naming.database_cluster(region)},
                label=region,
                region=region,
            )
            for region in shown.regions
        ],
    )


def _spend() -> Panel:
    """Both regions together: AWS tells the bill in one region only, and only where billing alerts are switched on."""
    return Panel(
        title="Spent this month, USD",
        view="singleValue",
        lines=[
            Line(
                namespace="AWS/Billing",
                metric="EstimatedCharges",
                dimensions={"Currency": "USD"},
                label="account",
                region=_BILLING_REGION,
                period_seconds=_BILLING_SECONDS,
            )
        ],
    )
