"""Both regions at one moment, and where they differ from what the stack files say. Pure but for the looks."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from operations.errors import OperationError
from operations.live.clients import Clients
from operations.live.dns import Lookup, once, resolver
from operations.live.look import Fact, Look
from operations.live.outputs import Outputs
from operations.live.routing import because
from operations.live.stack_state import StateResource
from operations.readiness.asking import Answers
from operations.readiness.document import in_short
from operations.readiness.look import look
from operations.readiness.rule import Target
from settings import StackSettings
from settings.pair import differences

# Of a region, and told by name servers and by the other region.
_ASKED_ELSEWHERE = frozenset({"clients", "taken_over"})


def status(
    pair: Sequence[tuple[StackSettings, Outputs]],
    clients: Clients,
    resolve: Lookup | None = None,
    *,
    declared: Sequence[StateResource] | None = None,
) -> dict[str, Any]:
    """Look at both regions side by side, and at all that both stacks have `declared`."""
    # Both regions ask for the public name, and for what answers for all regions.
    lookup, shared = once(resolve or resolver()), Answers()
    with ThreadPoolExecutor(2 * len(pair)) as pool:
        looking = [pool.submit(Look(each, clients, lookup).facts) for _, each in pair]
        readying = [pool.submit(_ready, each, declared, clients, shared) for _, each in pair]
        looks, ready = [each.result() for each in looking], [each.result() for each in readying]
    looks = [
        _explained(settings, facts, other)
        for (settings, _), facts, other in zip(pair, looks, reversed(looks), strict=True)
    ]
    regions = {
        outputs.region: {
            "stack": outputs.stack,
            "region_role": outputs.values["region_role"],
            "provisioned_as": outputs.values["provisioned_as"],
            "outputs_as_of": outputs.as_of or None,
            "answers": any(not fact.unknown for name, fact in facts.items() if name not in _ASKED_ELSEWHERE),
            "ready": is_ready,
            "facts": {name: fact.as_json() for name, fact in facts.items()},
        }
        for (_, outputs), facts, is_ready in zip(pair, looks, ready, strict=True)
    }
    return {"regions": regions, "drift": _drift(pair, looks)}


def _ready(
    outputs: Outputs, declared: Sequence[StateResource] | None, clients: Clients, shared: Answers
) -> dict[str, Any]:
    """Whether the region is ready to take over, in one line."""
    if declared is None:
        return {"is": False, "says": "not known: what the stacks declare could not be read, and is not kept"}
    target = Target(region=outputs.region, peer_region=outputs.values["peer_region"], stack=outputs.stack)
    try:
        found = look(target, declared, clients, shared=shared)
    except OperationError as error:
        return {"is": False, "says": f"not known: {error}"}
    return {"is": found.is_ready, "says": in_short(found)}


def _explained(settings: StackSettings, facts: dict[str, Fact], other: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts, with the reason why clients are sent to this region or not."""
    clients = facts["clients"]
    if clients.unknown:
        return facts
    return {**facts, "clients": Fact(value={**clients.value, "because": because(settings, facts, other)})}


def _drift(pair: Sequence[tuple[StackSettings, Outputs]], looks: Sequence[Mapping[str, Fact]]) -> list[str]:
    """Where files, stacks and AWS do not say the same."""
    found = []
    writers = {fact.value for facts in looks if not (fact := facts["writer"]).unknown}
    regions = {outputs.region for _, outputs in pair}
    for settings, outputs in pair:
        stack = outputs.stack
        found += [
            f"Pulumi.{stack}.yaml says {key} {wanted}, and the stack was last brought up as {outputs.values[key]}: "
            f"run `pulumi up --stack {stack}`"
            for key, wanted in (("strategy", settings.strategy), ("full_size_region", settings.full_size_region))
            if outputs.values[key] != wanted
        ]
        if away := sorted(str(each) for each in writers - regions if each):
            found.append(
                f"{', '.join(away)} writes, where neither stack is: move the writer back with `aws rds "
                f"switchover-global-cluster`, or nothing of {stack} can be moved"
            )
        elif writers and settings.writer not in writers:
            writer = ", ".join(sorted(str(each) for each in writers))
            found.append(
                f"Pulumi.{stack}.yaml says that {settings.writer} writes, and AWS says {writer}: write that as "
                "standby:writer into both files"
            )
    for (settings, outputs), facts in zip(pair, looks, strict=True):
        # What runs follows the writer that there is; that the file names another one is said above.
        serves = outputs.region in writers if writers else settings.is_writer
        found += _bounds_drift(outputs, facts["workloads"], "serving" if serves else "standing_by")
    (here, first), (there, second) = pair
    found += [
        f"standby:{each.key} is {each.here} in Pulumi.{first.stack}.yaml and {each.there} in "
        f"Pulumi.{second.stack}.yaml: write one value into both, or no run is taken"
        for each in differences(here, there)
    ]
    return found


def _bounds_drift(outputs: Outputs, running: Fact, role: str) -> list[str]:
    """Workloads on ECS between other bounds than those of the region's role: serving, or standing by."""
    found = []
    for name, one in (running.value or {}).items():
        declared = outputs.values["scaling"][name][role]
        bounds = (declared["min_tasks"], declared["max_tasks"])
        if "least" in one and (one["least"], one["most"]) != bounds:
            found.append(
                f"{name} in {outputs.region} runs between {one['least']} and {one['most']} tasks, and its stack "
                f"declares {bounds[0]} to {bounds[1]}: a failover is under way or was not settled; `standby failover` "
                "goes on with it"
            )
    return found
