"""Policies of queues, topics, buckets and keys, taken apart: without any one of their statements something is refused.

Asked again is what services and roles asked for in `life` and the deploying role in `deploy_asked.json`; for what the
sandbox does not do, what AWS documents. A statement that denies has to keep out whoever comes without TLS.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from sandbox.cloud.iam.evaluate import Kind, Policies, Result
from sandbox.cloud.iam.policy import Policy, Statement, StatementRef
from tests.components.variants import REGION_OF
from tests.roles.declared import Asked, Declared, World, asked, decide
from tests.roles.documented import OF_RESOURCES
from tests.stack_files import ROOT, STACKS

# On EKS they are the same ones.
WORLD = World("warm-standby-ecs")
_EVERYTHING = Policy.read("whatever IAM allows", {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
# What the deploying role calls the keys, whose ids are drawn.
_KEYS = {"key/0": ("region-key",), "key/mrk-0": ("data-key", "data-key-replica")}
_PLAIN = {"aws:securetransport": ["false"]}


@cache
def _deployed() -> tuple[Asked, ...]:
    """Rights to keys that the deploying role asked for, with the keys' names in the program."""
    read = json.loads((ROOT / "tests" / "roles" / "deploy_asked.json").read_text())
    return tuple(
        Asked("", "", each["action"], (f"<{stack} {name} arn>",), each["context"])
        for each in read
        if each["action"].startswith("kms:") and each["resource"].rpartition(":")[2] in _KEYS
        for name in _KEYS[each["resource"].rpartition(":")[2]]
        for stack in STACKS
    )


def questions(stack: str) -> Iterator[Asked]:
    """All that may be about a resource of a stack."""
    for one in asked():
        of_service = one.who.endswith(".amazonaws.com")
        if not one.is_taking and (of_service or (one.runtime == WORLD.runtime and one.action.startswith("kms:"))):
            yield one
    yield from _deployed()
    for each in OF_RESOURCES:
        place = {"stack": stack, "region": REGION_OF[stack]}
        context = {key: [one.format(**place) for one in values] for key, values in each.context.items()}
        yield replace(
            each,
            who=each.who.format(**place),
            resources=tuple(one.format(**place) for one in each.resources),
            context=context,
        )


def _answer(one: Asked, declared: Declared, without: StatementRef | None = None) -> Result:
    policy = declared.policy.without(without.index) if without else declared.policy
    own = () if one.who.endswith(".amazonaws.com") else [_EVERYTHING]
    # An identity that may do everything decides nothing about a queue; a key's policy decides all the same.
    identity = own if declared.kind is Kind.KEY else ()
    return decide(WORLD, one, Policies(identity=identity, resource=policy, kind=declared.kind)).result


def answered(declared: Declared) -> tuple[Asked, ...]:
    """The questions that a document allows."""
    return _answered(declared.stack, declared.owner)


@cache
def _questions(stack: str) -> tuple[Asked, ...]:
    return tuple(questions(stack))


@cache
def _answered(stack: str, owner: str) -> tuple[Asked, ...]:
    (declared,) = [each for each in WORLD.of_resources(stack) if each.owner == owner]
    service = declared.policy.statements[0].actions[0].partition(":")[0]
    about = [one for one in _questions(stack) if one.action.partition(":")[0] == service]
    return tuple(one for one in about if _answer(one, declared) is Result.ALLOWED)


def _plain_text(declared: Declared, statement: Statement, ref: StatementRef | None) -> set[Result]:
    """What whoever may do everything gets without TLS."""
    policy = declared.policy.without(ref.index) if ref else declared.policy
    policies = Policies(identity=[_EVERYTHING], resource=policy)
    return {
        decide(WORLD, Asked("", "", action, (resource.replace("*", "x"),), _PLAIN), policies).result
        for action in statement.actions
        for resource in statement.resources
    }


def _is_needed(declared: Declared, statement: Statement) -> bool:
    if statement.allows:
        lost = (_answer(one, declared, statement.ref) for one in answered(declared))
        return any(result is not Result.ALLOWED for result in lost)
    kept_out = _plain_text(declared, statement, None), _plain_text(declared, statement, statement.ref)
    return kept_out == ({Result.DENIED}, {Result.ALLOWED})


@pytest.mark.parametrize("stack", STACKS)
def test_without_any_one_statement_something_is_refused_or_let_in(stack: str) -> None:
    documents = list(WORLD.of_resources(stack))
    assert {each.kind for each in documents} == {Kind.RESOURCE, Kind.KEY}
    assert [
        f"{each.owner} {statement.ref.index}: {', '.join(statement.actions)}"
        for each in documents
        for statement in each.policy.statements
        if not _is_needed(each, statement)
    ] == []


def test_what_services_asked_for_is_allowed_by_one_of_the_policies() -> None:
    allowed = {one for stack in STACKS for declared in WORLD.of_resources(stack) for one in answered(declared)}
    of_services = [one for one in asked() if one.who.endswith(".amazonaws.com") and not one.is_taking]
    assert of_services
    assert [one for one in of_services if one not in allowed] == []
