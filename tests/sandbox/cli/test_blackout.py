"""blackout and calls, with a real cloud. What a dark region answers is proved with the cloud itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cloud.process import Cloud
from sandbox.demo.proofs import Clients
from tests.sandbox.cli.conftest import Shell

pytestmark = pytest.mark.emulator
EAST, WEST = "us-east-1", "us-west-2"


@pytest.fixture(scope="module")
def cloud_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cloud")
    with Cloud.start(folder):
        yield folder


@pytest.fixture
def running(shell: Shell, cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A cloud in which every region is lit, before and after."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("STANDBY_SANDBOX_DIR", str(cloud_folder))
    yield shell
    _cloud(cloud_folder).ask("DELETE", "/_sandbox/blackout", {})


def _cloud(folder: Path) -> Cloud:
    cloud = Cloud.find(folder)
    assert cloud is not None
    return cloud


@pytest.mark.parametrize(
    ("options", "mode"), [((), "refuse"), (("--mode", "hang"), "hang"), (("--mode", "refuse"), "refuse")]
)
def test_a_region_goes_dark_and_comes_back(running: Shell, options: tuple[str, ...], mode: str) -> None:
    assert running.run("blackout", EAST, "on", *options) == f"dark: {EAST} ({mode})\n"
    assert running.json("blackout") == {"dark_regions": {EAST: mode}}
    assert running.run("blackout", EAST, "off") == "no region is dark\n"
    assert running.json("blackout") == {"dark_regions": {}}


def test_another_mode_takes_the_place_of_the_first(running: Shell) -> None:
    running.run("blackout", EAST, "on", "--mode", "hang")
    assert running.json("blackout", EAST, "on", "--mode", "refuse") == {"dark_regions": {EAST: "refuse"}}


def test_one_region_comes_back_and_the_other_stays_dark(running: Shell) -> None:
    running.run("blackout", EAST, "on")
    running.run("blackout", WEST, "on", "--mode", "hang")
    assert running.run("blackout") == f"dark: {EAST} (refuse), {WEST} (hang)\n"
    assert running.json("blackout", EAST, "off") == {"dark_regions": {WEST: "hang"}}


def test_status_tells_which_regions_are_dark(running: Shell) -> None:
    assert "dark" not in running.run("status")
    running.run("blackout", EAST, "on", "--mode", "hang")
    assert f"dark: {EAST} (hang)" in running.run("status").splitlines()
    assert running.json("status")["cloud"]["dark_regions"] == {EAST: "hang"}


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        ((EAST,), ["on or off?", "blackout REGION on"]),
        (("off",), ["which region?", "blackout REGION off"]),
        (("us-est-1", "on"), ["'us-est-1'", EAST]),
        (("mars", "on"), ["'mars'", EAST]),
        ((EAST, "off", "--mode", "hang"), ["--mode", "belongs to on"]),
    ],
    ids=["no switch", "no region", "misspelt region", "no such region", "mode of nothing"],
)
def test_a_command_that_makes_no_sense_is_refused_and_nothing_goes_dark(
    running: Shell, arguments: tuple[str, ...], facts: list[str]
) -> None:
    text = running.refused("blackout", *arguments)
    assert [fact for fact in facts if fact not in text] == []
    assert running.json("blackout") == {"dark_regions": {}}


def test_an_unknown_mode_is_a_wrong_use(running: Shell) -> None:
    running.run("blackout", EAST, "on", "--mode", "explode", code=2)
    assert running.json("blackout") == {"dark_regions": {}}


@pytest.mark.parametrize("command", ["blackout", "calls"])
def test_without_a_cloud_it_says_how_to_start_one(shell: Shell, command: str) -> None:
    assert "start one with: python -m sandbox start" in shell.refused(command)


def test_calls_are_listed_by_number_and_region(running: Shell, cloud_folder: Path) -> None:
    clients = Clients(_cloud(cloud_folder).endpoint)
    since = running.json("calls")["next"]
    clients.of("sqs", WEST).list_queues()
    clients.of("iam", WEST).list_roles()

    document = running.json("calls", "--since", str(since))
    found = [(call["number"], call["region"], call["service"], call["action"]) for call in document["calls"]]
    assert found == [(since, WEST, "sqs", "ListQueues"), (since + 1, EAST, "iam", "ListRoles")], (
        "IAM is asked where its control plane stands, wherever it is asked from"
    )
    assert document["next"] == since + 2
    (line,) = running.run("calls", "--since", str(since), "--region", WEST).splitlines()
    number, _, *rest = line.split("\t")
    assert (number, rest) == (str(since), [WEST, "sqs", "ListQueues", "200"])
