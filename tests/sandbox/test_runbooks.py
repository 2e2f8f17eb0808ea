"""Every command of every runbook is run, in the order of its page, from the state of the pair that the page is for."""

import re
from collections.abc import Iterator

import boto3
import pytest

from tests.sandbox.desk import RUNBOOKS, Desk, Done, codes, commands_of, desk_of, told
from tests.sandbox.operators import EAST, WEST, Operators, operators_of
from tests.sandbox.pair import STACKS, pair_up
from tests.sandbox.test_drills import IN_A_SANDBOX_OF_ITS_OWN

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("runbooks")]
# The second is followed for one thing that is missing after the other, in test_ways.py.
ELSEWHERE = ("README", "not-ready")
PAGES = sorted(path.stem for path in RUNBOOKS.glob("*.md") if path.stem not in ELSEWHERE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    directory = tmp_path_factory.mktemp("runbooks")
    with pair_up(directory) as pair, operators_of(pair) as people:
        people.push_images()
        with desk_of(people) as desk:
            yield desk


def follow(desk: Desk, page: str, *, skip: int = 0, until: int | None = None) -> list[Done]:
    """Run the commands of a page, or some of them."""
    return [desk.run(command) for command in commands_of(page)[skip:until]]


@pytest.fixture(scope="module")
def story(desk: Desk) -> dict[str, list[Done]]:
    """One page after the other: each leaves the pair as the next one needs it."""
    people, found = desk.people, {}
    people.clock.wait(0)
    _throw_by_hand(people)
    found["wrong-switch"] = follow(desk, "wrong-switch")
    found["planned-switch"] = follow(desk, "planned-switch")
    found["failback"] = follow(desk, "failback")
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
    switch = people.pair.outputs(STACKS[0])["routing"]["failover_control"]
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
