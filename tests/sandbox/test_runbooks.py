"""Every command of every runbook is run, in the order of its page, from the state of the pair that the page is for.

Commands are run in this process: `standby` by its own entry point, `pulumi up --refresh` by the sandbox's engine, `aws`
by boto3 with the same words, `sed` on the stack files. Every wait is a turn of the shop's stand-in.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import boto3
import pytest
from typer.testing import CliRunner

from operations.app import app
from operations.failover.acts.table import ACTS
from operations.failover.clock import WallClock
from operations.live import stack_state
from tests.sandbox.command_lines import aws_command, docker_push
from tests.sandbox.operators import EAST, WEST, Operators, a_while_ago, operators_of
from tests.sandbox.pair import STACKS, Pair, pair_up
from tests.sandbox.test_drills import IN_A_SANDBOX_OF_ITS_OWN
from tests.stack_files import ROOT

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("runbooks")]
RUNBOOKS = ROOT / "docs" / "runbooks"
_ALL_THE_SAME = "standby failover --to us-west-2 --planned --override readiness --deadline 2 --yes"
# Runbook -> exit codes other than 0 of its commands, by their place among those of `standby`.
PAGES = sorted(path.stem for path in RUNBOOKS.glob("*.md") if path.stem != "README")


def commands_of(page: str) -> list[str]:
    """The lines that begin with a dollar in the blocks of a page."""
    blocks = re.findall(r"```console\n(.*?)```", (RUNBOOKS / f"{page}.md").read_text(), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@dataclass
class Done:
    """A command, its exit code, and what it printed."""

    command: str
    code: int
    said: str


@dataclass
class Desk:
    """Where a person works. `done` is everything that was run."""

    people: Operators
    variables: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    @property
    def pair(self) -> Pair:
        return self.people.pair

    def run(self, command: str) -> Done:
        """Run one command as it stands on the page."""
        assigned = re.fullmatch(r"(\w+)=\$\((.*)\)([\w.-]*)", command)
        words = shlex.split(assigned[2] if assigned else command)
        words = [re.sub(r"\$(\w+)", lambda name: self.variables[name[1]], word) for word in words]
        programs: dict[str, Callable[[list[str]], tuple[int, str]]] = {
            "standby": self._standby,
            "pulumi": self._pulumi,
            "aws": self._aws,
            "sed": self._sed,
            "docker": self._docker,
        }
        code, said = programs[words[0]](words[1:])
        if assigned:
            self.variables[assigned[1]] = said.strip() + assigned[3]
        self.done.append(Done(command, code, said))
        return self.done[-1]

    def _standby(self, words: list[str]) -> tuple[int, str]:
        folder = ["--folder", str(self.pair.program), "--engine", "sandbox"]
        reports = ["--reports", str(self.pair.program / "drills")] if words[0] == "drill" else []
        result = CliRunner().invoke(app, [*words, *folder, *reports], catch_exceptions=False)
        return result.exit_code, result.output

    def _pulumi(self, words: list[str]) -> tuple[int, str]:
        command, *flags, stack = words
        assert (command, flags) == ("up", ["--refresh", "--yes", "--stack"])
        self.pair.refresh(stack)
        run = self.pair.up(stack)
        return int(bool(run.result.error)), f"{run.said}{run.changed}"

    def _aws(self, words: list[str]) -> tuple[int, str]:
        return aws_command(words)

    def _docker(self, words: list[str]) -> tuple[int, str]:
        command, image = words
        assert command == "push"
        # Whoever operates runs what there is; images come from those who release.
        return 0, docker_push(image, self.pair.sandbox.clients)

    def _sed(self, words: list[str]) -> tuple[int, str]:
        flag, expression, *files = words
        _, old, new, _ = expression.split("/")
        assert flag == "-i"
        for name in files:
            path = self.pair.program / name
            assert old in path.read_text(), f"{name} has no {old}"
            path.write_text(path.read_text().replace(old, new))
        return 0, ""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    directory = tmp_path_factory.mktemp("runbooks")
    with pair_up(directory) as pair, operators_of(pair) as people, pytest.MonkeyPatch.context() as patch:
        people.push_images()
        patch.setattr(WallClock, "wait", lambda _self, seconds: people.clock.wait(seconds))
        patch.setitem(ACTS, "flip", a_while_ago)
        patch.setattr(stack_state, "exported", lambda stack, *_: pair.deployment(stack))
        yield Desk(people)


def follow(desk: Desk, page: str, *, skip: int = 0, until: int | None = None) -> list[Done]:
    """Run the commands of a page, or some of them."""
    return [desk.run(command) for command in commands_of(page)[skip:until]]


def codes(done: list[Done]) -> list[int]:
    return [each.code for each in done]


def told(done: list[Done]) -> str:
    return "\n".join(f"$ {each.command}\n{each.said}\nexit {each.code}" for each in done)


@pytest.fixture(scope="module")
def story(desk: Desk) -> dict[str, list[Done]]:
    """One page after the other: each leaves the pair as the next one needs it."""
    people, found = desk.people, {}
    people.clock.wait(0)
    _throw_by_hand(people)
    found["wrong-switch"] = follow(desk, "wrong-switch")
    found["planned-switch"] = follow(desk, "planned-switch")
    found["failback"] = follow(desk, "failback")
    found["not-ready"] = _not_ready(desk)
    found["drill"] = [desk.run(command) for command in commands_of("drill") if command not in IN_A_SANDBOX_OF_ITS_OWN]
    _lose_an_image(people)
    found["deployment-failed"] = follow(desk, "deployment-failed")
    promotions = people.pair.sandbox.cloud.ask
    promotions("POST", "/_sandbox/promotions", {"polls": None})
    people.darken(EAST)
    stuck = desk.run("standby failover --to us-west-2 --yes --override lost --deadline 2")
    found["database-stuck"] = [stuck, *follow(desk, "database-stuck", skip=1, until=-1)]
    promotions("POST", "/_sandbox/promotions", {"polls": 0})
    found["database-stuck"] += follow(desk, "database-stuck", skip=len(commands_of("database-stuck")) - 1)
    found["region-lost"] = follow(desk, "region-lost", until=4)
    people.light_up()
    found["region-lost"] += follow(desk, "region-lost", skip=4)
    return found


def _not_ready(desk: Desk) -> list[Done]:
    """A service is deleted by hand three times: before a move, and twice so that an accepted move meets it."""
    _delete_the_workers(desk.people)
    found = follow(desk, "not-ready", until=3)
    for first, last in ((3, 6), (6, None)):
        _delete_the_workers(desk.people)
        desk.run(_ALL_THE_SAME)
        found += follow(desk, "not-ready", skip=first, until=last)
        if last:
            desk.run("standby failback --to us-east-1 --yes")
            desk.run(commands_of("failback")[-4])
    return found


def _delete_the_workers(people: Operators) -> None:
    people.pair.sandbox.clients.of("ecs", WEST).delete_service(cluster="standby", service="worker", force=True)


def _lose_an_image(people: Operators) -> None:
    """Somebody deletes an image, and the next deployment does not find it."""
    image = people.pair.outputs(STACKS[1])["images"]["worker"]
    people.pair.sandbox.clients.of("ecr", WEST).batch_delete_image(
        repositoryName=image["repository"], imageIds=[{"imageTag": image["tag"]}]
    )
    ecs = people.pair.sandbox.clients.of("ecs", WEST)
    ecs.update_service(cluster="standby", service="worker", desiredCount=3, forceNewDeployment=True)


def _throw_by_hand(people: Operators) -> None:
    """Somebody writes the switch, with nothing else moved."""
    switch = people.pair.outputs(STACKS[0])["routing"]["take_over"]
    people.pair.sandbox.clients.of("cloudwatch", switch["region"]).put_metric_data(
        Namespace=switch["namespace"],
        MetricData=[
            {
                "MetricName": switch["metric"],
                "Dimensions": [{"Name": name, "Value": value} for name, value in switch["dimensions"].items()],
                "Value": 1,
                "Timestamp": people.clock.now() - 60,
            }
        ],
    )


def test_every_command_of_every_page_was_run(story: dict[str, list[Done]]) -> None:
    assert set(story) == set(PAGES)
    for page in PAGES:
        written = [command for command in commands_of(page) if command not in IN_A_SANDBOX_OF_ITS_OWN]
        run = [each.command for each in story[page]]
        if page == "database-stuck":
            # An hour's wait is not waited here.
            written, run = written[1:], run[1:]
        assert run == written


def test_a_thrown_switch_is_given_back(story: dict[str, list[Done]]) -> None:
    before, back, after = story["wrong-switch"]
    assert codes([back, after]) == [0, 0], told([back, after])
    assert re.search("traffic taken over.*│ yes", before.said)
    assert not re.search("traffic taken over.*│ yes", after.said)


@pytest.mark.parametrize("page", ["planned-switch", "failback"])
def test_a_planned_move_ends_with_stacks_that_change_nothing(story: dict[str, list[Done]], page: str) -> None:
    assert set(codes(story[page])) == {0}, told(story[page])
    runs = [each.said for each in story[page] if each.command.startswith("pulumi")]
    assert runs == ["{}", "{}"]


def test_a_drill_passes_on_the_pair_that_is_up(story: dict[str, list[Done]]) -> None:
    (drill,) = story["drill"]
    assert drill.code == 0, drill.said
    assert "passed: expected survived" in drill.said


def test_what_was_removed_by_hand_is_named_and_put_back(story: dict[str, list[Done]]) -> None:
    named, repaired, again = story["not-ready"][:3]
    assert codes([named, repaired, again]) == [1, 0, 0], told([named, repaired, again])
    assert "worker" in named.said
    assert "is ready to take over: yes" in again.said


def test_a_move_that_met_it_after_the_promotion_can_be_gone_on_with(desk: Desk, story: dict[str, list[Done]]) -> None:
    stopped = [each for each in desk.done if each.command == _ALL_THE_SAME]
    assert codes(stopped) == [1, 1], told(stopped)
    assert all("enable-consumers" in each.said and "confirm-writer" in each.said for each in stopped)
    assert codes(story["not-ready"][3:6]) == [0, 0, 0], told(story["not-ready"][3:6])


def test_a_move_that_met_it_after_the_promotion_can_be_moved_back(story: dict[str, list[Done]]) -> None:
    back, repaired, finished, closed, ready = story["not-ready"][6:]
    assert back.code in {0, 3}, told([back])
    assert codes([repaired, finished, closed, ready]) == [0, 0, 0, 0], told([repaired, finished, closed, ready])
    assert "abandoned" in closed.said


def test_a_failed_deployment_says_why_and_the_next_one_starts_its_tasks(story: dict[str, list[Done]]) -> None:
    asked, *_, begun, waited = story["deployment-failed"]
    assert "ECS deployment circuit breaker: tasks failed to start." in asked.said
    assert "CannotPullContainerError" in asked.said
    assert codes([begun, waited]) == [0, 0]
    (service,) = boto3.client("ecs", region_name=WEST).describe_services(cluster="standby", services=["worker"])[
        "services"
    ]
    assert service["deployments"][0]["rolloutState"] == "COMPLETED"


def test_a_stuck_promotion_stops_the_move_and_is_gone_on_with(story: dict[str, list[Done]]) -> None:
    stuck, asked, again = story["database-stuck"]
    assert (stuck.code, asked.code, again.code) == (1, 0, 3), told(story["database-stuck"])
    assert "confirm-writer: standby shall be written in us-west-2" in stuck.said
    assert "failing-over" in asked.said


def test_a_lost_region_is_left_and_its_stacks_change_nothing_afterwards(story: dict[str, list[Done]]) -> None:
    done = {each.command: each for each in story["region-lost"]}
    assert codes(story["region-lost"]) == [1, 0, 3, 0, 0, 0, 0, 0, 0], told(story["region-lost"])
    assert "NOT ANSWERING" in done["standby status"].said
    runs = [each.said for command, each in done.items() if command.startswith("pulumi")]
    assert runs == ["{}", "{}"]
    snapshots = boto3.client("rds", region_name=EAST).describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert "kept-after-failover" in {each["DBClusterSnapshotIdentifier"] for each in snapshots}


def test_a_page_is_listed_and_every_page_has_commands() -> None:
    index = (RUNBOOKS / "README.md").read_text()
    assert [page for page in PAGES if f"({page}.md)" not in index or not commands_of(page)] == []
    assert {EAST, WEST} == set(
        re.findall(r"us-(?:east|west)-\d", "".join(p.read_text() for p in RUNBOOKS.glob("*.md")))
    )
