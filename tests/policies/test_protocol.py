"""The pack as a process that speaks Pulumi's protocol, copied to a place where nothing else of this project is.

It does not show what an engine makes of the answers.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2

from tests.policies.analyzer import PACK, Analyzer, started
from tests.policies.bench import Declared, stack_root
from tests.policies.pack import RULES

_EAST = {"region": "us-east-1"}
_BASTION = Declared("aws:ec2/instance:Instance", "bastion", {"ami": "ami-0123456789"}, provider=_EAST)


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyzer]:
    """The pack alone, in a folder of its own."""
    pack = tmp_path_factory.mktemp("elsewhere") / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    with started(pack) as running:
        yield running


def test_the_pack_introduces_every_rule_with_what_a_reader_needs(analyzer: Analyzer) -> None:
    told = {rule.name: rule for rule in analyzer.info.policies}
    assert list(told) == [rule.id for rule in RULES]
    for rule in RULES:
        seen = told[rule.id]
        assert seen.description == rule.title
        assert seen.remediation_steps == rule.instead
        assert seen.framework.reference == ", ".join(rule.references)
        assert seen.severity != analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED
        assert (seen.enforcementLevel == analyzer_pb2.MANDATORY) == rule.mandatory
        assert "exempt" in seen.configSchema.properties


def test_the_pack_downgrades_none_of_its_rules_by_its_own_configuration(analyzer: Analyzer) -> None:
    assert dict(analyzer.info.initialConfig) == {}


def test_a_violation_comes_back_over_the_wire_at_its_level(analyzer: Analyzer) -> None:
    analyzer.configure({})
    (violation,) = analyzer.analyze([stack_root(), _BASTION])
    assert violation.rule == "sc-ec2-no-standalone-instance"
    assert violation.urn == _BASTION.urn
    assert violation.mandatory


def test_settings_come_in_over_the_wire(analyzer: Analyzer) -> None:
    exempt = [{"urn": _BASTION.urn, "reason": "Until Session Manager is in use", "expires": "2999-01-31"}]
    analyzer.configure({"sc-ec2-no-standalone-instance": {"exempt": exempt}})
    (violation,) = analyzer.analyze([stack_root(), _BASTION])
    assert violation.rule == "meta-exemptions-used"
    assert not violation.mandatory


def test_the_pack_starts_from_any_folder(tmp_path: Path) -> None:
    with started(cwd=tmp_path) as running:
        assert len(running.info.policies) == len(RULES)
