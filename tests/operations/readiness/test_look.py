"""What is looked at and what comes of it; what each rule sees is tested beside the rules."""

from collections.abc import Iterator, Sequence
from threading import Event

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from operations.errors import OperationError
from operations.live.stack_state import StateResource
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
    """The region that is left may be lost: what stands there is nobody's business."""
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
    role, record = "aws:iam/role:Role", "aws:route53/record:Record"
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


@pytest.mark.parametrize(
    ("region", "elsewhere", "is_asked"),
    [
        (_HERE, True, True),
        (_HERE, False, False),
        (_THERE, False, True),
    ],
)
def test_a_disaster_asks_no_control_plane_outside_the_region_that_takes_over(
    region: str, *, elsewhere: bool, is_asked: bool
) -> None:
    """It may be lost with the other region, and nobody shall wait for it."""
    asked: list[str] = []

    def looked(_: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
        asked.extend(each.name for each in declared)
        yield from ()

    rule = Rule(type=_QUEUE, look=looked, concerns=everywhere, in_one_place=True)
    target = Target(region=region, peer_region=_THERE if region == _HERE else _HERE, stack="dr-west")

    seen = look(target, [resource()], no_clients, {_QUEUE: rule}, elsewhere=elsewhere)

    assert (bool(asked), seen.looked, seen.left_alone) == (is_asked, int(is_asked), int(not is_asked))
    assert seen.is_ready
