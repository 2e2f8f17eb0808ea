"""Stack files: the real ones are valid, and a bad one is refused in one error that names every problem.

What each single value may be is in test_values.py.
"""

from typing import Any

import pulumi
import pytest
from pydantic import ValidationError

import settings
from components.compute.compute import DECLARED
from pulumi_yaml import read_file
from settings.load import load_settings
from settings.observability import ObservabilitySettings
from settings.stack_files import StackFile
from tests.stack_files import HOME, PEER, ROOT, STACKS, TODAY, changed, configuration, content, load, settings_of


def _declared() -> Any:  # noqa: ANN401 - YAML
    read: Any = read_file(ROOT / "Pulumi.yaml")
    return read["config"]


def _refusal(values: dict[str, Any]) -> list[str]:
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, values)
    summary, *lines = str(refused.value).splitlines()
    assert summary == f"{len(lines)} problem(s) in the stack's configuration; nothing was changed"
    return lines


@pytest.mark.parametrize("stack", STACKS)
def test_the_stack_files_are_valid(stack: str) -> None:
    read = settings_of(stack)
    assert read.is_home is (stack == HOME)
    assert read.is_writer is (stack == HOME)


def test_nothing_is_sent_that_a_new_account_refuses() -> None:
    assert ObservabilitySettings().trace_share == 0
    assert [settings_of(stack).observability.trace_share for stack in STACKS] == [0, 0]


def test_the_stack_files_say_what_is_switched_and_what_a_region_is_and_nothing_else() -> None:
    own = {"strategy", "writer", "full_size_region", "region", "peer", "network"}
    assert [set(StackFile.read(ROOT, stack).own.given) for stack in STACKS] == [own, own]


def test_no_value_of_a_stack_file_hides_one_of_the_projects() -> None:
    file = StackFile.read(ROOT, HOME)
    assert not file.own.given.keys() & file.project.given.keys()


def test_the_two_stacks_know_each_other() -> None:
    east, west = settings_of(HOME), settings_of(PEER)
    for here, there, name in ((east, west, PEER), (west, east, HOME)):
        assert here.peer.stack == name
        assert (here.peer.region, here.peer.cidr) == (there.region, there.network.cidr)


def test_the_project_declares_every_key_of_the_stack_files() -> None:
    declared = _declared()
    assert set(content(HOME)) == set(declared) - {"pulumi:disable-default-providers"}


def test_every_setting_stands_in_the_project_or_in_the_stack_file_with_a_type() -> None:
    declared = {key: entry for key, entry in _declared().items() if ":" not in key}
    assert set(declared) == set(settings.StackSettings.model_fields)
    assert {entry["type"] for entry in declared.values()} == {"string", "object"}


def test_the_project_switches_off_every_default_provider() -> None:
    declared = _declared()
    assert declared["pulumi:disable-default-providers"] == {"value": ["*"]}


@pytest.mark.parametrize("key", ["strategy", "writer", "full_size_region"])
def test_the_keys_that_people_edit_are_plain_lines(key: str) -> None:
    for stack in STACKS:
        lines = (ROOT / f"Pulumi.{stack}.yaml").read_text().splitlines()
        assert len([line for line in lines if line.startswith(f"  standby:{key}: ")]) == 1


def test_settings_never_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings_of(HOME).strategy = settings.Strategy.PILOT_LIGHT  # type: ignore[misc]


def test_every_line_names_the_file_the_key_and_what_to_write() -> None:
    assert _refusal(changed(content(HOME), "strategy", "lukewarm")) == [
        "Pulumi.prod-east.yaml: standby:strategy: is 'lukewarm'; write 'active-active', 'warm-standby' or 'pilot-light'"
    ]


def test_problems_of_all_kinds_and_depths_are_listed_at_once() -> None:
    values = content(HOME)
    for path, value in (
        ("strateggy", "warm-standby"),
        ("domain", ...),
        ("cache.node_type", "large"),
        ("database.max_acu", 1),
        ("network.cidr", values["peer"]["cidr"]),
        ("workloads.web.scaling.by", "luck"),
        ("workloads.worker.warm_tasks", 9),
        ("workloads.mailer", values["workloads"]["worker"]),
    ):
        values = changed(values, path, value)
    keys = [line.split(": ")[1] for line in _refusal(values)]
    assert sorted(keys) == [
        "standby:cache.node_type",
        "standby:database.max_acu",
        "standby:domain",
        "standby:network.cidr",
        "standby:strateggy",
        "standby:workloads.web.scaling.by",
        "standby:workloads.worker.warm_tasks",
    ], "whether the workloads are the declared ones can be said only of sizes that can be read"


def test_an_invalid_value_hides_only_the_checks_that_need_it() -> None:
    values = changed(content(HOME), "region", "moon")
    values = changed(values, "objectives.rto", "1s")
    assert [line.split(": ")[1] for line in _refusal(values)] == ["standby:region", "standby:objectives"]


def test_a_default_does_not_stand_in_for_an_invalid_value() -> None:
    values = changed(content(HOME), "messaging.retention_days", 14)
    values = changed(values, "messaging.dead_letter_retention_days", 15)
    assert [line.split(": ")[1] for line in _refusal(values)] == ["standby:messaging.dead_letter_retention_days"], (
        "the default of 14 would contradict retention_days, which is not what is wrong"
    )


@pytest.mark.parametrize("text", ["hello", "[]", "{", "3", "null"])
def test_a_text_where_keys_belong_is_refused(text: str) -> None:
    (line,) = _refusal(changed(content(HOME), "network", text))
    assert line.startswith("Pulumi.prod-east.yaml: standby:network: is ")
    assert line.endswith("; write its keys below it")


def test_keys_of_other_namespaces_are_not_looked_at() -> None:
    foreign = {"aws:region": "eu-west-1", "standbyx:strategy": "none"}
    assert load_settings(configuration(content(HOME)) | foreign, places=lambda _: "any", declared=DECLARED, on=TODAY)


def test_the_public_names_are_those_that_are_there() -> None:
    assert sorted(settings.__all__) == settings.__all__
    assert all(hasattr(settings, name) for name in settings.__all__)
