"""Both stacks of a pair say the same but for what makes a region, and the program refuses them otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest

from components.compute.compute import DECLARED
from sandbox.recording import Recording, deploy
from settings.load import settings_from_pulumi
from settings.pair import OF_A_REGION, differences, pair_problems
from settings.stack_files import StackFile
from tests.settings.test_values import CASES, Case
from tests.stack_files import HOME, PEER, ROOT, STACKS, changed, content, load, settings_of

_CHANGING = [
    case for case in CASES if not any(case.path == each or case.path.startswith(f"{each}.") for each in OF_A_REGION)
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the repository's files, in which a program runs."""
    for name in ("Pulumi.yaml", *(f"Pulumi.{stack}.yaml" for stack in STACKS)):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    assert file.read_text().count(old) == 1, f"{old!r} is not once in {file.name}"
    file.write_text(file.read_text().replace(old, new))


def started(stack: str, **given: str) -> Recording:
    """Run what the program begins with, on what the CLI would give it."""
    texts = {**StackFile.read(Path(), stack).texts, **{f"standby:{key}": text for key, text in given.items()}}
    return deploy(lambda: settings_from_pulumi(DECLARED), stack=stack, config=texts)


def refused(stack: str, **given: str) -> list[str]:
    with pytest.raises(pulumi.RunError) as error:
        started(stack, **given)
    summary, *lines = str(error.value).splitlines()
    assert summary == f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
    return lines


def test_the_repositorys_stacks_are_a_pair(folder: Path) -> None:
    assert folder.is_dir()
    assert [started(stack).warnings for stack in STACKS] == [[], []]


@pytest.mark.parametrize("case", _CHANGING, ids=str)
def test_a_setting_that_differs_is_named(case: Case) -> None:
    here, values = settings_of(HOME), case.values(case.good)
    there = load(HOME, values)
    found = [each.key for each in differences(here, there)]
    paths = (case.path, *case.given)
    here_alone, there_alone = (each.model_dump(exclude={"region", "peer", "network"}) for each in (here, there))
    assert found or here_alone == there_alone
    assert [key for key in found if not any(path.startswith(key) or key.startswith(path) for path in paths)] == []


def test_every_setting_of_the_pair_was_changed_once() -> None:
    here = settings_of(HOME)
    named = {
        each.key.partition(".")[0]
        for case in _CHANGING
        for each in differences(here, load(HOME, case.values(case.good)))
    }
    assert set(type(here).model_fields) - named == {"region", "peer"}


@pytest.mark.parametrize("key", ["strategy", "writer", "full_size_region", "home"])
def test_what_decides_who_serves_is_equal_in_both(key: str) -> None:
    other = {"strategy": "pilot-light"}.get(key, "us-west-2")
    (found,) = differences(settings_of(HOME), settings_of(HOME, **{key: other}))
    assert (found.key, found.there) == (key, other)


def test_what_makes_a_region_may_differ() -> None:
    assert list(differences(settings_of(HOME), settings_of(PEER))) == []


def test_values_that_are_written_in_two_ways_are_equal() -> None:
    written = changed(changed(content(PEER), "objectives.rto", "1800s"), "database.min_acu", "2.0")
    assert list(differences(settings_of(HOME), load(PEER, written))) == []


def differing(folder: Path) -> Iterator[tuple[str, str]]:
    peer = folder / f"Pulumi.{PEER}.yaml"
    edit(peer, "standby:strategy: warm-standby", "standby:strategy: pilot-light")
    yield "strategy", "is warm-standby, and pilot-light in Pulumi.dr-west.yaml; both stacks need the same, so write one"
    edit(peer, "flow_log_retention_days: 30", "flow_log_retention_days: 60")
    yield "network.flow_log_retention_days", "is 30, and 60 in Pulumi.dr-west.yaml"
    peer.write_text(peer.read_text() + "  standby:home: us-west-2\n  standby:domain: other.example.com\n")
    yield (
        "home",
        "is us-east-1, and us-west-2 in Pulumi.dr-west.yaml; both stacks need the same, so write one into Pulumi.yaml",
    )
    yield "domain", "is shop.example.com, and other.example.com in Pulumi.dr-west.yaml"


def test_every_difference_is_refused_by_key_with_both_values_and_what_to_do(folder: Path) -> None:
    expected = dict(differing(folder))
    lines = refused(HOME)
    assert len(lines) == len(expected)
    for key, told in expected.items():
        (line,) = [line for line in lines if f": standby:{key}: " in line]
        assert told in line
    assert len(refused(PEER)) == len(expected), "and by the other stack"


