"""`standby readiness` over stand-ins for both states and for AWS; over the emulated AWS: tests/sandbox/readiness/."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import ClientError
from rich.console import Console
from typer.testing import CliRunner

from operations.cli import readiness
from operations.cli.app import app
from operations.errors import OperationError
from operations.live import prepared
from operations.live.outputs import Outputs
from operations.live.stack_state import StackState
from operations.readiness import of_pair
from operations.readiness.asking import Ask
from operations.readiness.document import show
from operations.readiness.look import Readiness, look
from operations.readiness.of_pair import Declared, declared_by
from operations.readiness.rule import Problem, Rule, Target, needed, spared
from settings.readiness import NAMESPACE
from tests.operations.readiness.test_look import resource

EAST, WEST = "us-east-1", "us-west-2"
QUEUE = "aws:sqs/queue:Queue"


@dataclass
class CloudWatch:
    """Takes what is published, or refuses it in some regions."""

    refuses: str = ""
    told: list[tuple[str, str, float]] = field(default_factory=list)

    def __call__(self, service: str, region: str) -> Any:  # noqa: ANN401 - a boto3 client
        # Others are made, and have nothing that could be called.
        return Told(self, region) if service == "cloudwatch" else object()


@dataclass
class Told:
    """CloudWatch in one region."""

    cloudwatch: CloudWatch
    region: str

    def put_metric_data(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> None:  # noqa: N803 - boto3's
        """Keep it."""
        if self.region == self.cloudwatch.refuses:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutMetricData")
        (value,) = MetricData
        (dimension,) = value["Dimensions"]
        assert (Namespace, value["MetricName"], value["Unit"]) == (NAMESPACE, "UnreadyResourceCount", "Count")
        assert dimension["Name"] == "Region"
        self.cloudwatch.told.append((self.region, dimension["Value"], value["Value"]))


def state(stack: str, region: str, *, as_of: str = "") -> StackState:
    """A stack with one queue."""
    return StackState(
        outputs=Outputs(stack=stack, values={"region": region}),
        resources=(resource(f"orders-{region}", region=region, stack=stack),),
        as_of=as_of,
    )


STATES = (state("prod-east", EAST), state("dr-west", WEST))


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> CloudWatch:
    """Both states are known, and every queue that a test names is missing."""
    made = CloudWatch()
    known = {each.outputs.stack: each for each in STATES}
    monkeypatch.setattr(readiness, "read", lambda stack, *_: known[stack])
    monkeypatch.setattr(prepared, "thorough_clients", lambda: made)
    return made


def missing(monkeypatch: pytest.MonkeyPatch, *regions: str, stops: bool = True) -> None:
    """Queues of these regions are not there."""

    def looked(ask: Ask, declared: Sequence[Any]) -> Iterator[Problem]:
        problem = needed if stops else spared
        yield from (problem(each, "is not there", "orders wait nowhere") for each in declared if ask.region in regions)

    rules = {QUEUE: Rule(type=QUEUE, look=looked)}
    monkeypatch.setattr(of_pair, "look", partial(look, rules=rules))


def run(*words: str) -> Any:  # noqa: ANN401 - typer's result
    """The command."""
    return CliRunner().invoke(app, ["readiness", *words], env={"COLUMNS": "200"})


def test_a_pair_that_is_ready_exits_with_0(cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch)
    done = run()
    assert done.exit_code == 0, done.output
    assert "us-east-1 is ready to take over: yes, 1 looked at" in done.output
    assert "us-west-2 is ready to take over: yes, 1 looked at" in done.output
    assert cloudwatch.told == [], "nothing is written unasked"


def test_what_stops_is_named_with_what_it_means_and_the_repair(
    cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(monkeypatch, WEST)
    done = run()
    assert done.exit_code == 1
    row = next(line for line in done.output.splitlines() if "orders-us-west-2" in line)
    assert [each in row for each in ("stops", "is not there", "orders wait nowhere", "pulumi up --refresh")] == [
        True
    ] * 4
    assert "us-west-2 is ready to take over: NO: 1 of 1" in done.output
    assert cloudwatch.told == []


def test_why_nothing_could_be_looked_at_is_told_once() -> None:
    """And each of what is missing has its own line: that is a list of what to do."""
    queues = [resource(f"queue-{number}", region=WEST, stack="dr-west") for number in range(9)]
    unseen = tuple(
        needed(each, "could not be looked at: no such profile", "not known", "Log in") for each in queues[:6]
    )
    gone = tuple(needed(each, "is not there", "orders wait nowhere") for each in queues[4:])
    console = Console(width=200, record=True, file=StringIO())
    show({WEST: Readiness(region=WEST, looked=9, problems=gone, unseen=unseen)}, {}, console)
    said = console.export_text()
    assert (said.count("no such profile"), said.count("and 3 more")) == (1, 1)
    assert said.count("is not there") == 5


def test_what_a_failover_lives_without_is_told_and_exits_with_0(
    cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(monkeypatch, WEST, stops=False)
    done = run("--publish")
    assert done.exit_code == 0, done.output
    assert "1 not as declared that a failover lives without" in done.output
    assert (WEST, WEST, 0) in cloudwatch.told


def test_the_document_says_the_same(cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, WEST)
    done = run("--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert {region: one["ready"] for region, one in document["regions"].items()} == {EAST: True, WEST: False}
    (problem,) = document["regions"][WEST]["problems"]
    assert (problem["resource"], problem["stops"]) == ("orders-us-west-2", True)
    assert cloudwatch.told == []


def test_one_region_alone_is_looked_at_where_it_is_named(
    cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(monkeypatch, EAST)
    done = run("--to", WEST, "--json", "--publish")
    assert done.exit_code == 0, done.output
    assert set(json.loads(done.stdout)["regions"]) == {WEST}
    assert cloudwatch.told == [(WEST, WEST, 0)]


@pytest.mark.usefixtures("cloudwatch")
def test_a_region_that_is_none_of_the_pairs_is_a_wrong_option() -> None:
    done = run("--to", "eu-west-1")
    assert done.exit_code == 2
    assert "write one of" in done.output


def test_each_region_is_told_of_itself(cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, WEST)
    assert run("--publish").exit_code == 1
    assert sorted(cloudwatch.told) == [(EAST, EAST, 0), (WEST, WEST, 1)]


def test_a_cloudwatch_that_takes_nothing_is_a_failure_and_keeps_no_other_from_being_told(
    cloudwatch: CloudWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing(monkeypatch)
    cloudwatch.refuses = EAST
    done = run("--publish")
    assert done.exit_code == 1
    assert "CloudWatch in us-east-1 was not told: AWS said AccessDenied" in done.output
    assert cloudwatch.told == [(WEST, WEST, 0)]


@pytest.mark.usefixtures("cloudwatch")
def test_states_that_nobody_tells_are_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise OperationError("pulumi does not say the state of prod-east")

    monkeypatch.setattr(readiness, "read", silent)
    done = run()
    assert done.exit_code == 1
    assert "does not say the state" in done.output


def test_a_declaration_from_before_is_said_to_be_so() -> None:
    declared = declared_by((state("prod-east", EAST, as_of="2026-11-30"), STATES[1]))
    console = Console(width=160, record=True)
    seen = {WEST: Readiness(region=WEST, looked=1, problems=(), unseen=())}
    with console.capture() as written:
        show(seen, declared.as_of, console)
    assert "what us-east-1 declares is as of 2026-11-30" in written.get()


def test_a_target_is_one_of_the_pair_and_knows_the_other_one() -> None:
    declared: Declared = declared_by(STATES)
    assert declared.target(WEST) == Target(region=WEST, peer_region=EAST, stack="dr-west")
    with pytest.raises(OperationError, match="none of this pair's regions"):
        declared.target("eu-west-1")
