"""An AWS that answers rules from a table, and what they make of it in the region that takes over."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from operations.live.stack_state import StateResource
from operations.readiness.look import Readiness, look
from operations.readiness.rule import Target

HERE, THERE = "us-west-2", "us-east-1"
TARGET = Target(region=HERE, peer_region=THERE, stack="dr-west")
ACCOUNT = "111122223333"
# Operation -> what AWS answers, an error that it raises, or a function of what was asked.
Answers = Mapping[str, Any]


def said(code: str) -> ClientError:
    """What boto3 raises where AWS says that there is no such thing, or that nobody may look."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Look")


@dataclass
class Table:
    """Clients of every service. `asked` is each call: service, region, operation."""

    answers: Answers
    asked: list[tuple[str, str, str]]

    def __call__(self, service: str, region: str) -> "Client":
        return Client(self, service, region)


@dataclass
class Client:
    """One service in one region, without pages."""

    table: Table
    service: str
    region: str

    def can_paginate(self, _: str) -> bool:
        """Every list is answered at once."""
        return False

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**given: Any) -> Any:  # noqa: ANN401 - AWS's
            self.table.asked.append((self.service, self.region, operation))
            answer = self.table.answers[operation]
            if isinstance(answer, Exception):
                raise answer
            return answer(**given) if callable(answer) else answer

        return call


def resource(
    kind: str,
    name: str = "it",
    /,
    *,
    id: str = "",  # noqa: A002 - as a state calls it
    region: str = HERE,
    stack: str = "dr-west",
    within: str = "standby:region:Region",
    outputs: Mapping[str, Any] | None = None,
    **inputs: Any,  # noqa: ANN401 - JSON
) -> StateResource:
    """One as a stack's state has it."""
    return StateResource(
        urn=f"urn:pulumi:{stack}::standby::{within}${kind}::{name}",
        type=kind,
        name=name,
        id=id or name,
        region=region,
        custom=True,
        inputs=inputs,
        outputs=outputs or {},
    )


def seen(declared: Sequence[StateResource], answers: Answers) -> Readiness:
    """What the rules say of these resources."""
    return look(TARGET, declared, Table(answers, []))


def told(declared: Sequence[StateResource], answers: Answers) -> list[tuple[str, str, bool]]:
    """Name, what was found, and whether it stops, of each problem. Everything has to be seen."""
    found = seen(declared, answers)
    assert found.unseen == (), "a rule could not look"
    return [(each.resource.name, each.seen, each.stops) for each in found.problems]


def changed(answers: Answers, *path: Any) -> dict[str, Any]:  # noqa: ANN401 - keys, indexes, and the new value
    """The answers with one value changed: the last of `path` is the new one, and `...` takes the member away."""
    copy = deepcopy(dict(answers))
    *way, last, value = path
    place: Any = copy
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copy
