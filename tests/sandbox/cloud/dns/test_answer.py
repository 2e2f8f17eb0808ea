"""What Route 53 answers, over record sets and health that are made up here. How health comes about is not shown."""

from collections.abc import Mapping
from itertools import product

import pytest

from sandbox.cloud.dns.answer import Destination, LoadBalancer, Resolution, UnsupportedError, World, resolve
from sandbox.cloud.dns.checks import Verdict
from sandbox.cloud.dns.records import Alias, Policy, RecordSet, Zone

EAST, WEST = "us-east-1", "us-west-2"
ZONE, ELB_ZONE = "Z1", "ZELB"
BALANCERS = {region: f"web-1.{region}.elb.amazonaws.com" for region in (EAST, WEST)}


def to_balancer(region: str, *, evaluates: bool = False) -> Alias:
    return Alias(BALANCERS[region], ELB_ZONE, evaluates)


def within(name: str, *, evaluates: bool = True) -> Alias:
    return Alias(f"{name}.example.com", ZONE, evaluates)


def simple(name: str, alias: Alias | None = None, *values: str, kind: str = "A", check: str = "") -> RecordSet:
    return RecordSet(name=f"{name}.example.com", type=kind, alias=alias, values=values, health_check_id=check)


def side(role: str, region: str, check: str = "", *, evaluates: bool = False, name: str = "pair") -> RecordSet:
    """One side of a failover pair."""
    return RecordSet(
        name=f"{name}.example.com",
        type="A",
        policy=Policy.FAILOVER,
        failover=role,
        set_id=region,
        health_check_id=check,
        alias=to_balancer(region, evaluates=evaluates),
    )


def near(region: str, check: str = "", *, evaluates: bool = False) -> RecordSet:
    """A region's record in a latency set."""
    return RecordSet(
        name="set.example.com",
        type="A",
        policy=Policy.LATENCY,
        region=region,
        set_id=region,
        health_check_id=check,
        alias=to_balancer(region, evaluates=evaluates),
    )


def world(*records: RecordSet, ill: str = "", empty: str = "", zones: tuple[Zone, ...] = (), gone: str = "") -> World:
    """`ill` are the checks that are unhealthy, `empty` the regions without targets, `gone` those without a balancer."""
    return World(
        (Zone(ZONE, "example.com", records), *zones),
        lambda check: Verdict(check not in ill.split(), f"{check} was asked"),
        {
            name: LoadBalancer(region, Verdict(region not in empty.split(), f"targets in {region}"))
            for region, name in BALANCERS.items()
            if region not in gone.split()
        },
    )


def ask(name: str, everything: World, asked_from: str = EAST, kind: str = "A") -> Resolution:
    return resolve(f"{name}.example.com", kind, asked_from, everything)


def region_of(name: str, everything: World, asked_from: str = EAST) -> str:
    return ask(name, everything, asked_from).destination.region


PAIR = (side("PRIMARY", EAST, "east"), side("SECONDARY", WEST, "west"))
SET = (near(EAST, "east"), near(WEST, "west"))


# --- simple records


def test_a_simple_record_answers_with_its_values() -> None:
    found = ask("www", world(simple("www", None, "192.0.2.1", "192.0.2.2")))
    assert found.destination == Destination("values", ("192.0.2.1", "192.0.2.2"))


def test_a_simple_record_answers_though_its_check_is_unhealthy() -> None:
    found = ask("www", world(simple("www", None, "192.0.2.1", check="east"), ill="east"))
    assert found.destination.values == ("192.0.2.1",), "there is nothing else to choose"
    assert not found.chain[0].candidates[0].healthy


def test_a_name_is_asked_for_in_any_case_and_with_a_dot() -> None:
    everything = world(simple("www", None, "192.0.2.1"))
    assert resolve("WWW.Example.com.", "A", EAST, everything).destination.values == ("192.0.2.1",)


def test_a_cname_is_followed_into_the_zone() -> None:
    everything = world(simple("www", None, "app.example.com.", kind="CNAME"), simple("app", None, "192.0.2.1"))
    found = ask("www", everything)
    assert (found.destination.values, [hop.name for hop in found.chain]) == (
        ("192.0.2.1",),
        ["www.example.com", "app.example.com"],
    )


def test_a_cname_out_of_the_zone_ends_there() -> None:
    found = ask("www", world(simple("www", None, "elsewhere.test.", kind="CNAME")))
    assert found.destination == Destination("elsewhere", ("elsewhere.test",))


