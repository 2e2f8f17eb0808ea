"""Every metric that this project reads anywhere, as its publisher publishes it. Data, with the page that says so.

An alarm on a metric that nobody publishes under exactly its dimensions never rings, and nothing refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from components.multi_region.failover_control import DIMENSION, METRIC, NAMESPACE
from settings import readiness
from workloads.declaration import (
    CHECKS_ANSWERED,
    CONCURRENT_REQUESTS,
    DATABASE_WRITER,
    HEARTBEAT_ACKNOWLEDGED,
    METRIC_NAMESPACE,
)


class Silence(Enum):
    """What it means where a metric has no value, by which an alarm has to say how it takes that."""

    NOTHING_HAPPENED = "it counts what happens"
    NOT_THERE = "what it is about does not run here, by plan or because another alarm is about that"
    WORST = "it ends with what it is about: only an expression tells a loss from what never was"
    SIGN_OF_LIFE = "silence is the message, where anybody is there who could speak"
    UNTOUCHED = "nobody used it; what was said last still holds"
    TOLD_NOW_AND_THEN = "what was said last still holds, and that nobody says anything any more is a message of its own"
    LATCHED = "written once, by hand; Route 53 keeps its last answer"


# What `treat_missing_data` may be, for an alarm that reads the metric as it comes.
TREATMENTS: Mapping[Silence, frozenset[str]] = {
    Silence.NOTHING_HAPPENED: frozenset({"notBreaching"}),
    Silence.NOT_THERE: frozenset({"notBreaching"}),
    Silence.WORST: frozenset(),
    Silence.SIGN_OF_LIFE: frozenset({"breaching", "missing"}),
    Silence.UNTOUCHED: frozenset({"ignore"}),
    Silence.TOLD_NOW_AND_THEN: frozenset({"ignore", "breaching"}),
    Silence.LATCHED: frozenset({"missing"}),
}


@dataclass(frozen=True, kw_only=True)
class Published:
    """One metric. `needs` is what has to be switched on first; `when` is when there are values."""

    dimension_sets: tuple[frozenset[str], ...]
    statistics: frozenset[str]
    unit: str
    silence: Silence
    when: str
    source: str
    period: int = 60
    needs: str = ""


def _sets(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(each.split()) for each in names)


CONTAINER_INSIGHTS, CANARY, BILLING = "containerInsights on the cluster", "a canary", "billing alerts in the account"
_LEVEL = frozenset({"Average", "Maximum", "Minimum"})
_COUNT = frozenset({"Sum"})
_TIME = frozenset({"Average", "Maximum", "p50", "p90", "p99"})
_ELB = "elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_AURORA = "AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html and dimensions.html"
_INSIGHTS = "AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"
_SQS = "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"
_DYNAMODB = "amazondynamodb/latest/developerguide/metrics-dimensions.html"
_CACHE = "AmazonElastiCache/latest/dg/CacheMetrics.Redis.html and CacheMetrics.HostLevel.html"
_BALANCERS = _sets("LoadBalancer", "LoadBalancer AvailabilityZone")
_TARGETS = _sets("LoadBalancer TargetGroup", "LoadBalancer AvailabilityZone TargetGroup")
# Three pages of AWS's name three of them; which one a region has, only `aws cloudwatch list-metrics` there shows.
_COPY = _sets("DBClusterIdentifier", "DBClusterIdentifier SourceRegion", "SourceRegion")


def _requests(
    *, sets: tuple[frozenset[str], ...], unit: str = "Count", statistics: frozenset[str] = _COUNT
) -> Published:
    return Published(
        dimension_sets=sets,
        statistics=statistics,
        unit=unit,
        silence=Silence.NOTHING_HAPPENED,
        when="while targets are registered, some only in minutes with a value; RequestCount lacks what found no target",
        source=_ELB,
    )


def _copy() -> Published:
    return Published(
        dimension_sets=_COPY,
        statistics=_LEVEL,
        unit="Milliseconds",
        silence=Silence.WORST,
        when="in the region of a secondary cluster only, while it hears of the primary",
        source=_AURORA,
    )


def _queue(unit: str) -> Published:
    return Published(
        dimension_sets=_sets("QueueName"),
        statistics=_LEVEL | _COUNT,
        unit=unit,
        silence=Silence.UNTOUCHED,
        when="while the queue is active: up to six hours after anybody last used it",
        source=_SQS,
    )


def _node(unit: str) -> Published:
    return Published(
        dimension_sets=_sets("CacheClusterId", "CacheClusterId CacheNodeId"),
        statistics=_LEVEL,
        unit=unit,
        silence=Silence.NOT_THERE,
        when="while the node is there",
        source=_CACHE,
    )


def _tasks() -> Published:
    return Published(
        dimension_sets=_sets("ClusterName ServiceName"),
        statistics=_LEVEL,
        unit="Count",
        silence=Silence.NOT_THERE,
        when="while the service is there; whether also with no task, AWS does not say",
        source=_INSIGHTS,
        needs=CONTAINER_INSIGHTS,
    )


def _hosts(silence: Silence) -> Published:
    return Published(
        dimension_sets=_TARGETS,
        statistics=_LEVEL,
        unit="Count",
        silence=silence,
        when="while targets are registered: in the zone, with that dimension",
        source=_ELB,
    )


def _shop(dimensions: str, statistics: frozenset[str], silence: Silence, when: str, unit: str = "Count") -> Published:
    return Published(
        dimension_sets=_sets(dimensions),
        statistics=statistics,
        unit=unit,
        silence=silence,
        when=when,
        source="workloads/declaration.py",
    )


PUBLISHED: Mapping[tuple[str, str], Published] = {
    ("AWS/ApplicationELB", "HealthyHostCount"): _hosts(Silence.WORST),
    ("AWS/ApplicationELB", "UnHealthyHostCount"): _hosts(Silence.NOT_THERE),
    ("AWS/ApplicationELB", "RequestCount"): _requests(sets=_BALANCERS + _TARGETS),
    ("AWS/ApplicationELB", "RequestCountPerTarget"): _requests(sets=_sets("TargetGroup") + _TARGETS),
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"): _requests(sets=_BALANCERS + _TARGETS),
    ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"): _requests(sets=_BALANCERS),
    ("AWS/ApplicationELB", "TargetResponseTime"): _requests(
        sets=_BALANCERS + _TARGETS, unit="Seconds", statistics=_TIME
    ),
    ("AWS/RDS", "AuroraGlobalDBRPOLag"): _copy(),
    ("AWS/RDS", "AuroraGlobalDBReplicationLag"): _copy(),
    ("AWS/RDS", "ACUUtilization"): Published(
        dimension_sets=_sets("DBClusterIdentifier", "DBInstanceIdentifier"),
        statistics=_LEVEL,
        unit="Percent",
        silence=Silence.NOT_THERE,
        when="while the cluster has an instance of Aurora Serverless v2",
        source="AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html",
    ),
    ("AWS/DynamoDB", "ReplicationLatency"): Published(
        dimension_sets=_sets("TableName ReceivingRegion"),
        statistics=_LEVEL,
        unit="Milliseconds",
        silence=Silence.NOTHING_HAPPENED,
        when="in the region in which an item was written, for items that have arrived",
        source=_DYNAMODB,
    ),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): _queue("Seconds"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): _queue("Count"),
    ("AWS/ElastiCache", "DatabaseMemoryUsageCountedForEvictPercentage"): _node("Percent"),
    ("AWS/ElastiCache", "EngineCPUUtilization"): _node("Percent"),
    ("ECS/ContainerInsights", "DesiredTaskCount"): _tasks(),
    ("ECS/ContainerInsights", "RunningTaskCount"): _tasks(),
    ("CloudWatchSynthetics", "SuccessPercent"): Published(
        dimension_sets=_sets("CanaryName"),
        statistics=frozenset({"Average"}),
        unit="Percent",
        silence=Silence.NOT_THERE,
        when="at each run",
        source="AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_metrics.html",
        needs=CANARY,
    ),
    ("AWS/Billing", "EstimatedCharges"): Published(
        dimension_sets=_sets("Currency", "ServiceName Currency"),
        statistics=frozenset({"Maximum"}),
        unit="None",
        silence=Silence.NOT_THERE,
        when="every six hours, in us-east-1 only",
        source="AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html",
        period=21_600,
        needs=BILLING,
    ),
    (METRIC_NAMESPACE, CONCURRENT_REQUESTS): _shop(
        "Service Region", frozenset({"Average"}), Silence.NOT_THERE, "by each web task, three times a minute"
    ),
    (METRIC_NAMESPACE, CHECKS_ANSWERED): _shop(
        "Region", _COUNT, Silence.SIGN_OF_LIFE, "by each web task, every minute, in both regions"
    ),
    (METRIC_NAMESPACE, DATABASE_WRITER): _shop(
        "Region", frozenset({"Maximum"}), Silence.WORST, "by each worker, every minute, in its own region"
    ),
    (METRIC_NAMESPACE, HEARTBEAT_ACKNOWLEDGED): _shop(
        "Region",
        frozenset({"Maximum"}),
        Silence.SIGN_OF_LIFE,
        "by each worker whose database writes, in the other region",
        "Seconds",
    ),
    (NAMESPACE, METRIC): Published(
        dimension_sets=_sets(DIMENSION),
        statistics=frozenset({"Maximum"}),
        unit="None",
        silence=Silence.LATCHED,
        when="once, by a failover",
        source="operations/failover/steps/traffic.py",
    ),
    (readiness.NAMESPACE, readiness.METRIC): Published(
        dimension_sets=_sets(readiness.DIMENSION),
        statistics=frozenset({"Maximum", "SampleCount"}),
        unit=readiness.UNIT,
        silence=Silence.TOLD_NOW_AND_THEN,
        when="by each `standby readiness --publish`: after a deployment, and every night",
        source="operations/readiness/published.py",
    ),
}
