"""Nothing is made twice: not by two stacks, and not by a stack after a service has made it on its own."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

import pytest

from sandbox.recording import Recording, Resource
from settings.strategy import Strategy
from settings.workload import Runtime
from tests.components.aws_names import Name, names, unknown_types
from tests.components.makers import MAKE_NOTHING, MAKERS, made
from tests.components.program import run, start
from tests.stack_files import HOME, PEER

Pair = tuple[Recording, Recording]


@cache
def _everything() -> Pair:
    """What is only there if it is asked for, with all the rest."""
    changes = {
        "region_switch": {"managed": True, "approver": "platform-operator"},
        "observability": {"canary": {"enabled": True}, "trace_share": 0.05},
    }
    home = start(HOME, changes, home={})
    return home, start(PEER, changes, home=home.exported)


def _pairs() -> Iterator[tuple[str, str]]:
    yield from ((strategy, runtime) for strategy in Strategy for runtime in Runtime)
    yield "everything", ""


@pytest.fixture(params=list(_pairs()), ids=" ".join)
def pair(request: pytest.FixtureRequest) -> Pair:
    strategy, runtime = request.param
    if not runtime:
        return _everything()
    return run(HOME, strategy=strategy, runtime=runtime), run(PEER, strategy=strategy, runtime=runtime)


def _is(made_name: Name, declared: Name) -> bool:
    """Whether what a service makes is what somebody declares. A star stands for what nobody knows before."""
    return (made_name.kind, made_name.where) == (declared.kind, declared.where) and all(
        fnmatchcase(theirs, ours) for theirs, ours in zip(declared.name, made_name.name, strict=True)
    )


def _after(recording: Recording, later: Resource, earlier: Resource) -> bool:
    """Whether an engine makes one of them only after the other."""
    known = {each.urn: each for each in recording.resources}
    waiting, seen = list(later.depends_on), set[str]()
    while waiting:
        urn = waiting.pop()
        if urn == earlier.urn:
            return True
        if urn in known and urn not in seen:
            seen.add(urn)
            waiting += known[urn].depends_on
    return False


def test_no_two_resources_of_both_stacks_take_one_name(pair: Pair) -> None:
    taken: dict[Name, list[str]] = {}
    for stack, recording in zip((HOME, PEER), pair, strict=True):
        for name, resource in names(recording):
            taken.setdefault(name, []).append(f"{stack}: {resource.name}")
    assert {str(name): whose for name, whose in taken.items() if len(whose) > 1} == {}


def test_what_a_service_would_make_is_declared_before_its_maker_or_not_at_all(pair: Pair) -> None:
    home, _ = pair
    declared = [(name, each, recording) for recording in pair for name, each in names(recording)]
    wrong = []
    for made_name, maker, of in made(pair):
        for name, each, recording in declared:
            if not _is(made_name, name) or each.urn == maker.urn:
                continue
            # The home stack is up before the other one begins.
            early = _after(of, maker, each) if of is recording else recording is home
            if not early:
                wrong.append(f"{maker.name} makes {made_name}, which {each.name} declares")
    assert wrong == []


def test_every_type_has_been_looked_at(pair: Pair) -> None:
    assert {each for recording in pair for each in unknown_types(recording)} == set()


def test_every_service_is_in_the_table_of_what_services_make(pair: Pair) -> None:
    makers = {maker.type.partition("/")[0] for maker in MAKERS}
    declared = {
        each.type.removeprefix("aws:").partition("/")[0]
        for recording in pair
        for each in recording.resources
        if each.custom and each.type.startswith("aws:")
    }
    assert declared - makers - set(MAKE_NOTHING) == set()


def test_the_table_speaks_of_what_is_declared() -> None:
    pairs = [_everything(), (run(HOME, runtime="eks"), run(PEER, runtime="eks"))]
    declared = {
        each.type.removeprefix("aws:") for found in pairs for recording in found for each in recording.resources
    }
    assert {maker.type for maker in MAKERS} - declared == set()
    assert all(maker.source for maker in MAKERS)
