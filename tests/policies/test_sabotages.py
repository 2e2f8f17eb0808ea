"""Each rule bites: one change of the platform makes exactly that rule fire, at its level, at the changed resource.

That the platform without the change violates nothing is shown by `test_platform.py`.
"""

from typing import Any

import pytest

from tests.policies.bench import Declared, analyze_quickly
from tests.policies.exports import exported
from tests.policies.pack import RULES
from tests.policies.platform import config_with, platform, with_peer
from tests.policies.sabotages import SABOTAGES, Sabotage

_LEVELS = {rule.id: rule.mandatory for rule in RULES}
# The changes of these are outside the stack: the other region's state is another one, or is not given.
_BESIDE = {"dr-aurora-global-member", "meta-peer-unseen"}


def _merged(config: dict[str, dict[str, Any]], more: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - settings
    return {rule: {**config.get(rule, {}), **more.get(rule, {})} for rule in {*config, *more}}


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=str)
def test_a_sabotage_makes_exactly_its_rule_fire(sabotage: Sabotage) -> None:
    broken = sabotage.applied_to(platform("prod-east"))
    verdict = analyze_quickly(RULES, broken, _merged(with_peer("prod-east"), sabotage.config))
    assert verdict.fired == {sabotage.rule}, [violation.message for violation in verdict.violations]
    assert all(violation.mandatory == _LEVELS[violation.rule] for violation in verdict.violations)


def test_a_peer_without_a_member_makes_exactly_its_rule_fire() -> None:
    without = [each for each in platform("dr-west", preview=False) if each.type != "aws:rds/cluster:Cluster"]
    verdict = analyze_quickly(RULES, platform("prod-east"), config_with(exported(*without)))
    assert verdict.fired == {"dr-aurora-global-member"}


def test_a_peer_without_the_secondary_makes_exactly_its_rule_fire() -> None:
    without = [each for each in platform("dr-west", preview=False) if each.name != "routing-failover"]
    verdict = analyze_quickly(RULES, platform("prod-east"), config_with(exported(*without)))
    assert verdict.fired == {"dr-dns-failover-pairs"}


def test_a_peer_whose_state_cannot_be_read_is_not_an_empty_peer() -> None:
    verdict = analyze_quickly(RULES, platform("prod-east"), config_with("/nowhere/dr-west.json"))
    paired = set(config_with(""))
    assert verdict.fired == paired
    assert all("is not there" in message for rule in paired for message in verdict.of(rule))


def test_every_rule_is_sabotaged() -> None:
    assert {sabotage.rule for sabotage in SABOTAGES} | _BESIDE == set(_LEVELS)


def test_a_sabotage_changes_a_stack_of_its_own() -> None:
    first: list[Declared] = platform("prod-east")
    SABOTAGES[0].applied_to(first)
    assert analyze_quickly(RULES, platform("prod-east"), with_peer("prod-east")).violations == []
