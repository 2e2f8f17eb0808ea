"""What traffic costs, by the stated assumptions. Pure.

Reads and answers go where clients are served; writes go to the region that writes, and are replicated to the other.
Every request counts as one that the edge passes on: what it answers by itself would only make a region cheaper.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from operations.pricing.lines import Quantity
from operations.recovery.assumptions import Usage
from settings import BacklogScaling, RequestScaling, StackSettings, Strategy
from settings.strategy import Capacity, CapacityProfile, capacity_profile_of, region_role_of

_SECONDS_PER_MONTH = 730 * 3600
_HOURS = 730
_MILLION, _TEN_THOUSAND, _KB_PER_GB = 1e6, 1e4, 1e6
_CONNECTIONS_PER_LCU = 25


@dataclass(frozen=True, kw_only=True)
class Served:
    """Who serves what: share of the traffic and shape by region, the region that writes, and the other one."""

    shares: Mapping[str, float]
    shapes: Mapping[str, CapacityProfile]
    writer: str
    other: str


def served(settings: StackSettings, strategy: Strategy) -> Served:
    """Where the traffic of a strategy goes: to both regions in equal parts, or to the one that writes."""
    other = settings.region if settings.region != settings.writer else settings.peer.region
    both = strategy is Strategy.ACTIVE_ACTIVE
    shares = {settings.writer: 0.5 if both else 1.0, other: 0.5 if both else 0.0}
    shapes = {
        region: capacity_profile_of(
            region_role_of(strategy, is_writer=region == settings.writer),
            provisioned_as=region_role_of(strategy, is_writer=region == settings.full_size_region),
        )
        for region in shares
    }
    return Served(shares=shares, shapes=shapes, writer=settings.writer, other=other)


def needed_tasks(settings: StackSettings, usage: Usage, requests_per_second: float) -> dict[str, int]:
    """Tasks of each workload that a load keeps busy."""
    orders = requests_per_second * usage.orders_per_request
    needed = {}
    for name, workload in settings.workloads.items():
        if isinstance(workload.scaling, RequestScaling):
            needed[name] = math.ceil(requests_per_second * 60 / workload.scaling.requests_per_task_per_minute)
        elif isinstance(workload.scaling, BacklogScaling):
            needed[name] = math.ceil(orders * workload.scaling.processing_seconds)
    return needed


def usage_quantities(settings: StackSettings, usage: Usage, where: Served, *, times: float) -> tuple[Quantity, ...]:
    """Everything that one month of `times` the assumed traffic uses in both regions."""
    rate = usage.requests_per_second * times
    lines = [line for region, share in where.shares.items() for line in _serving(usage, region, rate * share)]
    lines += [
        line
        for region, share in where.shares.items()
        for line in _capacity(settings, usage, region, rate * share, where.shapes[region])
    ]
    return (*lines, *_writing(usage, where, rate), *_kept(settings, usage, where, times))


def _use(pillar: str, item: str, price: str, region: str, amount: float, *, pair: bool = False) -> Quantity:
    return Quantity(pillar=pillar, item=item, price=price, region=region, amount=amount, usage=True, pair=pair)


def _serving(usage: Usage, region: str, rate: float) -> Iterable[Quantity]:
    requests = rate * _SECONDS_PER_MONTH
    gigabytes = requests * usage.response_kb / _KB_PER_GB
    units = max(rate / usage.requests_per_connection / _CONNECTIONS_PER_LCU, gigabytes / _HOURS)
    logs = requests * usage.log_kb_per_request / _KB_PER_GB
    yield _use("entry", "load balancer units", "elb.alb_lcu_hour", region, units * _HOURS)
    yield _use("edge", "answers to clients", "cloudfront.transfer_gb_na_first_10tb", region, gigabytes)
    yield _use("edge", "requests", "cloudfront.https_requests_per_10k", region, requests / _TEN_THOUSAND)
    yield _use("edge", "requests that the web ACL looks at", "waf.requests_per_million", region, requests / _MILLION)
    yield _use("network", "through NAT", "vpc.nat_gateway_gb", region, requests * usage.nat_kb_per_request / _KB_PER_GB)
    through = requests * usage.endpoint_kb_per_request / _KB_PER_GB
    yield _use("network", "through endpoints", "vpc.interface_endpoint_gb", region, through)
    between = requests * usage.cross_zone_kb_per_request / _KB_PER_GB
    yield _use("network", "between zones, both ways", "data_transfer.cross_az_gb", region, 2 * between)
    reads = requests * usage.table_reads_per_request / _MILLION
    yield _use("tables", "reads", "dynamodb.rru_per_million", region, reads)
    yield _use("observability", "logs written", "cloudwatch.logs_ingest_gb", region, logs)
    yield _use("observability", "logs kept", "cloudwatch.logs_storage_gb_month", region, logs)
    lines = requests * usage.access_log_kb_per_request / _KB_PER_GB * usage.access_log_months
    yield _use("observability", "access logs kept", "s3.standard_gb_month", region, lines)
    yield _use("observability", "access logs of the edge kept", "s3.standard_gb_month", region, lines)
    yield _use("routing", "queries", "route53.queries_latency_per_million", region, requests / 100 / _MILLION)


def _capacity(
    settings: StackSettings, usage: Usage, region: str, rate: float, shape: CapacityProfile
) -> Iterable[Quantity]:
    """Tasks and database capacity above what runs anyway. Only a serving region grows."""
    if shape.request_workloads is not Capacity.FULL:
        return
    for name, tasks in needed_tasks(settings, usage, rate).items():
        workload = settings.workloads[name]
        more = max(0, tasks - workload.min_tasks)
        yield _use(
            "compute",
            f"{name}: tasks above the bound",
            "fargate.linux_x86_vcpu_hour",
            region,
            more * workload.cpu_units / 1024 * _HOURS,
        )
        yield _use(
            "compute",
            f"{name}: tasks above the bound",
            "fargate.linux_x86_gb_hour",
            region,
            more * workload.memory_mib / 1024 * _HOURS,
        )
    if len(settings.on_kubernetes) < len(settings.workloads):
        price = "cloudwatch.container_insights_ecs_metric_month"
        yield _use("observability", "container insights", price, region, usage.insights_metrics)
    instances = settings.database.instance_count(shape.database)
    more_units = max(0.0, rate / usage.requests_per_second_per_acu - settings.database.min_acu * instances)
    yield _use("database", "capacity above the bound", "aurora_pg.acu_hour_standard", region, more_units * _HOURS)


def _writing(usage: Usage, where: Served, rate: float) -> Iterable[Quantity]:
    requests = rate * _SECONDS_PER_MONTH
    orders = requests * usage.orders_per_request
    io = (requests * usage.database_io_per_request + orders * usage.database_writes_per_order) / _MILLION
    writes = orders * usage.database_writes_per_order / _MILLION
    units = orders * usage.table_writes_per_order / _MILLION
    yield _use("database", "I/O", "aurora_pg.io_per_million", where.writer, io)
    price = "aurora_pg.global_replicated_write_io_per_million"
    yield _use("database", "replicated writes", price, where.writer, writes, pair=True)
    yield _use("tables", "writes", "dynamodb.rwru_per_million", where.writer, units)
    yield _use("tables", "replicated writes", "dynamodb.rwru_per_million", where.other, units, pair=True)
    moved = 2 * orders * usage.order_kb / _KB_PER_GB
    yield _use("network", "between regions", "data_transfer.inter_region_gb", where.writer, moved, pair=True)
    calls = orders * usage.queue_requests_per_order / _MILLION
    yield _use("messaging", "queues", "sqs.standard_per_million", where.writer, calls)
    told = orders * usage.notifications_per_order / _MILLION
    yield _use("messaging", "topics", "sns.publish_per_million", where.writer, told)
    events = orders * usage.events_per_order / _MILLION
    yield _use("messaging", "events", "eventbridge.custom_event_per_million", where.writer, events)
    archived = orders * usage.order_kb / _KB_PER_GB
    yield _use("messaging", "archive", "eventbridge.archive_processing_gb", where.writer, archived)


def _kept(settings: StackSettings, usage: Usage, where: Served, times: float) -> Iterable[Quantity]:
    """Data at rest: the whole of it in both regions, whatever the strategy. Images do not grow with traffic."""
    archive = settings.messaging.archive_days / 30 * usage.order_kb / _KB_PER_GB
    orders = usage.requests_per_second * times * _SECONDS_PER_MONTH * usage.orders_per_request
    yield _use("messaging", "archive", "eventbridge.archive_storage_gb_month", where.writer, archive * orders)
    for region, pair in ((where.writer, False), (where.other, True)):
        yield _use("database", "volume", "aurora_pg.storage_gb_month_standard", region, usage.database_gb, pair=pair)
        yield _use("tables", "storage", "dynamodb.storage_gb_month", region, usage.table_gb, pair=pair)
        yield _use("tables", "recovery points", "dynamodb.pitr_gb_month", region, usage.table_gb, pair=pair)
        yield _use("compute", "images", "ecr.storage_gb_month", region, usage.images_gb, pair=pair)
