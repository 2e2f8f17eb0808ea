"""A rule says of one type of resource how to see that it stands as declared, and what a failover does without it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask

# Where the control planes of IAM, Route 53 and CloudFront stand.
GLOBAL_CONTROL_PLANES = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that is not as declared. `stops` where a failover cannot live without it."""

    resource: StateResource
    # What was found: "is not there", "is PendingDeletion", "has engine 15.4, declared is 16.8".
    seen: str
    # What a failover misses, or why it can live without.
    means: str
    # What to do, in an operator's words, with the command.
    do: str
    stops: bool

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "stack": stack_of(self.resource),
            "resource": self.resource.name,
            "type": self.resource.type,
            "region": self.resource.region,
            "seen": self.seen,
            "means": self.means,
            "do": self.do,
            "stops": self.stops,
        }


# Looks at all resources of one type in one region at once, with as few calls as AWS allows.
Look = Callable[[Ask, Sequence[StateResource]], Iterator[Problem]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """The region that takes over, and the stack whose own it is."""

    region: str
    peer_region: str
    stack: str


Concerns = Callable[[StateResource, Target], bool]


def stands_in(resource: StateResource, target: Target) -> bool:
    """Whatever stack declares it, where its provider acts in the region, or it names the region itself."""
    return region_of(resource) == target.region


def of_its_stack(resource: StateResource, target: Target) -> bool:
    """What has no region, as roles and the objects of a cluster, and is used by the stack that declares it."""
    return stack_of(resource) == target.stack


def everywhere(resource: StateResource, target: Target) -> bool:  # noqa: ARG001 - one shape for all
    """What has no region and serves both, as the records of the zone."""
    return True


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one type is looked at. `type` is Pulumi's token; `concerns` says which of them a region needs.

    `in_one_place` where the control plane answers in us-east-1 alone: the loss of that region hides it, and is no
    reason to refuse a failover, which needs only what it holds.
    """

    type: str
    look: Look
    concerns: Concerns = stands_in
    in_one_place: bool = False


@dataclass(frozen=True, kw_only=True)
class NothingToSee:
    """A type that stands for nothing in AWS which could be missing, and why."""

    type: str
    because: str


def needed(resource: StateResource, seen: str, means: str, do: str = "") -> Problem:
    """Without it a failover does not end well."""
    return Problem(resource=resource, seen=seen, means=means, do=do or repaired_by_up(resource), stops=True)


def spared(resource: StateResource, seen: str, means: str, do: str = "") -> Problem:
    """A failover can live without it; `means` says why."""
    return Problem(resource=resource, seen=seen, means=means, do=do or repaired_by_up(resource), stops=False)


def repaired_by_up(resource: StateResource) -> str:
    """What puts back what was changed by hand. Only a refresh shows the engine that it was."""
    return f"pulumi up --refresh --stack {stack_of(resource)}"


def region_of(resource: StateResource) -> str | None:
    """Where it stands: a resource may name another region than its provider's."""
    named = resource.inputs.get("region")
    return named if isinstance(named, str) else resource.region


def stack_of(resource: StateResource) -> str:
    """The stack that declares it: the second part of its URN."""
    return resource.urn.split(":")[2]
