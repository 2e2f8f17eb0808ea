"""What both stacks of a pair have to say alike. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from settings.problems import Problem
from settings.stack import StackSettings

# What makes a region this one; everything else is of the pair. Each cluster has an issuer of its own, and the home
# stack alone is told the other's (decision 20).
OF_A_REGION = frozenset({"region", "peer", "network.cidr", "network.zones", "kubernetes.peer_issuer"})
# What is switched by a line of each stack file; everything else has its place in Pulumi.yaml.
SWITCHED = frozenset({"strategy", "writer", "full_size_region", "network.flow_log_retention_days"})


@dataclass(frozen=True)
class Difference:
    """A setting that two stacks name otherwise, each value in the words of a stack file."""

    key: str
    here: str
    there: str


def differences(here: StackSettings, there: StackSettings) -> Iterator[Difference]:
    """Name every setting in which a pair has to agree and does not."""
    for key, mine, theirs in _unlike("", here.model_dump(), there.model_dump()):
        yield Difference(key, _said(mine), _said(theirs))


def pair_problems(stack: str, here: StackSettings, there: StackSettings, *, there_file: str) -> Iterator[Problem]:
    """Tell what is wrong with the stack `here` once the other one's settings are at hand."""
    for each in differences(here, there):
        where = "both stack files" if each.key in SWITCHED else "Pulumi.yaml, and take it out of the stack files"
        yield Problem(
            each.key,
            f"is {each.here}, and {each.there} in {there_file}; both stacks need the same, so write one into {where}",
        )
    expected = {
        "peer.region": (here.peer.region, "region", there.region),
        "peer.cidr": (here.peer.cidr, "network.cidr", there.network.cidr),
        "region": (here.region, "peer.region", there.peer.region),
        "network.cidr": (here.network.cidr, "peer.cidr", there.peer.cidr),
    }
    for key, (mine, other, theirs) in expected.items():
        if mine != theirs:
            yield Problem(key, f"is {mine}, and {there_file} says {other} {theirs}; write the same into both")
    if there.peer.stack.rpartition("/")[2] != stack:
        yield Problem(
            "peer.stack",
            f"is {here.peer.stack}, and {there_file} says peer.stack {there.peer.stack}; let each name the other",
        )


def _unlike(above: str, here: Any, there: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - any value
    if above in OF_A_REGION or here == there:
        return
    if not (isinstance(here, Mapping) and isinstance(there, Mapping)):
        yield above, here, there
        return
    for key in {**here, **there}:
        yield from _unlike(f"{above}.{key}" if above else key, here.get(key), there.get(key))


def _said(value: Any) -> str:  # noqa: ANN401 - any value
    if value is None:
        return "left out"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a group of keys"
    return f"[{', '.join(map(_said, value))}]" if isinstance(value, list | tuple) else str(value)
