"""The table of rules is about what there is, says where each rule is from, and each of its forms is tried at its edges.

It says nothing about rules that are not in the table.
"""

import json

import pytest

from sandbox.providers.aws.prose.kinds import verdicts
from sandbox.providers.aws.prose.table import _FOLDER, _FORMS, _TAGS, Rule, forms, rules, tag_rules
from sandbox.providers.aws.resource_type import all_types
from tests.sandbox.providers.prose.examples import EXAMPLES

RULES = [(token, rule) for token, found in rules().items() for rule in found]
OF_TAGS = [rule for found in tag_rules().values() for rule in found]


def properties_of(token: str) -> set[str]:
    """Every path of a type, and of what holds it. A star stands for whatever WAF's own grammar says."""
    paths = {path.removesuffix(".*") for path in all_types()[token].properties}
    return {".".join(path.split(".")[:size]) for path in paths for size in range(1, path.count(".") + 2)}


def known(token: str, path: str) -> bool:
    plain = {each.replace("[]", "") for each in properties_of(token)}
    parts = path.replace("[]", "").split(".")
    anything = {
        each.removesuffix(".*").replace("[]", "") for each in all_types()[token].properties if each.endswith(".*")
    }
    return ".".join(parts) in plain or any(".".join(parts[:size]) in anything for size in range(1, len(parts)))


@pytest.mark.parametrize(("token", "rule"), RULES, ids=[f"{token} {rule.path}" for token, rule in RULES])
def test_a_rule_is_about_a_property_that_there_is(token: str, rule: Rule) -> None:
    assert known(token, rule.path)
    assert all(known(token, path) for path in rule.when)


def test_every_rule_asks_something_and_says_where_aws_says_so() -> None:
    assert [rule for _, rule in RULES if not rule.limits or not rule.source] == []
    assert [rule for rule in OF_TAGS if not rule.limits or not rule.source] == []


def test_a_type_stands_in_one_file() -> None:
    files = [json.loads(file.read_text()).keys() for file in _FOLDER.glob("*.json") if file.stem not in {_FORMS, _TAGS}]
    assert sorted(token for file in files for token in file) == sorted(rules())


def test_every_form_is_used_and_tried_at_its_edges() -> None:
    used = {form for rule in (*(rule for _, rule in RULES), *OF_TAGS) for form in rule.forms}
    assert used == set(forms())
    of_more_than_lengths = {name for name, limits in forms().items() if set(limits) != {"length"}}
    assert of_more_than_lengths - set(EXAMPLES) == set()
    assert set(EXAMPLES) - set(forms()) == set()


@pytest.mark.parametrize("form", EXAMPLES)
def test_a_form_takes_what_aws_takes(form: str) -> None:
    assert {text: said for text in EXAMPLES[form].takes if (said := list(verdicts(forms()[form], text)))} == {}


@pytest.mark.parametrize("form", EXAMPLES)
def test_a_form_refuses_what_aws_refuses(form: str) -> None:
    assert [text for text in EXAMPLES[form].refuses if not list(verdicts(forms()[form], text))] == []


def test_every_service_that_tags_has_its_rules_of_tags() -> None:
    tagging = {kind.tagging.service for kind in all_types().values() if kind.tagging}
    assert tag_rules().keys() - {"any"} == tagging
