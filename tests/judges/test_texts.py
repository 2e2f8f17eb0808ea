"""Every text that the program declares was thought about, and the table of prose rules takes it as it is.

It says nothing about what AWS refuses beyond the table: a rule that no document states is not in it.
"""

from collections.abc import Iterator

import pytest

from sandbox.providers.aws.checking import failures
from sandbox.providers.aws.prose import broken
from sandbox.providers.aws.resource_type import all_types
from tests.judges.declared import Declared, declared, each_variant, everything
from tests.judges.requests.asked import requests_of
from tests.judges.requests.model import objections
from tests.judges.texts.reviewed import NO_RULE
from tests.judges.texts.spoilt import with_text
from tests.judges.texts.thought_about import reasons_for, texts_in, unruled, unthought, worded
from tests.stack_files import HOME

pytestmark = pytest.mark.xdist_group("judges")
# Where every type is declared at least once.
SHOWN = ((HOME, "otherwise-ecs"), (HOME, "otherwise-eks"))
ODD = {"too long": "a" * 9000, "odd characters": "a'(\xe9)%", "empty": ""}
_OF_TEXTS = {"max", "pattern", "invalid length"}


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


@pytest.mark.parametrize("odd", ODD)
def test_a_text_that_the_models_refuse_is_refused_by_the_providers_check_before(odd: str) -> None:
    """Where a reviewed reason says why there is no rule, the models alone judge."""
    missed = [
        f"{one}: {path}"
        for one in one_of_each_type()
        for path in sorted({*texts_of(one)})
        if (spoilt := with_text(one, path, ODD[odd]))
        and objected(spoilt)
        and not any(failures(one.kind, spoilt.inputs))
    ]
    assert missed == []


def texts_of(one: Declared) -> Iterator[str]:
    for path in texts_in(one.inputs):
        if not path.startswith("tags") and not reasons_for(one.resource.type, path):
            yield path


def one_of_each_type() -> Iterator[Declared]:
    seen: set[str] = set()
    for shown in SHOWN:
        for one in declared(*shown):
            if one.resource.type not in seen:
                seen.add(one.resource.type)
                yield one


def objected(one: Declared) -> bool:
    return any(
        objection.rule in _OF_TEXTS
        for request in requests_of(one)
        for objection in objections(request.service, request.operation, request.parameters, str(one))
    )


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
