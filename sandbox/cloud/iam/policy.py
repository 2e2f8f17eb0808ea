"""A policy document as statements that can be asked. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sandbox.cloud.iam.conditions import Condition, read_conditions
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.patterns import arn_covers, wildcard
from sandbox.cloud.iam.principal import Match, Principal, named_by
from sandbox.cloud.iam.variables import filled, keys_of

# Documents that are read again word for word are compiled once.
_REMEMBERED = 1024


@dataclass(frozen=True)
class StatementRef:
    """Which statement: its policy, its place in it from 0 on, and its `Sid` where it has one."""

    policy: str
    index: int
    sid: str = ""

    def __str__(self) -> str:
        """As people read it."""
        return f"{self.policy} {self.sid or f'#{self.index}'}"


@dataclass(frozen=True)
class Statement:
    """One statement. A `Not` of an element is kept as the element and a flag."""

    ref: StatementRef
    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    principal: Any
    not_principal: bool
    conditions: tuple[Condition, ...]
    # False where its document is somewhere and cannot be read: then nobody knows what it says.
    is_read: bool = True

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every condition key that it asks for, in small letters."""
        named = frozenset(key.lower() for text in self.resources for key in keys_of(text))
        return named.union(*(condition.keys for condition in self.conditions))

    def names_action(self, action: str) -> bool:
        """Whether it is about an action."""
        named = any(wildcard(each, ignore_case=True).fullmatch(action) for each in self.actions)
        return named is not self.not_actions

    def names_principal(self, principal: Principal) -> Match:
        """How it names a caller. A policy of an identity names nobody and means whoever has it."""
        if self.principal is None:
            return Match.DIRECT
        named = named_by(principal, self.principal)
        if not self.not_principal:
            return named
        return Match.DIRECT if named is Match.NOT else Match.NOT

    def names_resource(self, resource: str, context: Context) -> bool | None:
        """Whether it is about a resource. A trust policy says nothing of it and means its role."""
        if not self.resources:
            return True
        try:
            patterns = [found for text in self.resources if (found := filled(text, context)) is not None]
        except LookupError:
            return None
        verdicts = {arn_covers(pattern, resource) for pattern in patterns}
        named = True if True in verdicts else None if None in verdicts else False
        return named if named is None else named is not self.not_resources

    def holds(self, context: Context) -> bool | None:
        """Whether all its conditions hold."""
        verdicts = {condition.holds(context) for condition in self.conditions}
        return False if False in verdicts else None if None in verdicts else True

    def applies(self, resource: str, context: Context) -> bool | None:
        """Whether it is about the resource and holds, given that action and caller are named."""
        if not self.is_read:
            return None
        named = self.names_resource(resource, context)
        if named is False:
            return False
        held = self.holds(context)
        return False if held is False else None if None in (named, held) else True


@dataclass(frozen=True)
class Policy:
    """A document by the name under which people find it."""

    name: str
    statements: tuple[Statement, ...]

    @classmethod
    def read(cls, name: str, document: str | Mapping[str, Any]) -> "Policy":
        """Read a document. Raises ValueError where it is none."""
        if isinstance(document, str):
            return _compiled(name, document)
        return cls(name, _statements(name, document))

    @classmethod
    def unread(cls, name: str) -> "Policy":
        """A document that there is, and that nobody here can read: it may allow anything."""
        may = Statement(StatementRef(name, 0), True, ("*",), False, ("*",), False, None, False, (), is_read=False)  # noqa: FBT003 - as its fields stand
        return cls(name, (may,))

    def without(self, index: int) -> "Policy":
        """The same with one statement taken out; the others keep their numbers."""
        return Policy(self.name, tuple(each for each in self.statements if each.ref.index != index))

    def about(self, action: str) -> tuple[Statement, ...]:
        """The statements that name an action."""
        found = self._by_action.get(action)
        if found is None:
            found = self._by_action[action] = tuple(each for each in self.statements if each.names_action(action))
        return found

    @cached_property
    def _by_action(self) -> dict[str, tuple[Statement, ...]]:
        return {}


@lru_cache(maxsize=_REMEMBERED)
def _compiled(name: str, document: str) -> Policy:
    return Policy(name, _statements(name, json.loads(document)))


def _statements(policy: str, document: Mapping[str, Any]) -> tuple[Statement, ...]:
    stated = document.get("Statement", [])
    listed: Iterable[Mapping[str, Any]] = [stated] if isinstance(stated, Mapping) else stated
    return tuple(_statement(policy, index, each) for index, each in enumerate(listed))


def _statement(policy: str, index: int, stated: Mapping[str, Any]) -> Statement:
    effect = stated.get("Effect")
    if effect not in {"Allow", "Deny"}:
        msg = f"{policy}, statement {index}: Effect is {effect!r}, and has to be Allow or Deny"
        raise ValueError(msg)
    return Statement(
        ref=StatementRef(policy, index, str(stated.get("Sid", ""))),
        allows=effect == "Allow",
        actions=_texts(stated.get("Action", stated.get("NotAction"))),
        not_actions="Action" not in stated,
        resources=_texts(stated.get("Resource", stated.get("NotResource"))),
        not_resources="NotResource" in stated,
        principal=stated.get("Principal", stated.get("NotPrincipal")),
        not_principal="NotPrincipal" in stated,
        conditions=read_conditions(stated.get("Condition", {})),
    )


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - as JSON has it
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)
