"""What a region offers its workloads: the values behind each wire, and the ARNs behind each grant. Declares nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.common import naming, ports
from components.common.policy_document import Statement, allow
from workloads.declaration import METRIC_NAMESPACE, Grant, Wire
from workloads.tables import ACTIVE_ID, OPERATIONS, ORDERS, PRODUCTS, SESSIONS, TableSchema, pulse_id

_PRODUCTS = ("dynamodb:GetItem", "dynamodb:Scan")
_QUERY = "dynamodb:Query"
_ACCEPTED = ("dynamodb:GetItem", "dynamodb:PutItem")
_PLACED = ("dynamodb:GetItem", _QUERY, "dynamodb:UpdateItem")
_SESSIONS = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem")
_PULSE = ("dynamodb:PutItem",)
_ACTIVE = ("dynamodb:GetItem",)
_RECEIVED = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")
_OF_TABLES = frozenset(
    {
        Grant.READ_PRODUCTS,
        Grant.ACCEPT_ORDERS,
        Grant.PLACE_ORDERS,
        Grant.USE_SESSIONS,
        Grant.WRITE_PULSE,
        Grant.READ_ACTIVE,
    }
)
_OF_QUEUE = frozenset({Grant.SEND_ORDERS, Grant.RECEIVE_ORDERS})

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

    def values(self, service: str) -> Mapping[Wire, pulumi.Input[str]]:
        """What each wire says to `service`."""
        return {
            Wire.AWS_REGION: self.region,
            Wire.PEER_REGION: self.peer_region,
            Wire.SERVICE_NAME: service,
            Wire.TRACE_SHARE: str(self.trace_share),
            Wire.ORDERS_TABLE: naming.table(ORDERS.name),
            Wire.PRODUCTS_TABLE: naming.table(PRODUCTS.name),
            Wire.SESSIONS_TABLE: naming.table(SESSIONS.name),
            Wire.OPERATIONS_TABLE: naming.table(OPERATIONS.name),
            Wire.ORDERS_QUEUE_URL: self.queue_url,
            Wire.EVENT_BUS: self.bus_name,
            Wire.CACHE_ENDPOINT: self.cache_endpoint,
            Wire.CACHE_PORT: str(ports.CACHE),
            Wire.CACHE_NAME: self.cache_name,
            Wire.CACHE_USER: naming.CACHE_USER,
            Wire.DATABASE_ENDPOINT: self.database_endpoint,
            Wire.DATABASE_PORT: str(ports.DATABASE),
            Wire.DATABASE_NAME: self.database_name,
            Wire.DATABASE_USER: naming.DATABASE_USER,
        }

    def statements(self, grants: Collection[Grant]) -> list[Statement]:
        """Write the policy statements that give these grants, and no more, in this region only; each once."""
        write: dict[Grant, Callable[[], Statement]] = {
            Grant.READ_PRODUCTS: lambda: self._table(PRODUCTS, _PRODUCTS),
            Grant.ACCEPT_ORDERS: lambda: self._table(ORDERS, _ACCEPTED),
            Grant.PLACE_ORDERS: lambda: self._table(ORDERS, _PLACED),
            Grant.USE_SESSIONS: lambda: self._table(SESSIONS, _SESSIONS),
            Grant.WRITE_PULSE: lambda: self._table(OPERATIONS, _PULSE, _only(pulse_id(self.region))),
            Grant.READ_ACTIVE: lambda: self._table(OPERATIONS, _ACTIVE, _only(ACTIVE_ID)),
            Grant.SEND_ORDERS: lambda: allow(["sqs:SendMessage"], [self.queue_arn]),
            Grant.RECEIVE_ORDERS: lambda: allow(_RECEIVED, [self.queue_arn]),
            Grant.PUBLISH_EVENTS: lambda: allow(["events:PutEvents"], [self.bus_arn]),
            Grant.CONNECT_CACHE: lambda: allow(["elasticache:Connect"], [self.cache_arn, self.cache_user_arn]),
            Grant.CONNECT_DATABASE: lambda: allow(["rds-db:connect"], [self._database_user()]),
            # In both regions: signs of life are told to the other one, too.
            Grant.PUBLISH_METRICS: lambda: allow(["cloudwatch:PutMetricData"], ["*"], condition=_OWN_METRICS),
            # Traces have no ARN.
            Grant.SEND_TRACES: lambda: allow(["xray:PutSpans", "xray:PutTraceSegments"], ["*"]),
        }
        return [*(write[grant]() for grant in sorted(grants)), *self._keys(grants)]

    def _keys(self, grants: Collection[Grant]) -> list[Statement]:
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
    """A worker must reach neither the journal of a failover nor the pulse of the other region."""
    return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [item]}}


def _through(service: str, region: str) -> dict[str, Any]:
    return {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}}
