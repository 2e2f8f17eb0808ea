"""What a region offers its workloads: the values of bindings, and the ARNs of permissions. Declares nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.common import naming, ports
from components.common.policy_document import Statement, allow
from workloads.declaration import METRIC_NAMESPACE, EnvBinding, Permission
from workloads.tables import ACTIVE_ID, OPERATIONS, ORDERS, PRODUCTS, SESSIONS, TableSchema, heartbeat_id

_PRODUCTS = ("dynamodb:GetItem", "dynamodb:Scan")
_QUERY = "dynamodb:Query"
_ACCEPTED = ("dynamodb:GetItem", "dynamodb:PutItem")
_PLACED = ("dynamodb:GetItem", _QUERY, "dynamodb:UpdateItem")
_SESSIONS = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem")
_HEARTBEAT = ("dynamodb:PutItem",)
_ACTIVE = ("dynamodb:GetItem",)
_RECEIVED = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
_OF_TABLES = frozenset(
    {
        Permission.READ_PRODUCTS,
        Permission.ACCEPT_ORDERS,
        Permission.PLACE_ORDERS,
        Permission.USE_SESSIONS,
        Permission.WRITE_HEARTBEAT,
        Permission.READ_ACTIVE,
    }
)
_OF_QUEUE = frozenset({Permission.SEND_ORDERS, Permission.RECEIVE_ORDERS})

# CloudWatch metrics have no ARN; the namespace is the only way to narrow who may publish what.
_OWN_METRICS = {"StringEquals": {"cloudwatch:namespace": METRIC_NAMESPACE}}


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One region's, as its tasks see it."""

    region: str
    peer_region: str
    account: pulumi.Input[str]
    data_key_arn: pulumi.Input[str]
    region_key_arn: pulumi.Input[str]
    queue_url: pulumi.Input[str]
    queue_arn: pulumi.Input[str]
    bus_name: pulumi.Input[str]
    bus_arn: pulumi.Input[str]
    cache_name: pulumi.Input[str]
    cache_arn: pulumi.Input[str]
    cache_user_arn: pulumi.Input[str]
    cache_endpoint: pulumi.Input[str]
    database_name: str
    database_endpoint: pulumi.Input[str]
    database_resource_id: pulumi.Input[str]
    trace_share: float

    def values(self, service: str) -> Mapping[EnvBinding, pulumi.Input[str]]:
        """What each binding says to `service`."""
        return {
            EnvBinding.AWS_REGION: self.region,
            EnvBinding.PEER_REGION: self.peer_region,
            EnvBinding.SERVICE_NAME: service,
            EnvBinding.TRACE_SHARE: str(self.trace_share),
            EnvBinding.ORDERS_TABLE: naming.table(ORDERS.name),
            EnvBinding.PRODUCTS_TABLE: naming.table(PRODUCTS.name),
            EnvBinding.SESSIONS_TABLE: naming.table(SESSIONS.name),
            EnvBinding.OPERATIONS_TABLE: naming.table(OPERATIONS.name),
            EnvBinding.ORDERS_QUEUE_URL: self.queue_url,
            EnvBinding.EVENT_BUS: self.bus_name,
            EnvBinding.CACHE_ENDPOINT: self.cache_endpoint,
            EnvBinding.CACHE_PORT: str(ports.CACHE),
            EnvBinding.CACHE_NAME: self.cache_name,
            EnvBinding.CACHE_USER: naming.CACHE_USER,
            EnvBinding.DATABASE_ENDPOINT: self.database_endpoint,
            EnvBinding.DATABASE_PORT: str(ports.DATABASE),
            EnvBinding.DATABASE_NAME: self.database_name,
            EnvBinding.DATABASE_USER: naming.DATABASE_USER,
        }

    def statements(self, grants: Collection[Permission]) -> list[Statement]:
        """Write the policy statements that give these grants, and no more, in this region only; each once."""
        write: dict[Permission, Callable[[], Statement]] = {
            Permission.READ_PRODUCTS: lambda: self._table(PRODUCTS, _PRODUCTS),
            Permission.ACCEPT_ORDERS: lambda: self._table(ORDERS, _ACCEPTED),
            Permission.PLACE_ORDERS: lambda: self._table(ORDERS, _PLACED),
            Permission.USE_SESSIONS: lambda: self._table(SESSIONS, _SESSIONS),
            Permission.WRITE_HEARTBEAT: lambda: self._table(OPERATIONS, _HEARTBEAT, _only(heartbeat_id(self.region))),
            Permission.READ_ACTIVE: lambda: self._table(OPERATIONS, _ACTIVE, _only(ACTIVE_ID)),
            Permission.SEND_ORDERS: lambda: allow(["sqs:SendMessage"], [self.queue_arn]),
            Permission.RECEIVE_ORDERS: lambda: allow(_RECEIVED, [self.queue_arn]),
            Permission.PUBLISH_EVENTS: lambda: allow(["events:PutEvents"], [self.bus_arn]),
            Permission.CONNECT_CACHE: lambda: allow(["elasticache:Connect"], [self.cache_arn, self.cache_user_arn]),
            Permission.CONNECT_DATABASE: lambda: allow(["rds-db:connect"], [self._database_user()]),
            # In both regions: heartbeats are told to the other one, too.
            Permission.PUBLISH_METRICS: lambda: allow(["cloudwatch:PutMetricData"], ["*"], condition=_OWN_METRICS),
            # Traces have no ARN.
            Permission.SEND_TRACES: lambda: allow(["xray:PutSpans", "xray:PutTraceSegments"], ["*"]),
        }
        return [*(write[grant]() for grant in sorted(grants)), *self._keys(grants)]

    def _keys(self, grants: Collection[Permission]) -> list[Statement]:
        """The services use the keys of tables and queue for their caller, who needs the right to them."""
        tables = allow(
            ["kms:Decrypt", "kms:DescribeKey"], [self.data_key_arn], condition=_through("dynamodb", self.region)
        )
        queue = allow(
            ["kms:Decrypt", "kms:GenerateDataKey"], [self.region_key_arn], condition=_through("sqs", self.region)
        )
        return [*([tables] if _OF_TABLES & {*grants} else []), *([queue] if _OF_QUEUE & {*grants} else [])]

    def _database_user(self) -> pulumi.Output[str]:
        return self._arn("rds-db", "dbuser:", self.database_resource_id, f"/{naming.DATABASE_USER}")

    def _arn(self, service: str, *parts: pulumi.Input[str]) -> pulumi.Output[str]:
        return pulumi.Output.concat(f"arn:aws:{service}:{self.region}:", self.account, ":", *parts)

    def _table(self, schema: TableSchema, actions: Sequence[str], condition: dict[str, Any] | None = None) -> Statement:
        table = self._arn("dynamodb", f"table/{naming.table(schema.name)}")
        # Whoever reads an index needs the right to it, and nobody writes one.
        indexes = [pulumi.Output.concat(table, f"/index/{index.name}") for index in schema.indexes]
        return allow(actions, [table, *(indexes if _QUERY in actions else [])], condition=condition)


def _only(item: str) -> dict[str, Any]:
    """A worker must reach neither the journal of a failover nor the heartbeat of the other region."""
    return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [item]}}


def _through(service: str, region: str) -> dict[str, Any]:
    return {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}}
