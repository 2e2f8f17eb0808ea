"""Policy packs under this engine: asked over the real protocol, obeyed as Pulumi's engine obeys them.

The packs here are a few lines each. That Pulumi's own engine blocks the same is shown in test_real_engine.py.
"""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine.deployment import Result
from sandbox.engine.policies.pack import PackSource
from tests.sandbox.engine.conftest import Stack, done, operations

YAML = "runtime: python\nversion: 1.2.3\n"
HEADER = """
from pulumi_policy import *
from pulumi_policy.proxy import UnknownValueError
"""
# Large things are forbidden, and a stack must have as many things as it is told.
PACK = """
def small(args, report):
    if args.resource_type != "testing:index:Thing":
        return args.not_applicable("no thing")
    if "size" in set(args.props) and args.props["size"] > args.get_config().get("most", 3):
        report("is too large")

def enough(args, report):
    things = [each for each in args.resources if each.resource_type == "testing:index:Thing"]
    if len(things) < args.get_config().get("least", 0):
        report(f"{len(things)} things are too few")
    for each in things:
        for of in each.property_dependencies.get("note", []):
            if of.resource_type != "testing:index:Thing":
                report("has a note that is not of a thing", each.urn)

def level(args, report):
    if args.resource_type == "testing:index:Group":
        report("is a group")

PolicyPack("pack", [
    ResourceValidationPolicy("small", "Things are small.", small, EnforcementLevel.MANDATORY,
        severity=Severity.HIGH,
        config_schema=PolicyConfigSchema(properties={"most": {"type": "integer", "default": 3}})),
    StackValidationPolicy("enough", "There are enough.", enough, EnforcementLevel.MANDATORY,
        config_schema=PolicyConfigSchema(properties={"least": {"type": "integer"}})),
    ResourceValidationPolicy("no-groups", "Groups are discouraged.", level, EnforcementLevel.ADVISORY),
])
"""
_REMEDIATES = """
rule = ResourceValidationPolicy("r", "R.", remediate=lambda args: None, enforcement_level=EnforcementLevel.REMEDIATE)
PolicyPack("p", [rule])
"""
LARGE = 'Thing("small", size=1)\nThing("large", size=9)\nGroup("all")'


def make_pack(folder: Path, program: str = PACK, description: str = YAML) -> Path:
    folder.mkdir(parents=True)
    (folder / "PulumiPolicy.yaml").write_text(description)
    (folder / "__main__.py").write_text(HEADER + textwrap.dedent(program))
    return folder


@pytest.fixture
def obeying(stack: Stack, tmp_path: Path) -> "Obeying":
    return Obeying(stack, make_pack(tmp_path / "packs" / "pack"), tmp_path)


class Obeying:
    """A stack whose runs obey a pack."""

    def __init__(self, stack: Stack, folder: Path, directory: Path) -> None:
        self.stack, self._folder, self._directory = stack, folder, directory

    def source(self, settings: dict[str, Any] | None = None) -> PackSource:
        if settings is None:
            return PackSource(self._folder)
        file = self._directory / "settings.json"
        file.write_text(json.dumps(settings))
        return PackSource(self._folder, file)

    def preview(self, program: str, settings: dict[str, Any] | None = None) -> Result:
        return self.stack.preview(program, packs=(self.source(settings),))

    def up(self, program: str, settings: dict[str, Any] | None = None) -> Result:
        return self.stack.up(program, packs=(self.source(settings),))


def found(result: Result) -> set[tuple[str, str, bool]]:
    return {(each.rule, each.urn.rpartition("::")[2], each.mandatory) for each in result.verdict.violations}


def test_a_preview_collects_every_complaint_and_fails(obeying: Obeying) -> None:
    result = obeying.preview(LARGE)
    assert found(result) == {("small", "large", True), ("no-groups", "all", False)}
    assert operations(result) == {"small": "create", "large": "create", "all": "create"}, "the plan is whole"
    assert "1 violation(s) of mandatory policies (small)" in result.error


def test_what_violates_a_mandatory_rule_is_not_made(obeying: Obeying) -> None:
    result = obeying.up('large = Thing("large", size=9)\nThing("after", note=large.arn)')
    assert "large violates small and is not touched" in result.error
    assert obeying.stack.cloud.things == {}


def test_an_update_that_violates_a_rule_leaves_the_resource_as_it_is(obeying: Obeying) -> None:
    done(obeying.up('Thing("a", size=1)'))
    assert "violates small" in obeying.up('Thing("a", size=9)').error
    assert [thing["size"] for thing in obeying.stack.cloud.things.values()] == [1]
    assert done(obeying.up('Thing("a", size=2)')) == {"a": "update"}


def test_advice_blocks_nothing(obeying: Obeying) -> None:
    result = obeying.up('Group("all")')
    assert result.error == ""
    assert found(result) == {("no-groups", "all", False)}


