"""The page and the rights are those of the rules, and every type that any stack declares has a rule."""

import json

from operations.readiness.page import PAGE, ROLE, page, role
from operations.readiness.rule import NothingToSee
from operations.readiness.rules import MODULES, READS, RULES
from tests.components.variants import each_variant, recorded


def test_the_page_and_the_rights_are_what_the_rules_say() -> None:
    assert PAGE.read_text() == page(), "run `make docs`"
    assert ROLE.read_text() == role(), "run `make docs`"


def test_every_rule_is_on_the_page_once() -> None:
    text = page()
    assert [kind for kind in RULES if text.count(f"| `{kind}` |") != 1] == []
    assert len(RULES) == sum(len(module.RULES) for module in MODULES), "a type has one rule"


@each_variant
def test_every_type_that_a_stack_declares_has_a_rule(stack: str, variant: str) -> None:
    declared = {each.type for each in recorded(stack, variant).resources}
    real = {kind for kind in declared if kind.startswith(("aws:", "kubernetes:"))}
    assert real
    assert real - RULES.keys() == set()


def test_what_has_nothing_to_see_says_why() -> None:
    reasons = {kind: rule.because for kind, rule in RULES.items() if isinstance(rule, NothingToSee)}
    assert [kind for kind, because in reasons.items() if len(because.split()) < 5] == []


def test_looking_may_read_and_tell_cloudwatch_and_nothing_else() -> None:
    statements = {each["Sid"]: each for each in json.loads(role())["Statement"]}
    looks = {*statements["Looks"]["Action"], *statements["LooksAtBuckets"]["Action"]}
    assert looks == set(READS)
    assert [
        each for each in looks if not each.partition(":")[2].startswith(("Describe", "Get", "List", "BatchGet"))
    ] == []
    told = statements["TellsCloudWatch"]
    assert told["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Standby/Readiness"}}
