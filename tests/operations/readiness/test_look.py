"""What is looked at and what comes of it; what each rule sees is tested beside the rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from operations.errors import OperationError
from operations.live.clients import Clients
from operations.live.stack_state import StateResource
from operations.readiness import look as look_module
from operations.readiness.asking import Ask
from operations.readiness.look import look, unruled
from operations.readiness.rule import (
    Look,
    NothingToSee,
    Problem,
    Rule,
    Target,
    everywhere,
    needed,
    of_its_stack,
    spared,
)

_HERE, _THERE = "us-west-2", "us-east-1"
_TARGET = Target(region=_HERE, peer_region=_THERE, stack="dr-west")
_QUEUE = "aws:sqs/queue:Queue"
_ZONE, _RECORD = "aws:route53/zone:Zone", "aws:route53/record:Record"


def resource(
    name: str = "orders", *, kind: str = _QUEUE, region: str | None = _HERE, stack: str = "dr-west"
) -> StateResource:
    """One as a stack's state has it."""
    return StateResource(
        urn=f"urn:pulumi:{stack}::standby::{kind}::{name}",
        type=kind,
        name=name,
        id=name,
        region=region,
        custom=not kind.startswith("standby:"),
        inputs={},
        outputs={},
    )


def no_clients(service: str, region: str) -> None:
    """Nothing is asked of AWS here."""
    raise AssertionError(service, region)


def finds(*found: Problem) -> Look:
    """A look that finds the same, whatever there is."""
    return lambda _ask, _declared: iter(found)


def raises(error: Exception) -> Look:
    """A look that AWS does not answer."""

    def looked(_: Ask, __: Sequence[StateResource]) -> Iterator[Problem]:
        raise error
        yield

    return looked


def test_a_region_is_ready_where_nothing_stops() -> None:
    """What a failover can live without is told, and stops nothing."""
    orders = resource()
    rules = {_QUEUE: Rule(type=_QUEUE, look=finds(spared(orders, "is small", "it grows by itself")))}

    seen = look(_TARGET, [orders], no_clients, rules)

    assert seen.is_ready
    assert [(each.seen, each.stops) for each in seen.problems] == [("is small", False)]
    assert seen.looked == 1


@pytest.mark.parametrize("stack", ["dr-west", "prod-east"])
def test_what_a_state_has_forgotten_stops_wherever_it_stood(stack: str) -> None:
    root = replace(resource(kind="pulumi:pulumi:Stack", region=None, stack=stack), forgotten="lacks 3 resources")

    seen = look(_TARGET, [replace(root, custom=False)], no_clients, {})

    assert not seen.is_ready
    assert [(each.seen, each.do.count(f"--stack {stack}")) for each in seen.problems] == [("lacks 3 resources", 2)]


def test_a_history_that_nobody_could_read_is_told_and_stops_nothing() -> None:
    root = replace(resource(kind="pulumi:pulumi:Stack", region=None), history_unread="pulumi does not say it")

    seen = look(_TARGET, [replace(root, custom=False)], no_clients, {})

    assert seen.is_ready
    assert [(each.seen, each.stops) for each in seen.unseen] == [("pulumi does not say it", False)]


def test_a_region_without_what_a_failover_needs_is_not_ready() -> None:
    """And the repair is the stack that declares it, with a refresh, which alone sees what was done by hand."""
    orders = resource()
    rules = {_QUEUE: Rule(type=_QUEUE, look=finds(needed(orders, "is not there", "orders wait nowhere")))}

    seen = look(_TARGET, [orders], no_clients, rules)

    assert not seen.is_ready
    assert seen.problems[0].as_json() == {
        "stack": "dr-west",
        "resource": "orders",
        "type": _QUEUE,
        "region": _HERE,
        "seen": "is not there",
        "means": "orders wait nowhere",
        "do": "pulumi up --refresh --stack dr-west",
        "stops": True,
    }


def test_a_type_that_no_rule_knows_is_an_error_and_names_it() -> None:
    """Nobody keeps a list of what is looked at, so nobody may forget a type."""
    strange = resource(kind="aws:glue/job:Job")

    with pytest.raises(OperationError, match="aws:glue/job:Job"):
        look(_TARGET, [strange], no_clients, {})


def test_components_and_providers_need_no_rule() -> None:
    """They are nothing in AWS."""
    assert unruled([resource(kind="standby:messaging:Queue"), resource(kind="pulumi:providers:aws")], {}) == []