def test_a_rule_about_the_whole_sees_everything_and_stops_deletions(obeying: Obeying) -> None:
    done(obeying.up('Thing("a", size=1)\nThing("b", size=1)', {"enough": {"least": 2}}))
    result = obeying.up('Thing("a", size=1)', {"enough": {"least": 2}})
    assert found(result) == {("enough", "proj-dev", True)}
    assert len(obeying.stack.cloud.things) == 2


def test_the_graph_is_known_where_values_are_not(obeying: Obeying) -> None:
    result = obeying.preview('a = Thing("a")\nThing("b", note=a.arn)\nThing("c", note=double_output(a.size))')
    assert found(result) == set()
    assert result.error == ""


def test_an_unknown_value_is_advice_that_says_that_nothing_was_decided(obeying: Obeying) -> None:
    """So does Pulumi's SDK, which is why rules that matter look before they read."""
    result = obeying.preview('a = Thing("a")\nThing("b", size=a.arn)')
    (undecided,) = result.verdict.violations
    assert undecided.is_undecided
    assert not undecided.mandatory
    assert dict(result.verdict.decided)["small"] == 1, "of the two things one was judged"


def test_a_rule_that_crashes_fails_the_run(stack: Stack, tmp_path: Path) -> None:
    broken = make_pack(
        tmp_path / "broken",
        """
        def crash(args, report):
            raise ValueError("out of luck")
        PolicyPack("broken", [ResourceValidationPolicy("crash", "Crashes.", crash, EnforcementLevel.ADVISORY)])
        """,
    )
    result = stack.preview('Thing("a")', packs=(PackSource(broken),))
    assert "failed:" in result.error
    assert "out of luck" in result.error


def test_settings_change_limits_and_levels(obeying: Obeying) -> None:
    assert obeying.preview(LARGE, {"small": {"most": 9}}).error == ""
    eased = obeying.preview(LARGE, {"small": {"most": 3, "enforcementLevel": "advisory"}})
    assert ("small", "large", False) in found(eased)
    assert eased.error == ""
    assert found(obeying.preview(LARGE, {"all": "disabled"})) == set()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smal": "advisory"}, "the pack pack has no rule smal; it has: enough, no-groups, small"),
        ({"small": {"moist": 1}}, "small takes no moist; it takes: most"),
        ({"small": {"most": "many"}}, "small: most: 'many' is not of type 'integer'"),
        ({"small": "severe"}, "small: the level is 'severe'; write one of advisory, mandatory, disabled"),
    ],
    ids=["rule", "property", "value", "level"],
)
def test_settings_that_mean_nothing_are_refused(obeying: Obeying, settings: dict[str, Any], said: str) -> None:
    result = obeying.up('Thing("a")', settings)
    assert said in result.error
    assert obeying.stack.cloud.things == {}


@pytest.mark.parametrize(
    ("description", "program", "said"),
    [
        ("runtime: nodejs\n", "", "runs on nodejs; the sandbox engine runs packs in Python only"),
        ("version: 1\n", "", "is no policy pack"),
        (YAML, "import nothing_of_that_name", "did not start: ModuleNotFoundError"),
        (YAML, 'print("hello")', "did not start: hello"),
        (
            YAML,
            _REMEDIATES,
            "rewrites resources, which the sandbox engine does not do",
        ),
    ],
    ids=["language", "no description", "import", "prints", "remediates"],
)
def test_a_pack_that_cannot_be_obeyed_fails_the_run(
    stack: Stack, tmp_path: Path, description: str, program: str, said: str
) -> None:
    folder = make_pack(tmp_path / "odd", program, description)
    try:
        error = stack.up('Thing("a")', packs=(PackSource(folder),)).error
    except Exception as refused:  # noqa: BLE001 - before anything ran
        error = str(refused)
    assert said in error
    assert stack.cloud.things == {}


def test_several_packs_are_all_obeyed(obeying: Obeying, tmp_path: Path) -> None:
    other = make_pack(
        tmp_path / "other",
        """
        def named(args, report):
            if args.name == "small":
                report("has a name that is taken")
        PolicyPack("other", [ResourceValidationPolicy("named", "Names.", named, EnforcementLevel.MANDATORY)])
        """,
    )
    result = obeying.stack.preview(LARGE, packs=(obeying.source(), PackSource(other)))
    assert {("small", "large", True), ("named", "small", True)} <= found(result)
    assert [name.partition("@")[0] for name in result.verdict.packs] == ["pack", "other"]


def test_a_pack_sees_secrets_and_unknowns_as_pulumi_shows_them_and_nothing_of_it_is_told(
    stack: Stack, tmp_path: Path
) -> None:
    curious = make_pack(
        tmp_path / "curious",
        """
        def look(args, report):
            if args.name == "a" and args.props["note"] == "hunter2":
                report("knows it")
        PolicyPack("curious", [ResourceValidationPolicy("look", "Looks.", look, EnforcementLevel.ADVISORY)])
        """,
    )
    result = stack.up('Thing("a", note=pulumi.Output.secret("hunter2"))', packs=(PackSource(curious),))
    assert [each.message.splitlines()[-1] for each in result.verdict.violations] == ["knows it"]
    assert "hunter2" not in stack.messages()
