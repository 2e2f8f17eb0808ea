"""docs/runbooks/not-ready.md: a move meets after its promotion that something is gone, and goes on, or back.

Each story is one of its own, in a copy of one pair: what it leaves is compared with what an undisturbed move leaves, or
with what was there before. What AWS itself would say where something is missing needs AWS.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from operations.failover import failover_run
from operations.failover.step_context import Result, StepContext
from operations.failover.steps.table import STEP_FUNCTIONS
from operations.live.clients import ClientMaker
from operations.recovery.failover_steps import Kind
from tests.operations.failover.stage import ended_here
from tests.sandbox.desk import Desk, Done, codes, commands_of, desk_of, told
from tests.sandbox.missing import JOURNAL, KEY, LISTENER, RECORD, SERVICE, Missing
from tests.sandbox.operators import EAST, WEST, Operators, TurningClock, operators_of
from tests.sandbox.pair import Pair
from tests.sandbox.readiness.healthy import problems
from tests.sandbox.readiness.pairs import Staged, staged
from tests.sandbox.truth import truth

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("ways")]
PAGE = "not-ready"
BEFORE, ON, BACK = "Repair", "Continue", "Go back"
DARK = "Continue while us-east-1 is down"
_FAILOVER = "standby failover --to us-west-2"
_PLANNED, _LEFT = " --planned", 3
# What a step waits for that never comes, and for what comes while a page is followed.
_SHORT, _LONG = "--deadline 1", ("--deadline", "60")
# Words of commands that are for one thing alone.
_OF_ONE = ("kms", "$key", "::worker")


@dataclass(frozen=True)
class Met:
    """What a move meets."""

    missing: Missing
    kind: Kind = Kind.PLANNED

    def __str__(self) -> str:
        return f"{self.missing} in a {self.kind} move"

    @property
    def failover(self) -> str:
        """The move that meets it."""
        how = _PLANNED if self.kind is Kind.PLANNED else " --override lost"
        return f"{_FAILOVER}{how} {_SHORT} --yes"

    def chosen(self, *sections: str) -> list[str]:
        """The commands of a page's sections that are for it, as the page says that they are written for it."""
        commands = [each for section in sections for each in commands_of(PAGE, section) if self._takes(each)]
        return [each if self.kind is Kind.PLANNED else each.replace(_PLANNED, "") for each in commands]

    def _takes(self, command: str) -> bool:
        of_another = [word for word in _OF_ONE if word in command and word not in self.missing.needs]
        return not of_another and ("--refresh" not in command or command.endswith(self.missing.stack))


MET = (
    Met(SERVICE),
    Met(JOURNAL),
    Met(RECORD),
    Met(LISTENER),
    Met(KEY),
    Met(SERVICE, Kind.DISASTER),
)


