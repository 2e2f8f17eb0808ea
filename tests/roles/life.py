"""A life in which every role does what it is there for, and what IAM was asked for in it.

    .venv/bin/python -m tests.roles.life

brings both stacks up in a sandbox of its own, on ECS and then on EKS, has customers order, workers place, alarms ring
and an operator move the pair there and back, and writes `asked.json` beside this file: every right that was asked for,
each once. What AWS makes up, such as the id of a key, is written as the resource of the program that has it, so that
the tests can ask again with the program as it stands. It takes some minutes; run it when a role asks for something new.
"""

import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from operations.recovery.failover_steps import Kind
from sandbox.cloud.iam.account import DEPLOYS, role_arn
from tests.sandbox.decided import decisions, not_allowed
from tests.sandbox.operators import AT_ONCE, EAST, WEST, Operators, operators_of
from tests.sandbox.pair import HOME, PEER, STACKS, Pair, pair_up
from tests.workloads.shop import ALICE
from workloads.shop.order import Order, PricedLine, Status
from workloads.shop.orders_table import OrdersTable

ASKED = Path(__file__).with_name("asked.json")
_LONG_AGO = "2001-01-01T00:00:00.000+00:00"
# What AWS makes up of a resource and policies name.
_MADE_UP = ("arn", "clusterResourceId")
_ISSUER = re.compile(r"oidc\.eks\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/id/[0-9A-F]+", re.IGNORECASE)
_OF = r"<issuer \g<region>>"
_DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16}\b|(?<=/id/)[0-9A-F]{32}")
Asked = dict[str, Any]


def main() -> None:
    """Live it, and write down what was asked for."""
    with tempfile.TemporaryDirectory() as directory, pair_up(Path(directory)) as pair, operators_of(pair) as people:
        ecs = list(_on_ecs(pair, people))
        before = len(decisions(pair.sandbox.cloud, "allowed"))
        pair.sandbox.program.write_runtime("eks")
        for stack in STACKS:
            pair.must_up(stack)
        asked = [*ecs, *_on_eks(pair, people, before)]
        refused = not_allowed(pair.sandbox.cloud)
    lines = sorted({json.dumps(each, sort_keys=True) for each in asked})
    ASKED.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{len(lines)} rights were asked for, {len(refused)} refused", *refused, sep="\n")  # noqa: T201 - a command
    sys.exit(bool(refused))


def _on_ecs(pair: Pair, people: Operators) -> Iterator[Asked]:
    people.clock.wait(0)
    people.accept(EAST, "1")
    _lose_a_message(people)
    people.clock.wait(0)
    for region in (EAST, WEST):
        _ring(pair, region)
    # Its message stays where it is until somebody comes back.
    people.accept(EAST, "3")
    people.darken(EAST)
    people.move(WEST, Kind.DISASTER, overridden=AT_ONCE[Kind.DISASTER])
    people.light_up()
    people.move(WEST, Kind.DISASTER)
    people.accept(WEST, "2")
    people.clock.wait(0)
    _keep_what_was_lost()
    people.move(EAST, Kind.PLANNED)
    people.clock.wait(0)
    yield from _asked(pair, "ecs", decisions(pair.sandbox.cloud, "allowed"))


def _on_eks(pair: Pair, people: Operators, before: int) -> Iterator[Asked]:
    # Containers are told other names now.
    del people.places, people.shop, people.clock
    people.clock.wait(0)
    people.accept(EAST, "4")
    _lose_a_message(people)
    people.clock.wait(0)
    people.move(WEST, Kind.PLANNED)
    people.accept(WEST, "5")
    people.clock.wait(0)
    people.move(EAST, Kind.PLANNED)
    yield from _asked(pair, "eks", decisions(pair.sandbox.cloud, "allowed")[before:])


def _lose_a_message(people: Operators) -> None:
    """An order whose message never came: a worker's sweep finds it."""
    order = Order(
        order_id=f"{time.time_ns():0>32}",
        customer_id=ALICE,
        fingerprint="",
        status=Status.PENDING,
        lines=(PricedLine(product_id="tea", quantity=1, unit_cents=500),),
        accepted_at=_LONG_AGO,
        enqueued_at=_LONG_AGO,
    )
    table = people.pair.outputs(HOME)["tables"]["orders"]
    orders = OrdersTable(people.places[EAST].client("web", "dynamodb"), table)
    orders.add(order)
    orders.get(order.order_id)


def _ring(pair: Pair, region: str) -> None:
    """An alarm that tells the people on call."""
    cloudwatch = pair.sandbox.clients.of("cloudwatch", region)
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    name = next(each["AlarmName"] for each in alarms if each["AlarmActions"])
    for state in ("OK", "ALARM"):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="somebody looks whether it rings")


def _keep_what_was_lost() -> None:
    """As docs/runbooks/region-lost.md has it."""
    rds = boto3.client("rds", region_name=EAST)
    snapshots = rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    names = [each["DBClusterSnapshotIdentifier"] for each in snapshots]
    (lost,) = [name for name in names if name.startswith("rds:unplanned-global-failover-")]
    rds.copy_db_cluster_snapshot(
        SourceDBClusterSnapshotIdentifier=lost, TargetDBClusterSnapshotIdentifier="kept-after-failover"
    )


def _asked(pair: Pair, runtime: str, decided: list[dict[str, Any]]) -> Iterator[Asked]:
    known = dict(_known(pair))
    for each in decided:
        who = each["role"] or each["principal"]
        # Whoever deploys has a file of its own.
        if each["principal"].endswith(":root") or who == role_arn(DEPLOYS):
            continue
        context = {
            _named(key, known): [_named(one, known) for one in values] for key, values in each["context"].items()
        }
        literal = {
            _ISSUER.sub(_OF, key): [_DRAWN.sub("0", one) for one in values] for key, values in each["context"].items()
        }
        yield {
            "runtime": runtime,
            "who": _named(who, known),
            "action": each["action"],
            "resource": _named(each["resource"], known),
            "context": context,
            # As policies name it that are written without waiting for the resource.
            "literal": _DRAWN.sub("0", each["resource"]),
            **({"literal_context": literal} if literal != context else {}),
        }


def _known(pair: Pair) -> Iterator[tuple[str, str]]:
    """What AWS made up -> the stack, the resource and its output, longest first."""
    found = {
        str(value): f"<{stack} {urn.rpartition('::')[2]} {key}>"
        for stack in (PEER, HOME)
        for urn, resource in pair.resources(stack).items()
        if resource["type"].startswith("aws:")
        for key in _MADE_UP
        if (value := resource.get("outputs", {}).get(key))
    }
    yield from sorted(found.items(), key=lambda item: -len(item[0]))


def _named(text: str, known: dict[str, str]) -> str:
    """The text with the program's names in place of what AWS made up."""
    for value, name in known.items():
        text = text.replace(value, name)
    return _ISSUER.sub(_OF, text)


if __name__ == "__main__":
    main()