def test_a_rule_is_asked_about_its_region_and_no_other() -> None:
    """The source region may be lost: what stands there is nobody's business."""
    asked: list[str] = []

    def looked(_: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
        asked.extend(each.name for each in declared)
        yield from ()

    seen = look(
        _TARGET,
        [resource("here"), resource("there", region=_THERE)],
        no_clients,
        {_QUEUE: Rule(type=_QUEUE, look=looked)},
    )

    assert (asked, seen.looked) == (["here"], 1)


def test_what_has_no_region_belongs_to_a_stack_or_to_both() -> None:
    """Roles to their stack, the zone's records to whoever is looked at."""
    role, record = "aws:iam/role:Role", _RECORD
    asked: list[tuple[str, str]] = []

    def looked(_: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
        asked.extend((each.type, each.name) for each in declared)
        yield from ()

    declared = [
        resource("ours", kind=role, region=None),
        resource("theirs", kind=role, region=None, stack="prod-east"),
        resource("public", kind=record, region=None, stack="prod-east"),
    ]
    rules = {
        role: Rule(type=role, look=looked, concerns=of_its_stack),
        record: Rule(type=record, look=looked, concerns=everywhere),
    }

    look(_TARGET, declared, no_clients, rules)

    assert sorted(asked) == [(role, "ours"), (record, "public")]


def test_a_type_with_nothing_to_see_is_not_looked_at() -> None:
    """It is known, and counts for nothing."""
    seen = look(_TARGET, [resource()], no_clients, {_QUEUE: NothingToSee(type=_QUEUE, because="it is a wait")})

    assert (seen.is_ready, seen.looked) == (True, 0)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ClientError({"Error": {"Code": "AccessDenied"}}, "ListQueues"), "AWS said AccessDenied"),
        (ConnectTimeoutError(endpoint_url="https://sqs"), "no answer (ConnectTimeoutError)"),
        (OperationError("the database is away"), "the database is away"),
        (KeyError("Status"), "KeyError: 'Status'"),
    ],
    ids=["refused", "silent", "not asked", "not understood"],
)
def test_what_could_not_be_looked_at_is_not_ready(error: Exception, told: str) -> None:
    """*Could not look* is never *nothing is wrong*, and every resource of the type is named."""
    seen = look(_TARGET, [resource("a"), resource("b")], no_clients, {_QUEUE: Rule(type=_QUEUE, look=raises(error))})

    assert not seen.is_ready
    assert seen.problems == ()
    assert [each.resource.name for each in seen.unseen] == ["a", "b"]
    assert all(told in each.seen for each in seen.unseen)


def test_a_control_plane_that_stands_in_one_region_alone_stops_nothing_by_its_silence() -> None:
    """The loss of us-east-1 hides it, and that is the day on which a failover must go on."""
    rule = Rule(type=_QUEUE, look=raises(ConnectTimeoutError(endpoint_url="https://route53")), in_one_place=True)

    seen = look(_TARGET, [resource()], no_clients, {_QUEUE: rule})

    assert seen.is_ready
    assert len(seen.unseen) == 1


def test_one_rule_that_fails_hides_no_other() -> None:
    """The rest is looked at all the same."""
    topic = "aws:sns/topic:Topic"
    there = resource("alarms", kind=topic)
    rules = {
        _QUEUE: Rule(type=_QUEUE, look=raises(OperationError("away"))),
        topic: Rule(type=topic, look=finds(needed(there, "is not there", "nobody is told"))),
    }

    seen = look(_TARGET, [resource(), there], no_clients, rules)

    assert [each.resource.name for each in seen.problems] == ["alarms"]
    assert [each.resource.name for each in seen.unseen] == ["orders"]


def test_a_look_that_takes_too_long_is_named_and_not_waited_for() -> None:
    """Whoever fails over waits for nothing that may never come."""
    ends = Event()

    def hangs(_: Ask, __: Sequence[StateResource]) -> Iterator[Problem]:
        ends.wait()
        yield from ()

    try:
        seen = look(_TARGET, [resource()], no_clients, {_QUEUE: Rule(type=_QUEUE, look=hangs)}, within=0)
    finally:
        ends.set()

    assert not seen.is_ready
    assert [each.seen for each in seen.unseen] == ["could not be looked at: no answer within 0 seconds"]