class Patient(TurningClock):
    """A container that misses something tries again at its next turn."""

    def wait(self, seconds: float) -> None:  # noqa: ARG002 - see Clock
        self.shop.turn()


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One pair for all stories. `before` is what it has, `moved` what an undisturbed move makes of that."""

    place: Staged
    before: dict[str, Any]
    moved: dict[str, Any]


@contextmanager
def a_desk(place: Staged, directory: Path) -> Iterator[Desk]:
    """In a copy of the pair. Each command is a process of its own, which has ended when the next one begins."""
    with place.copied(directory) as pair, pytest.MonkeyPatch.context() as patch:
        people = Operators(pair)
        people.clock = Patient(people.shop)
        patch.setattr(failover_run, "operator", ended_here)
        with desk_of(people, *_LONG) as desk:
            yield desk


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    directory = tmp_path_factory.mktemp("ways")
    made: dict[tuple[Any, ...], Any] = {}
    as_it_is = ClientMaker._client

    def kept(maker: ClientMaker, service: str, region: str, config: Any) -> Any:  # noqa: ANN401 - boto3's
        """Nobody reads here who called, and making a client takes longer than its calls."""
        key = (service, region, config.read_timeout, config.retries["total_max_attempts"])
        if key not in made:
            made[key] = as_it_is(maker, service, region, config)
        return made[key]

    with (
        staged(directory, extras=False) as place,
        operators_of(place.pair) as people,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(ClientMaker, "_client", kept)
        before = truth(people)
        with a_desk(place, directory / "undisturbed") as desk:
            done = desk.run(f"{_FAILOVER}{_PLANNED} --yes")
            assert done.code == 0, told([done])
            moved = truth(desk.people)
        yield Stage(place=place, before=before, moved=moved)


@contextmanager
def met(stage: Stage, one: Met, directory: Path) -> Iterator[Desk]:
    """A desk at which the move has stopped: what is missing was taken away right after the promotion."""
    promote, left = STEP_FUNCTIONS["promote"], [one.missing]

    def promoted(context: StepContext) -> Result:
        result = promote(context)
        while left:
            left.pop().take(desk.pair)
        return result

    with a_desk(stage.place, directory) as desk, pytest.MonkeyPatch.context() as patch:
        patch.setitem(STEP_FUNCTIONS, "promote", promoted)
        if one.kind is Kind.DISASTER:
            desk.people.darken(EAST)
        stopped = desk.run(one.failover)
        assert (stopped.code, left) == (1, []), told([stopped])
        assert one.missing.stops in stopped.said
        assert writer(desk.pair) == WEST
        yield desk


def writer(pair: Pair) -> str:
    (database,) = pair.sandbox.clients.of("rds", WEST).describe_global_clusters()["GlobalClusters"]
    (writer,) = [each["DBClusterArn"] for each in database["GlobalClusterMembers"] if each["IsWriter"]]
    return str(writer).split(":")[3]


def follow(desk: Desk, commands: Sequence[str]) -> list[Done]:
    return [desk.run(each) for each in commands]


@pytest.mark.parametrize("one", MET, ids=str)
def test_there_is_a_way_on(stage: Stage, one: Met, tmp_path: Path) -> None:
    with met(stage, one, tmp_path) as desk:
        if one.kind is Kind.PLANNED:
            done = follow(desk, one.chosen(ON))
            assert set(codes(done)) == {0}, told(done)
        else:
            write_down, *_ = one.chosen(ON)
            *repaired, gone_on = follow(desk, [write_down, *one.chosen(DARK)])
            assert codes(repaired) == [0, 1, 0, 0], told(repaired)
            assert gone_on.code == _LEFT, told([gone_on])
            desk.people.light_up()
            rest = desk.run(gone_on.command)
            assert rest.code == 0, told([rest])
        assert truth(desk.people) == stage.moved
        assert problems(desk.pair) == []


@pytest.mark.parametrize("one", MET, ids=str)
def test_there_is_a_way_back(stage: Stage, one: Met, tmp_path: Path) -> None:
    with met(stage, one, tmp_path) as desk:
        desk.people.light_up()
        back, again, *rest = one.chosen(BACK)
        first = desk.run(back)
        assert first.code == (_LEFT if one.missing.is_left else 0), told([first])
        # The files say us-east-1 already, and what was moved needs no word of it.
        repair = [each for each in one.chosen(ON) if each.startswith(("key", "aws", "pulumi"))]
        done = follow(desk, [*repair, *([again] if one.missing.is_left else []), *rest])
        assert set(codes(done)) == {0}, told(done)
        assert truth(desk.people) == stage.before
        assert problems(desk.pair) == []


def test_before_a_move_it_is_named_and_put_back(stage: Stage, tmp_path: Path) -> None:
    with a_desk(stage.place, tmp_path) as desk:
        SERVICE.take(desk.pair)
        named, *rest = follow(desk, Met(SERVICE).chosen(BEFORE))
        assert (named.code, "worker" in named.said) == (1, True), told([named])
        assert set(codes(rest)) == {0}, told(rest)


def test_a_disaster_whose_control_planes_answer_sees_the_record_before_it_moves(stage: Stage, tmp_path: Path) -> None:
    """us-east-1 serves nobody, and Route 53 still says what it has."""
    with a_desk(stage.place, tmp_path) as desk:
        RECORD.take(desk.pair)
        refused = desk.run(Met(RECORD, Kind.DISASTER).failover)
        assert refused.code == 1, told([refused])
        assert "gate readiness: NO: 1 of " in refused.said
        assert "routing-failover is not there" in refused.said
        assert truth(desk.people) | {"answers": None} == stage.before | {"answers": None}


def test_a_record_that_nobody_could_look_for_comes_back_with_its_control_plane(stage: Stage, tmp_path: Path) -> None:
    one = Met(RECORD, Kind.DISASTER)
    with a_desk(stage.place, tmp_path) as desk:
        RECORD.take(desk.pair)
        desk.people.darken(EAST)
        stopped = desk.run(one.failover)
        assert stopped.code == 1, told([stopped])
        assert "could not be looked at and serve on" in stopped.said
        assert RECORD.stops in stopped.said
        desk.people.light_up()
        done = follow(desk, one.chosen(ON))
        assert set(codes(done)) == {0}, told(done)
        assert truth(desk.people) == stage.moved
        assert problems(desk.pair) == []


def test_every_command_of_the_page_is_for_something_that_is_missing_here() -> None:
    run = [
        *Met(SERVICE).chosen(BEFORE),
        *(each for one in MET for each in one.chosen(ON, BACK)),
        *(each for one in MET if one.kind is Kind.DISASTER for each in one.chosen(DARK)),
    ]
    assert set(commands_of(PAGE)) - set(run) == set()
    assert {len(commands_of(PAGE, section)) for section in (BEFORE, ON, DARK, BACK)} == {3, 4, 6}
