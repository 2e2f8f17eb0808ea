"""The answer to a query, and the way that led to it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.cloud.dns.checks import Verdict
from sandbox.cloud.dns.records import Alias, Policy, RecordSet, Zone, plain_name, zone_of
from sandbox.cloud.dns.regions import distance_km

_GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
_API = "https://docs.aws.amazon.com/Route53/latest/APIReference/"
RULES = {
    "simple": f"{_GUIDE}routing-policy-simple.html",
    "failover": f"{_API}API_ResourceRecordSet.html",
    "latency": f"{_GUIDE}routing-policy-latency.html",
    "choosing": f"{_GUIDE}health-checks-how-route-53-chooses-records.html",
    "tree": f"{_GUIDE}dns-failover-complex-configs.html",
    "target": f"{_API}API_AliasTarget.html",
}
_LONGEST_WAY = 16


class UnsupportedError(ValueError):
    """The sandbox does not answer for this; it says so instead of guessing."""


@dataclass(frozen=True)
class Candidate:
    """One record set of a group, and what Route 53 thinks of it. `role` is what the policy goes by."""

    set_id: str
    role: str
    healthy: bool
    why: str


@dataclass(frozen=True)
class Hop:
    """One choice on the way."""

    name: str
    type: str
    policy: str
    candidates: tuple[Candidate, ...]
    chosen: str
    reason: str
    rule: str


@dataclass(frozen=True)
class Destination:
    """What a client gets: a `load-balancer`, another name of `aws`, `values`, a name `elsewhere`, or `nothing`."""

    kind: str
    values: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True)
class Resolution:
    """The answer, and every choice that led to it."""

    destination: Destination
    chain: tuple[Hop, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class LoadBalancer:
    """One that an alias may point at."""

    region: str
    verdict: Verdict


@dataclass(frozen=True)
class World:
    """Everything that Route 53 knows when a query comes. `verdict` answers for a health check by its id."""

    zones: Sequence[Zone]
    verdict: Callable[[str], Verdict]
    load_balancers: Mapping[str, LoadBalancer] = field(default_factory=dict)

    def target_zone(self, alias: Alias) -> Zone | None:
        """The zone of ours that an alias points into, if it does."""
        return next((zone for zone in self.zones if zone.id == alias.zone_id), None)


def resolve(name: str, kind: str, asked_from: str, world: World) -> Resolution:
    """Answer a query for `name` and `kind` (A, AAAA, ...) that comes from near the region `asked_from`."""
    name = plain_name(name)
    chain: list[Hop] = []
    zone = zone_of(name, world.zones)
    while len(chain) < _LONGEST_WAY:
        if zone is None:
            return Resolution(Destination("elsewhere", (name,)), tuple(chain), f"{name} is in no zone of this account")
        group = _group(zone, name, kind)
        if not group:
            return Resolution(Destination("nothing"), tuple(chain), f"{zone.name} has no {kind} record for {name}")
        hop, chosen = _choose(name, group, asked_from, world)
        chain.append(hop)
        if chosen.alias is not None:
            zone = world.target_zone(chosen.alias)
            if zone is None:
                return _at_aws(chosen.alias, world, tuple(chain))
            name = chosen.alias.name
        elif chosen.type == "CNAME" and kind != "CNAME":
            name = plain_name(chosen.values[0])
            zone = zone_of(name, world.zones)
        else:
            return Resolution(Destination("values", chosen.values, chosen.region), tuple(chain), hop.reason)
    raise _circle(tuple(hop.name for hop in chain))


def health_of(record: RecordSet, world: World, above: tuple[str, ...] = ()) -> Verdict:
    """What Route 53 thinks of a record set: its check and, if it asks for that, its alias target; both if both.

    One with neither is always healthy. See RULES["choosing"]. `above` are the names whose health hangs on this one.
    """
    if record.name in above:
        raise _circle((*above, record.name))
    found = []
    if record.health_check_id:
        found.append(world.verdict(record.health_check_id))
    if record.alias is not None and record.alias.evaluates_health:
        found.append(_target_health(record.alias, record.type, world, (*above, record.name)))
    if not found:
        return Verdict(healthy=True, why="nothing watches it, which counts as healthy")
    ill = [verdict for verdict in found if not verdict.healthy]
    return Verdict(not ill, "; ".join(verdict.why for verdict in ill or found))


def _group(zone: Zone, name: str, kind: str) -> list[RecordSet]:
    """Record sets for a name: its own, a CNAME in their place, or those of a wildcard right below what exists."""
    while True:
        group = zone.named(name, kind) or zone.named(name, "CNAME")
        if group or name.startswith("*.") or _exists(zone, name):
            return group
        parent = name.partition(".")[2]
        name = f"*.{parent}" if _exists(zone, parent) else parent


def _exists(zone: Zone, name: str) -> bool:
    return name == zone.name or any(record.name == name or record.name.endswith(f".{name}") for record in zone.records)


def _circle(names: tuple[str, ...]) -> UnsupportedError:
    return UnsupportedError(f"the records go round in a circle: {' -> '.join(names)}")


def _choose(name: str, group: list[RecordSet], asked_from: str, world: World) -> tuple[Hop, RecordSet]:
    policy = group[0].policy
    chooser = {Policy.SIMPLE: _simple, Policy.FAILOVER: _failover, Policy.LATENCY: _latency}.get(policy)
    if chooser is None:
        msg = f"{name} has a {policy} policy; the sandbox answers for simple, failover and latency ones"
        raise UnsupportedError(msg)
    healths = [health_of(record, world) for record in group]
    chosen, reason, rule = chooser(group, healths, asked_from)
    candidates = tuple(
        Candidate(record.set_id, record.failover or record.region, health.healthy, health.why)
        for record, health in zip(group, healths, strict=True)
    )
    return Hop(name, chosen.type, policy, candidates, chosen.set_id, reason, RULES[rule]), chosen


_Choice = tuple[RecordSet, str, str]


def _simple(group: list[RecordSet], _healths: list[Verdict], _asked_from: str) -> _Choice:
    # With nothing to choose between, health decides nothing.
    return group[0], "it is the only record", "simple"


def _failover(group: list[RecordSet], healths: list[Verdict], _asked_from: str) -> _Choice:
    sides = {record.failover: (record, health) for record, health in zip(group, healths, strict=True)}
    if len(sides) == 1:
        return group[0], "it is the only side of its pair", "choosing"
    (primary, of_primary), (secondary, of_secondary) = sides["PRIMARY"], sides["SECONDARY"]
    if of_primary.healthy:
        return primary, "the primary is healthy, whatever the secondary is", "failover"
    if of_secondary.healthy:
        return secondary, f"the primary is unhealthy ({of_primary.why}) and the secondary is healthy", "failover"
    both = f"the primary is unhealthy ({of_primary.why}) and so is the secondary ({of_secondary.why})"
    return primary, f"{both}: the primary answers", "failover"


def _latency(group: list[RecordSet], healths: list[Verdict], asked_from: str) -> _Choice:
    pairs = list(zip(group, healths, strict=True))
    well = [record for record, health in pairs if health.healthy]
    nearest = min(well or group, key=lambda record: (distance_km(asked_from, record.region), record.region))
    if not well:
        return nearest, f"no record is healthy, so all count as healthy; {nearest.region} is nearest", "choosing"
    if len(well) == len(group):
        return nearest, f"{nearest.region} is nearest to {asked_from}", "latency"
    return nearest, f"of the healthy ones {nearest.region} is nearest to {asked_from}", "choosing"


def _target_health(alias: Alias, kind: str, world: World, above: tuple[str, ...]) -> Verdict:
    """An alias that evaluates its target's health has that health. See RULES["tree"] and RULES["target"]."""
    zone = world.target_zone(alias)
    if zone is None:
        balancer = world.load_balancers.get(load_balancer_name(alias.name))
        if balancer is not None:
            return balancer.verdict
        if is_load_balancer(alias.name):
            return Verdict(healthy=False, why=f"the load balancer {alias.name} does not exist")
        return Verdict(healthy=True, why=f"{alias.name} is AWS's own and counts as healthy")
    group = _group(zone, alias.name, kind)
    healths = [health_of(record, world, above) for record in group]
    if any(health.healthy for health in healths):
        return Verdict(healthy=True, why=f"{alias.name} has a healthy record")
    reasons = "; ".join(health.why for health in healths)
    return Verdict(healthy=False, why=f"{alias.name} has no healthy record ({reasons})")


def _at_aws(alias: Alias, world: World, chain: tuple[Hop, ...]) -> Resolution:
    balancer = world.load_balancers.get(load_balancer_name(alias.name))
    if balancer is not None:
        destination = Destination("load-balancer", (load_balancer_name(alias.name),), balancer.region)
        return Resolution(destination, chain, chain[-1].reason)
    if is_load_balancer(alias.name):
        return Resolution(Destination("nothing"), chain, f"the load balancer {alias.name} does not exist")
    return Resolution(Destination("aws", (alias.name,)), chain, chain[-1].reason)


def is_load_balancer(name: str) -> bool:
    """Whether a name is one that load balancing gives."""
    return name.endswith(".elb.amazonaws.com")


def load_balancer_name(name: str) -> str:
    """A load balancer's name; the console and some tools write it with a prefix that asks for both IP versions."""
    return name.removeprefix("dualstack.")
