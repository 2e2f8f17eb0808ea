"""What somebody may take away from the region that takes over, by AWS's own calls, while a move is under way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.sandbox.operators import EAST, WEST
from tests.sandbox.pair import HOME, PEER, Pair

Take = Callable[[Pair], object]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """`stack` declares it, and the move stops with the words of `stops`, which the step that misses it says.

    `needs` are words of commands that only this one takes. `is_left` is whether the failback's last step misses it too.
    """

    name: str
    take: Take
    stack: str = PEER
    stops: str
    needs: tuple[str, ...] = ()
    is_left: bool = False

    def __str__(self) -> str:
        return self.name


def _service(pair: Pair) -> None:
    pair.sandbox.clients.of("ecs", WEST).delete_service(cluster="standby", service="worker", force=True)


def _replica(pair: Pair) -> None:
    dynamodb, table = pair.sandbox.clients.of("dynamodb", WEST), pair.outputs(HOME)["tables"]["operations"]
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=table)


def _secondary_record(pair: Pair) -> None:
    route53 = pair.sandbox.clients.of("route53", EAST)
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone["Id"])
    (record,) = [each for page in pages for each in page["ResourceRecordSets"] if each.get("Failover") == "SECONDARY"]
    change = {"Action": "DELETE", "ResourceRecordSet": record}
    route53.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch={"Changes": [change]})


def _listener(pair: Pair) -> None:
    balancing = pair.sandbox.clients.of("elbv2", WEST)
    (balancer,) = balancing.describe_load_balancers()["LoadBalancers"]
    for each in balancing.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
        balancing.delete_listener(ListenerArn=each["ListenerArn"])


def _key(pair: Pair) -> None:
    kms = pair.sandbox.clients.of("kms", WEST)
    key: dict[str, Any] = kms.describe_key(KeyId="alias/standby-region")["KeyMetadata"]
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)


SERVICE = Missing(name="service", take=_service, stops="enable-consumers: AWS said", needs=("::worker",), is_left=True)
JOURNAL = Missing(name="journal", take=_replica, stack=HOME, stops="the journal in us-west-2 (table")
RECORD = Missing(name="record", take=_secondary_record, stops="answers-change: origin.shop.example.com shall")
LISTENER = Missing(name="listener", take=_listener, stops="post-checks: healthy targets shall")
KEY = Missing(name="key", take=_key, stops="post-checks: a worker in us-west-2 shall", needs=("kms", "$key"))
