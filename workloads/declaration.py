"""What each workload is: port, paths, environment, rights, reports. How large it runs is in the stack file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

METRIC_NAMESPACE = "Standby/Workload"
# Requests that a task holds at once, with the dimensions Service and Region.
CONCURRENT_REQUESTS = "ConcurrentRequests"
# Checks by Route 53 that a region's tasks answered well, with the dimension Region; published in both regions.
CHECKS_ANSWERED = "HealthChecksAnswered"
# 1 from a worker whose own database is the writer, 0 from one whose database is a copy, with the dimension Region.
DATABASE_WRITER = "DatabaseWriter"
# Epoch seconds of a worker's last acknowledged heartbeat, with the dimension Region; published in the other region.
HEARTBEAT_ACKNOWLEDGED = "HeartbeatAcknowledged"
EVENT_SOURCE = "standby.shop"
ORDER_PLACED = "OrderPlaced"


class EnvBinding(StrEnum):
    """Something that the platform made and a workload is told by an environment variable."""

    AWS_REGION = "region that the workload runs in"
    PEER_REGION = "the other region of the pair"
    SERVICE_NAME = "name of the workload's service"
    TRACE_SHARE = "share of requests that are traced, 0 to 1"
    ORDERS_TABLE = "name of the orders table"
    PRODUCTS_TABLE = "name of the products table"
    SESSIONS_TABLE = "name of the sessions table"
    OPERATIONS_TABLE = "name of the operations table"
    ORDERS_QUEUE_URL = "URL of the order queue"
    EVENT_BUS = "name of the event bus"
    CACHE_ENDPOINT = "host of the cache's primary"
    CACHE_PORT = "port of the cache"
    CACHE_NAME = "name of the cache, which its login token is for"
    CACHE_USER = "user that logs in to the cache"
    DATABASE_ENDPOINT = "host of this region's database cluster"
    DATABASE_PORT = "port of the database"
    DATABASE_NAME = "name of the database in the cluster"
    DATABASE_USER = "user that logs in to the database by IAM"


class Permission(StrEnum):
    """Something that a workload's role may do."""

    READ_PRODUCTS = "read products"
    ACCEPT_ORDERS = "accept orders"
    PLACE_ORDERS = "place orders that were accepted"
    USE_SESSIONS = "read and write sessions"
    WRITE_HEARTBEAT = "write the heartbeat of its own region"
    READ_ACTIVE = "read in which region orders are placed"
    SEND_ORDERS = "send to the order queue"
    RECEIVE_ORDERS = "receive from the order queue"
    PUBLISH_EVENTS = "put events on the bus"
    CONNECT_CACHE = "log in to the cache"
    CONNECT_DATABASE = "log in to the database"
    PUBLISH_METRICS = "publish the workload's own metrics"
    SEND_TRACES = "send traces"


@dataclass(frozen=True, kw_only=True)
class HttpEndpoint:
    """How a workload is reached. `path_patterns` are the load balancer's, `cacheable_paths` the edge's.

    An edge may keep the answers to GET under `cacheable_paths` as long as they say so themselves, and gives the
    workload neither cookies nor a query there. A POST that begins with one of `costly_posts` is rationed per client.
    """

    port: int
    health_path: str
    path_patterns: tuple[str, ...]
    priority: int
    cacheable_paths: tuple[str, ...]
    costly_posts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """One kind of container, which writes to no disk. `entry` is None for a workload that only pulls from the queue."""

    name: str
    command: tuple[str, ...]
    entry: HttpEndpoint | None
    environment: Mapping[str, EnvBinding]
    grants: frozenset[Permission]
    stop_timeout_seconds: int


def _named_as_bound(*bindings: EnvBinding) -> dict[str, EnvBinding]:
    return {binding.name: binding for binding in bindings}


WEB = Workload(
    name="web",
    command=("python", "-m", "workloads.shop.web"),
    entry=HttpEndpoint(
        port=8080,
        health_path="/health/ready",
        path_patterns=("/*",),
        priority=100,
        cacheable_paths=("/products", "/products/*"),
        costly_posts=("/orders", "/session"),
    ),
    environment=_named_as_bound(
        EnvBinding.AWS_REGION,
        EnvBinding.SERVICE_NAME,
        EnvBinding.TRACE_SHARE,
        EnvBinding.ORDERS_TABLE,
        EnvBinding.PRODUCTS_TABLE,
        EnvBinding.SESSIONS_TABLE,
        EnvBinding.ORDERS_QUEUE_URL,
        EnvBinding.CACHE_ENDPOINT,
        EnvBinding.CACHE_PORT,
        EnvBinding.CACHE_NAME,
        EnvBinding.CACHE_USER,
        EnvBinding.PEER_REGION,
    ),
    grants=frozenset(
        {
            Permission.READ_PRODUCTS,
            Permission.ACCEPT_ORDERS,
            Permission.USE_SESSIONS,
            Permission.SEND_ORDERS,
            Permission.CONNECT_CACHE,
            Permission.PUBLISH_METRICS,
            Permission.SEND_TRACES,
        }
    ),
    stop_timeout_seconds=60,
)
WORKER = Workload(
    name="worker",
    command=("python", "-m", "workloads.shop.worker"),
    entry=None,
    environment=_named_as_bound(
        EnvBinding.AWS_REGION,
        EnvBinding.SERVICE_NAME,
        EnvBinding.TRACE_SHARE,
        EnvBinding.ORDERS_TABLE,
        EnvBinding.ORDERS_QUEUE_URL,
        EnvBinding.EVENT_BUS,
        EnvBinding.DATABASE_ENDPOINT,
        EnvBinding.DATABASE_PORT,
        EnvBinding.DATABASE_NAME,
        EnvBinding.DATABASE_USER,
        EnvBinding.OPERATIONS_TABLE,
        EnvBinding.PEER_REGION,
    ),
    grants=frozenset(
        {
            Permission.PLACE_ORDERS,
            Permission.WRITE_HEARTBEAT,
            Permission.READ_ACTIVE,
            Permission.SEND_ORDERS,
            Permission.RECEIVE_ORDERS,
            Permission.PUBLISH_EVENTS,
            Permission.CONNECT_DATABASE,
            Permission.PUBLISH_METRICS,
            Permission.SEND_TRACES,
        }
    ),
    stop_timeout_seconds=120,
)
WORKLOADS: Mapping[str, Workload] = {workload.name: workload for workload in (WEB, WORKER)}
