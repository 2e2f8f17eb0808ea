"""Every text that the program declares was thought about, and the table of prose rules takes it as it is.

It says nothing about what AWS refuses beyond the table: a rule that no document states is not in it.
"""

import pytest

from sandbox.providers.aws.prose import broken
from sandbox.providers.aws.resource_type import all_types
from tests.judges.declared import Declared, declared, each_variant, everything
from tests.judges.texts.reviewed import NO_RULE
from tests.judges.texts.thought_about import reasons_for, texts_in, unruled, unthought, worded

pytestmark = pytest.mark.xdist_group("judges")


def refused(one: Declared) -> list[str]:
    tagging = one.kind.tagging
    found = broken(one.resource.type, one.inputs, tags_of=tagging.service if tagging else "")
    return [f"{one}: {breach.place} {breach.asked}" for breach in found]


@each_variant
def test_the_table_takes_what_is_declared(stack: str, variant: str) -> None:
    assert [each for one in declared(stack, variant) for each in refused(one)] == []


@each_variant
def test_every_declared_text_has_a_rule_or_a_reason_for_none(stack: str, variant: str) -> None:
    without = {
        one.resource.type: missing
        for one in declared(stack, variant)
        if (missing := unthought(one.resource.type, texts_in(one.inputs)))
    }
    assert without == {}, "write a rule into sandbox/providers/aws/prose/rules, or why there is none into reviewed.py"


@pytest.mark.parametrize("token", all_types())
def test_a_property_that_is_worded_has_a_rule_or_a_reason_for_none_before_it_is_declared(token: str) -> None:
    assert unthought(token, worded(all_types()[token])) == []


def test_a_type_that_nobody_has_looked_at_is_unthought() -> None:
    paths = ["name", "description", "alarms[].name", "roleArn", "tags.stack"]
    assert unthought("aws:batch/jobQueue:JobQueue", paths) == ["alarms[].name", "description", "name"]


def test_no_reason_has_outlived_what_it_was_for() -> None:
    paths = {token: set(worded(kind)) for token, kind in all_types().items()}
    for one in everything():
        paths[one.resource.type].update(texts_in(one.inputs))
    needed = {
        reason
        for token, found in paths.items()
        for path in unruled(token, found)
        for reason in reasons_for(token, path)
    }
    assert set(NO_RULE) - needed == set()