def _many(count: int, error: Exception, asked: list[str]) -> tuple[list[StateResource], dict[str, Rule]]:
    """So many types, each with a rule of its own that ends so."""

    def looked(_: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
        asked.extend(each.name for each in declared)
        raise error
        yield

    kinds = [f"aws:sqs/kind{number:03}:Kind" for number in range(count)]
    return [resource(kind, kind=kind) for kind in kinds], {kind: Rule(type=kind, look=looked) for kind in kinds}


def test_a_region_that_answers_nobody_is_not_asked_a_hundred_times() -> None:
    """It is lost, and each question to it would wait for its own time to be over."""
    asked: list[str] = []
    resources, rules = _many(200, ConnectTimeoutError(endpoint_url="https://nowhere"), asked)

    seen = look(_TARGET, resources, no_clients, rules)

    assert len(seen.unseen) == 200
    assert len(asked) < 100
    assert {each.seen for each in seen.unseen[-5:]} == {"could not be looked at: the region answers nobody"}


def test_a_region_that_refuses_is_one_that_answers() -> None:
    """What each of its services says is told."""
    asked: list[str] = []
    resources, rules = _many(50, ClientError({"Error": {"Code": "AccessDenied"}}, "List"), asked)

    look(_TARGET, resources, no_clients, rules)

    assert len(asked) == 50


def by(name: str) -> Clients:
    """Clients that are told apart by their name."""
    return lambda service, _region: f"{name} asks {service}"


@pytest.mark.parametrize(
    ("target", "is_disaster", "asks"),
    [
        (_TARGET, True, "hasty asks route53"),
        (_TARGET, False, "patient asks route53"),
        (Target(region=_THERE, peer_region=_HERE, stack="prod-east"), True, "patient asks route53"),
    ],
    ids=["a disaster", "a planned move", "a disaster into the region of the control planes"],
)
def test_a_disaster_asks_hastily_what_may_be_lost_with_the_other_region(
    target: Target, *, is_disaster: bool, asks: str
) -> None:
    """It may answer all the same, and then a record that is missing is seen before the promotion."""
    asked: dict[str, str] = {}

    def looked(service: str) -> Look:
        def look_at(ask: Ask, _: Sequence[StateResource]) -> Iterator[Problem]:
            asked[service] = ask.client(service)
            yield from ()

        return look_at

    rules = {
        _QUEUE: Rule(type=_QUEUE, look=looked("sqs"), concerns=everywhere),
        _RECORD: Rule(type=_RECORD, look=looked("route53"), concerns=everywhere, in_one_place=True),
    }
    hasty = by("hasty") if is_disaster else None

    seen = look(target, [resource(), resource(kind=_RECORD)], by("patient"), rules, hasty=hasty)

    assert asked == {"sqs": "patient asks sqs", "route53": asks}
    assert (seen.looked, seen.unseen) == (2, ())


def test_what_a_control_plane_elsewhere_says_in_a_disaster_stops_like_anything() -> None:
    """No client comes by a record that is not there."""
    record = resource("failover", kind=_RECORD)
    rule = Rule(type=_RECORD, look=finds(needed(record, "is not there", "no client comes")), in_one_place=True)

    seen = look(_TARGET, [record], no_clients, {_RECORD: rule}, hasty=no_clients)

    assert [(each.resource.name, each.stops) for each in seen.problems] == [("failover", True)]


def test_a_disaster_waits_for_no_control_plane_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds serves on; that it was not seen is told."""
    monkeypatch.setattr(look_module, "_FIRST_WORD_SECONDS", 0)
    ends = Event()

    def hangs(_: Ask, __: Sequence[StateResource]) -> Iterator[Problem]:
        ends.wait()
        yield from ()

    rules = {
        _QUEUE: Rule(type=_QUEUE, look=finds()),
        _RECORD: Rule(type=_RECORD, look=hangs, in_one_place=True),
    }
    try:
        seen = look(_TARGET, [resource(), resource("failover", kind=_RECORD)], no_clients, rules, hasty=no_clients)
    finally:
        ends.set()

    assert seen.is_ready
    (unseen,) = seen.unseen
    assert (unseen.resource.name, unseen.stops) == ("failover", False)
    assert "no answer within 0 seconds" in unseen.seen


def test_a_disaster_waits_for_control_planes_of_which_one_has_said_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there, and a slow one may still see what is missing."""
    monkeypatch.setattr(look_module, "_FIRST_WORD_SECONDS", 0)
    answered, asked_whether = Event(), Event()

    class Told(look_module._Silence):
        def note(self, *, heard: bool) -> None:
            super().note(heard=heard)
            answered.set()

        @property
        def heard(self) -> bool:
            asked_whether.set()
            return super().heard

    def after(event: Event, *found: Problem) -> Look:
        def looked(_: Ask, __: Sequence[StateResource]) -> Iterator[Problem]:
            assert event.wait(60)
            yield from found

        return looked

    monkeypatch.setattr(look_module, "_Silence", Told)
    record, zone = resource("failover", kind=_RECORD), resource("public", kind=_ZONE)
    rules = {
        _QUEUE: Rule(type=_QUEUE, look=after(answered)),
        _ZONE: Rule(type=_ZONE, look=finds(), in_one_place=True),
        _RECORD: Rule(
            type=_RECORD,
            look=after(asked_whether, needed(record, "is not there", "no client comes")),
            in_one_place=True,
        ),
    }

    seen = look(_TARGET, [resource(), zone, record], no_clients, rules, hasty=no_clients)

    assert ([each.resource.name for each in seen.problems], seen.unseen) == (["failover"], ())


def test_control_planes_that_answer_nobody_are_no_silence_of_the_region() -> None:
    """The region is asked to the end, and what does not stand in it stops nothing."""
    asked: list[str] = []
    silent, silences = _many(20, ConnectTimeoutError(endpoint_url="https://route53"), asked)
    rules = {kind: replace(rule, in_one_place=True) for kind, rule in silences.items()}
    rules[_QUEUE] = Rule(type=_QUEUE, look=finds())

    seen = look(_TARGET, [*silent, resource()], no_clients, rules)

    assert (seen.is_ready, len(seen.unseen)) == (True, 20)
    assert len(asked) < 20, "they are not asked to the end"