def test_who_asks_for_the_cname_gets_the_cname() -> None:
    found = ask("www", world(simple("www", None, "elsewhere.test.", kind="CNAME")), kind="CNAME")
    assert found.destination.kind == "values"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("any", "192.0.2.9"), ("deep.any", "192.0.2.9"), ("www", None), ("below", None), ("new.below", None)],
    ids=["a name", "a deeper name", "a name that exists", "a name on the way", "beside an existing name"],
)
def test_a_wildcard_answers_for_what_does_not_exist(asked: str, answered: str | None) -> None:
    everything = world(
        simple("*", None, "192.0.2.9"),
        simple("www", None, "text", kind="TXT"),
        simple("host.below", None, "192.0.2.1"),
    )
    found = ask(asked, everything).destination
    assert found == (Destination("values", (answered,)) if answered else Destination("nothing"))


def test_a_name_without_records_gets_nothing_and_the_reason_says_which() -> None:
    found = ask("nowhere", world())
    assert found.destination == Destination("nothing")
    assert "nowhere.example.com" in found.reason


def test_the_zone_with_the_longest_name_is_asked() -> None:
    inner = Zone("Z2", "inner.example.com", (simple("www.inner", None, "192.0.2.2"),))
    everything = world(simple("www.inner", None, "192.0.2.1"), zones=(inner,))
    assert ask("www.inner", everything).destination.values == ("192.0.2.2",)


def test_a_name_of_nobodys_zone_is_elsewhere() -> None:
    assert resolve("example.org", "A", EAST, world()).destination == Destination("elsewhere", ("example.org",))


# --- failover


@pytest.mark.parametrize(
    ("ill", "region"),
    [("", EAST), ("west", EAST), ("east", WEST), ("east west", EAST)],
    ids=["both well", "secondary ill", "primary ill", "both ill"],
)
def test_the_primary_answers_unless_it_alone_is_ill(ill: str, region: str) -> None:
    assert region_of("pair", world(*PAIR, ill=ill)) == region


def test_a_secondary_that_nothing_watches_answers_whenever_the_primary_is_ill() -> None:
    everything = world(side("PRIMARY", EAST, "east"), side("SECONDARY", WEST), ill="east", empty=WEST)
    assert region_of("pair", everything) == WEST


def test_a_secondary_without_targets_is_skipped_so_the_dead_primary_answers() -> None:
    pair = (side("PRIMARY", EAST, "east"), side("SECONDARY", WEST, evaluates=True))
    assert region_of("pair", world(*pair, ill="east", empty=WEST)) == EAST


def test_a_primary_that_evaluates_its_targets_leaves_without_them() -> None:
    pair = (side("PRIMARY", EAST, "east", evaluates=True), side("SECONDARY", WEST))
    assert region_of("pair", world(*pair, empty=EAST)) == WEST


def test_a_primary_that_does_not_evaluate_its_targets_stays_without_them() -> None:
    assert region_of("pair", world(*PAIR, empty=EAST)) == EAST


def test_a_pair_of_one_answers_with_that_one() -> None:
    assert region_of("pair", world(side("SECONDARY", WEST, "west"), ill="west")) == WEST


# --- latency


@pytest.mark.parametrize(
    ("asked_from", "region"), [(EAST, EAST), (WEST, WEST), ("eu-west-1", EAST), ("us-west-1", WEST)]
)
def test_the_nearest_of_the_healthy_regions_answers(asked_from: str, region: str) -> None:
    assert region_of("set", world(*SET), asked_from) == region


@pytest.mark.parametrize("asked_from", [EAST, WEST])
@pytest.mark.parametrize(("ill", "region"), [("east", WEST), ("west", EAST)])
def test_an_ill_region_is_left_out_however_near(ill: str, region: str, asked_from: str) -> None:
    assert region_of("set", world(*SET, ill=ill), asked_from) == region


@pytest.mark.parametrize("asked_from", [EAST, WEST])
def test_when_all_are_ill_all_count_as_healthy(asked_from: str) -> None:
    assert region_of("set", world(*SET, ill="east west"), asked_from) == asked_from


def test_a_record_that_nothing_watches_is_always_healthy() -> None:
    assert region_of("set", world(near(EAST), near(WEST, "west"), empty=EAST), EAST) == EAST


@pytest.mark.parametrize(("ill", "empty"), [("east", ""), ("", EAST)], ids=["check", "targets"])
def test_check_and_targets_have_to_be_well_both(ill: str, empty: str) -> None:
    both = (near(EAST, "east", evaluates=True), near(WEST, "west", evaluates=True))
    assert region_of("set", world(*both, ill=ill, empty=empty), EAST) == WEST


# --- trees


