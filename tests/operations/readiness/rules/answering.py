"""An AWS that answers from a table, in the shapes that botocore's models give its answers, and in one region alone."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.rule import Problem, Rule
from operations.readiness.rules import READS, RULES

EAST, WEST = "us-east-1", "us-west-2"
HOME, PEER = "prod-east", "dr-west"
ACCOUNT = "123456789012"
# In a change: the value goes.
GONE = object()
Answers = Mapping[tuple[str, str], Any]


@dataclass(frozen=True)
class Refused:
    """AWS says no, by a code."""

    code: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody changed by hand: the answer to an operation is another one at a path of keys and numbers."""

    operation: tuple[str, str]
    path: tuple[str | int, ...]
    value: Any


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was changed, what is said of it, of which resource, and whether it stops a failover."""

    id: str
    changes: tuple[Change, ...]
    says: str
    stops: bool
    resource: str


def case(
    name: str,
    says: str,
    operation: str,
    path: str = "",
    value: Any = GONE,  # noqa: ANN401 - JSON
    *,
    of: str,
    stops: bool,
) -> Case:
    """Write a row; `operation` is `rds.describe_db_clusters`, `path` is `DBClusters.0.Status`."""
    service, _, called = operation.partition(".")
    steps = tuple(int(part) if part.isdecimal() else part for part in path.split(".") if part)
    change = Change(operation=(service, called), path=steps, value=value)
    return Case(id=name, changes=(change,), says=says, stops=stops, resource=of)


def also(one: Case, operation: str, path: str, value: Any = GONE) -> Case:  # noqa: ANN401 - JSON
    """The same case with one more change."""
    more = case("", "", operation, path, value, of="", stops=False).changes
    return Case(id=one.id, changes=(*one.changes, *more), says=one.says, stops=one.stops, resource=one.resource)


def changed(answers: Answers, changes: Sequence[Change]) -> Answers:
    """The answers after the changes."""
    # One by one: what two answers share, each keeps for itself.
    after: dict[tuple[str, str], Any] = {key: copy.deepcopy(value) for key, value in answers.items()}
    for each in changes:
        if not each.path:
            after[each.operation] = each.value
            continue
        place = after[each.operation]
        for step in each.path[:-1]:
            place = place[step]
        if each.value is GONE:
            del place[each.path[-1]]
        else:
            place[each.path[-1]] = each.value
    return after


@dataclass
class Aws:
    """Clients of it are made in the region that takes over, and in no other."""

    answers: Answers
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, service: str, region: str) -> "_Client":
        assert region == WEST, f"{service} was asked in {region}, which may be lost"
        return _Client(self, service)


@dataclass(frozen=True)
class _Client:
    aws: Aws
    service: str

    @staticmethod
    def can_paginate(_operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**given: Any) -> Any:  # noqa: ANN401 - AWS's
            self.aws.asked.append((self.service, operation, given))
            model = _operations(self.service)[operation]
            _valid(given, model.input_shape)
            answer = self.aws.answers[self.service, operation]
            answer = answer(**given) if callable(answer) else answer
            if isinstance(answer, Refused):
                raise ClientError({"Error": {"Code": answer.code, "Message": "no"}}, operation)
            _valid(answer, model.output_shape)
            return answer

        return call


@cache
def _operations(service: str) -> dict[str, Any]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


def _valid(value: Any, shape: Any) -> None:  # noqa: ANN401 - botocore's
    report = ParamValidator().validate(value, shape)
    assert not report.has_errors(), report.generate_report()


def declared(  # noqa: PLR0913 - as a state has it
    kind: str,
    name: str,
    resource_id: str,
    inputs: Mapping[str, Any],
    *,
    outputs: Mapping[str, Any] | None = None,
    stack: str = PEER,
    region: str | None = WEST,
    within: str = "",
) -> StateResource:
    """A resource as the state of a stack has it; `within` is the type of its component."""
    parents = f"standby:region:Region${within}$" if within else ""
    return StateResource(
        urn=f"urn:pulumi:{stack}::standby::{parents}{kind}::{name}",
        type=kind,
        name=name,
        id=resource_id,
        region=region,
        custom=True,
        inputs=inputs,
        outputs=outputs or {},
    )


def stack(**outputs: Any) -> StateResource:  # noqa: ANN401 - JSON
    """The stack of the region that takes over, with what it exports."""
    return StateResource(
        urn=f"urn:pulumi:{PEER}::standby::pulumi:pulumi:Stack::standby-{PEER}",
        type="pulumi:pulumi:Stack",
        name=f"standby-{PEER}",
        id="",
        region=None,
        custom=False,
        inputs={},
        outputs={"region": WEST, **outputs},
    )


def problems(resources: Sequence[StateResource], answers: Answers) -> list[Problem]:
    """What the rules say of all of them. Each question is one that a module says it asks."""
    aws = Aws(answers)
    found = list(_problems(resources, aws))
    asked = {f"{service}:{_operations(service)[operation].name}" for service, operation, _ in aws.asked}
    assert asked <= set(READS), "nobody has the right to ask that"
    return found


def _problems(resources: Sequence[StateResource], aws: Aws) -> Iterator[Problem]:
    ask = Ask(aws, WEST, EAST, resources)
    for kind in sorted({each.type for each in resources if each.custom}):
        rule = RULES[kind]
        assert isinstance(rule, Rule)
        yield from rule.look(ask, [each for each in resources if each.type == kind])


def one_problem(one: Case, resources: Sequence[StateResource], answers: Answers) -> None:
    """Assert that a change is named once, at the resource, with the right consequence, and that nothing else is."""
    found = problems(resources, changed(answers, one.changes))
    told = [(each.resource.name, each.seen, each.stops) for each in found]
    assert len(found) == 1, told
    assert found[0].resource.name == one.resource, told
    assert one.says in found[0].seen, told
    assert found[0].stops is one.stops, told
    assert found[0].means
    assert found[0].do