def test_the_place_of_a_difference_is_named(folder: Path) -> None:
    list(differing(folder))
    places = {line.split(": standby:")[1].split(":")[0]: line.split(": standby:")[0] for line in refused(PEER)}
    lines = (folder / f"Pulumi.{PEER}.yaml").read_text().splitlines()
    assert places["home"] == f"Pulumi.{PEER}.yaml: line {lines.index('  standby:home: us-west-2') + 1}"
    assert places["strategy"] == f"Pulumi.{PEER}.yaml: line 4"
    of_home = {line.split(": standby:")[1].split(":")[0]: line.split(": standby:")[0] for line in refused(HOME)}
    assert of_home["domain"].startswith("Pulumi.yaml: line ")


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        (
            "region: us-east-1",
            "region: eu-west-1",
            "region",
            "is us-east-1, and Pulumi.dr-west.yaml says peer.region eu-",
        ),
        (
            "    cidr: 10.10.0.0/16",
            "    cidr: 10.30.0.0/16",
            "network.cidr",
            "says peer.cidr 10.30.0.0/16; write the same",
        ),
        ("    cidr: 10.20.0.0/16", "    cidr: 10.40.0.0/16", "peer.cidr", "says network.cidr 10.40.0.0/16"),
        ("stack: prod-east", "stack: stranger", "peer.stack", "says peer.stack stranger; let each name the other"),
    ],
)
def test_each_names_the_other_as_it_is(folder: Path, old: str, new: str, key: str, told: str) -> None:
    here, there = settings_of(HOME), content(PEER)
    path = {
        "region": "peer.region",
        "network.cidr": "peer.cidr",
        "peer.cidr": "network.cidr",
        "peer.stack": "peer.stack",
    }
    value = new.partition(": ")[2]
    if key == "region":
        other = settings_of(PEER).model_copy(
            update={"peer": settings_of(PEER).peer.model_copy(update={"region": value})}
        )
    else:
        other = load(PEER, changed(there, path[key], value))
        edit(folder / f"Pulumi.{PEER}.yaml", old, new)
        assert [told in line for line in refused(HOME)] == [True]
    (found,) = pair_problems(HOME, here, other, there_file="Pulumi.dr-west.yaml")
    assert found.key == key
    assert told in found.text


def test_a_mistake_in_the_other_file_is_told_as_that_files(folder: Path) -> None:
    edit(folder / f"Pulumi.{PEER}.yaml", "10.20.0.0/16", "10.20.0.0/99")
    (line,) = refused(HOME)
    assert line.startswith(f"Pulumi.{PEER}.yaml: line 18: standby:network.cidr: is '10.20.0.0/99'")


@pytest.mark.parametrize("stack", STACKS)
def test_a_misspelt_key_is_told_with_its_file_and_line(folder: Path, stack: str) -> None:
    edit(folder / "Pulumi.yaml", "      max_acu: 64\n", "      max_acus: 64\n")
    edit(folder / f"Pulumi.{stack}.yaml", "zones:", "zone:")
    project = (folder / "Pulumi.yaml").read_text().splitlines()
    told = [line for line in refused(stack) if "is not a known key" in line]
    number = project.index("      max_acus: 64") + 1
    assert [line.partition(": is not")[0] for line in told] == [
        f"Pulumi.{stack}.yaml: line 20: standby:network.zone",
        f"Pulumi.yaml: line {number}: standby:database.max_acus",
    ]


@pytest.mark.parametrize("text", ["config: {", "config: []", "config:\n  standby:domain: {secure: x}\n"])
def test_an_other_file_that_cannot_be_read_stops_the_run(folder: Path, text: str) -> None:
    (folder / f"Pulumi.{PEER}.yaml").write_text(text)
    with pytest.raises(pulumi.RunError, match=rf"Pulumi.{PEER}.yaml: .*; nothing was changed"):
        started(HOME)


def test_without_the_other_file_nobody_knows_and_that_is_said(folder: Path) -> None:
    (folder / f"Pulumi.{PEER}.yaml").unlink()
    (warning,) = started(HOME).warnings
    assert warning.startswith(
        "Pulumi.dr-west.yaml is not in this folder, so nothing says whether both stacks have the same"
    )


def test_what_one_run_is_given_is_not_compared_and_the_files_are(folder: Path) -> None:
    assert started(HOME, strategy="pilot-light").warnings == []
    edit(folder / f"Pulumi.{PEER}.yaml", "standby:strategy: warm-standby", "standby:strategy: pilot-light")
    (line,) = refused(HOME, strategy="pilot-light")
    assert ": standby:strategy: is warm-standby, and pilot-light in" in line


def test_a_run_whose_own_file_is_elsewhere_is_compared_by_what_it_was_given(folder: Path) -> None:
    texts = StackFile.read(folder, HOME).texts
    (folder / f"Pulumi.{HOME}.yaml").unlink()

    def run(strategy: str) -> Recording:
        given = {**texts, "standby:strategy": strategy}
        return deploy(lambda: settings_from_pulumi(DECLARED), stack=HOME, config=given)

    assert run("warm-standby").warnings == []
    with pytest.raises(
        pulumi.RunError, match=r"Pulumi.prod-east.yaml: standby:strategy: is pilot-light, and warm-standby"
    ):
        run("pilot-light")


def test_a_group_that_hides_the_projects_is_told(folder: Path) -> None:
    for stack in STACKS:
        path = folder / f"Pulumi.{stack}.yaml"
        path.write_text(path.read_text() + "  standby:messaging: {retention_days: 4}\n")
    (warning,) = started(HOME).warnings
    assert warning.startswith(f"Pulumi.{HOME}.yaml: line 22: standby:messaging: leaves out archive_days, dead_letter_")
    assert warning.endswith("write that too, or all in Pulumi.yaml alone")