def test_an_alias_follows_the_group_that_it_points_at() -> None:
    found = ask("entry", world(simple("entry", within("pair")), *PAIR, ill="east"))
    assert [(hop.name, hop.policy, hop.chosen) for hop in found.chain] == [
        ("entry.example.com", "simple", ""),
        ("pair.example.com", "failover", WEST),
    ]
    assert found.destination == Destination("load-balancer", (BALANCERS[WEST],), WEST)


def test_an_alias_has_a_healthy_target_while_one_of_its_group_is_well() -> None:
    entry = RecordSet(
        name="top.example.com", type="A", policy=Policy.FAILOVER, failover="PRIMARY", set_id="a", alias=within("set")
    )
    other = side("SECONDARY", WEST, name="top")
    assert ask("top", world(entry, other, *SET, ill="east")).chain[0].chosen == "a"
    assert ask("top", world(entry, other, *SET, ill="east west")).chain[0].chosen == WEST


def test_an_alias_that_does_not_evaluate_its_target_is_healthy_whatever_that_is() -> None:
    entry = RecordSet(
        name="top.example.com",
        type="A",
        policy=Policy.FAILOVER,
        failover="PRIMARY",
        set_id="a",
        alias=within("set", evaluates=False),
    )
    assert ask("top", world(entry, side("SECONDARY", WEST, name="top"), *SET, ill="east west")).chain[0].chosen == "a"


def test_a_balancer_that_is_gone_is_unhealthy_and_answers_nothing() -> None:
    pair = (side("PRIMARY", EAST, evaluates=True), side("SECONDARY", WEST, evaluates=True))
    assert region_of("pair", world(*pair, gone=EAST)) == WEST
    assert ask("pair", world(*pair, gone=f"{EAST} {WEST}")).destination == Destination("nothing")


def test_a_balancers_dualstack_name_is_the_same_balancer() -> None:
    alias = Alias(f"dualstack.{BALANCERS[WEST]}", ELB_ZONE, evaluates_health=True)
    assert region_of("www", world(simple("www", alias))) == WEST


def test_another_of_awss_names_is_an_answer_and_healthy() -> None:
    found = ask("www", world(simple("www", Alias("d111.cloudfront.net", "Z2FDTNDATAQYW2", evaluates_health=True))))
    assert found.destination == Destination("aws", ("d111.cloudfront.net",))
    assert found.chain[0].candidates[0].healthy


@pytest.mark.parametrize("evaluates", [True, False])
def test_records_in_a_circle_are_refused_and_named(evaluates: bool) -> None:  # noqa: FBT001
    circle = (simple("a", within("b", evaluates=evaluates)), simple("b", within("a", evaluates=evaluates)))
    with pytest.raises(UnsupportedError, match=r"a\.example\.com -> b\.example\.com"):
        ask("a", world(*circle))


@pytest.mark.parametrize("policy", [Policy.WEIGHTED, Policy.GEOLOCATION, Policy.MULTIVALUE])
def test_a_policy_that_is_not_modelled_is_refused_by_name(policy: Policy) -> None:
    record = RecordSet(name="www.example.com", type="A", policy=policy, set_id="x", values=("192.0.2.1",))
    with pytest.raises(UnsupportedError, match=policy):
        ask("www", world(record))


# --- the platform's tree, in every state of health


def platform(entry: str) -> tuple[RecordSet, ...]:
    """The records that both region stacks declare: `entry` is the set that the strategy picks."""
    return (
        simple("origin", within(entry)),
        side("PRIMARY", EAST, "east"),
        side("SECONDARY", WEST, evaluates=True),
        near(EAST, "east", evaluates=True),
        near(WEST, "west", evaluates=True),
    )


STATES = [dict(zip(("east", "west", EAST, WEST), state, strict=True)) for state in product([True, False], repeat=4)]


@pytest.mark.parametrize(
    "state", STATES, ids=lambda state: "-".join(key for key, well in state.items() if well) or "dark"
)
@pytest.mark.parametrize("entry", ["pair", "set"])
@pytest.mark.parametrize("asked_from", [EAST, WEST])
def test_there_is_an_answer_in_every_state_of_health(entry: str, state: Mapping[str, bool], asked_from: str) -> None:
    ill = " ".join(key for key in ("east", "west") if not state[key])
    empty = " ".join(key for key in (EAST, WEST) if not state[key])
    found = ask("origin", world(*platform(entry), ill=ill, empty=empty), asked_from)
    assert found.destination.kind == "load-balancer"
    assert all(hop.reason and hop.rule.startswith("https://docs.aws.amazon.com/") for hop in found.chain)
    well = (
        {EAST: state["east"], WEST: state[WEST]}
        if entry == "pair"
        else {
            EAST: state["east"] and state[EAST],
            WEST: state["west"] and state[WEST],
        }
    )
    assert well[found.destination.region] or not any(well.values()), "a region that is well is never passed over"
