"""The `Condition` of a statement: holds, does not hold, or hangs on a key that nobody knows. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.iam.context import Context, Values
from sandbox.cloud.iam.operators import Compare, comparison
from sandbox.cloud.iam.patterns import unescaped
from sandbox.cloud.iam.variables import filled, keys_of

_WORD = re.compile(r"(?:(?P<quantifier>ForAllValues|ForAnyValue):)?(?P<operator>[A-Za-z]+?)(?P<if_exists>IfExists)?")
_TAKE_WILDCARDS = ("Like", "ArnEquals", "ArnNotEquals")


@dataclass(frozen=True)
class Condition:
    """One operator with one key."""

    operator: str
    quantifier: str
    if_exists: bool
    key: str
    wanted: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every condition key that it asks for."""
        return frozenset({self.key.lower(), *(key.lower() for value in self.wanted for key in keys_of(value))})

    def holds(self, context: Context) -> bool | None:
        """Whether it holds; None where that hangs on what is unknown."""
        given = context.look(self.key)
        if given is None:
            return None
        if self.operator == "Null":
            return any(value.lower() == str(not given).lower() for value in self.wanted)
        compare, is_negated = comparison(self.operator)
        if not given:
            return self._without(is_negated=is_negated)
        try:
            wanted = [value for text in self.wanted if (value := filled(text, context)) is not None]
        except LookupError:
            return None
        if not self.operator.endswith(_TAKE_WILDCARDS):
            wanted = [unescaped(value) for value in wanted]
        return self._compared(compare, given, wanted, is_negated=is_negated)

    def _without(self, *, is_negated: bool) -> bool:
        """What an operator says where the request has no such key."""
        if self.if_exists or self.quantifier == "ForAllValues":
            return True
        return is_negated and not self.quantifier

    def _compared(self, compare: Compare, given: Values, wanted: list[str], *, is_negated: bool) -> bool:
        fits = [any(compare(value, one) for one in wanted) is not is_negated for value in given]
        if self.quantifier == "ForAllValues" or (is_negated and not self.quantifier):
            return all(fits)
        return any(fits)


def read_conditions(document: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Read the `Condition` of a statement. Raises ValueError on an operator that IAM does not have."""
    return tuple(_condition(word, str(key), values) for word, keys in document.items() for key, values in keys.items())


def _condition(word: str, key: str, values: Any) -> Condition:  # noqa: ANN401 - as JSON has it
    found = _WORD.fullmatch(word)
    if found is None:
        msg = f"{word} is no condition operator of IAM"
        raise ValueError(msg)
    operator = found["operator"]
    if operator != "Null":
        comparison(operator)
    wanted = tuple(_text(value) for value in (values if isinstance(values, list) else [values]))
    return Condition(operator, found["quantifier"] or "", bool(found["if_exists"]), key, wanted)


def _text(value: Any) -> str:  # noqa: ANN401 - as JSON has it
    return str(value).lower() if isinstance(value, bool) else str(value)
