"""What is wrong with a value and what to write instead, in the words of a stack file and not of a library."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

# What Pydantic found -> what to write. Braces name what it says about the limit.
_ADVICE: Mapping[str, str] = {
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "dict_type": "write keys and values below it",
    "enum": "write {expected}",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "greater_than": "write more than {gt:g}",
    "greater_than_equal": "write {ge:g} or more",
    "int_from_float": "write a whole number",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "ip_v4_network": "write the first address and the size of a block, such as 10.10.0.0/16",
    "less_than_equal": "write {le:g} or less",
    "literal_error": "write {expected}",
    "model_attributes_type": "write its keys below it",
    "model_type": "write its keys below it",
    "multiple_of": "write a multiple of {multiple_of:g}",
    "string_type": "write a text",
    "too_short": "names nobody; write one or more",
    "tuple_type": "write a list",
}
# The same for the key that says which of several models stands below it.
_ABOUT_TAGS: Mapping[str, str] = {
    "union_tag_invalid": "is {tag!r}; write one of {expected_tags}",
    "union_tag_not_found": "is missing; add it",
}


@dataclass(frozen=True)
class Problem:
    """One value that does not fit: which key (dotted, relative to the model), what is wrong, what to write."""

    key: str
    text: str


class InvalidSettingsError(ValueError):
    """Values that cannot be used; carries every problem, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.key}: {problem.text}" for problem in problems))
        self.problems = problems


def problems_of(model: type[BaseModel], invalid: ValidationError) -> Iterator[Problem]:
    """Tell what Pydantic found in the values of `model`; nested models have told theirs already."""
    found = invalid.errors(include_url=False)
    given_as = {_renamed(model, each) for each in found}
    for entry in found:
        if entry["type"] == "missing" and _key(model, entry["loc"]) in given_as:
            # Its old name is told already.
            continue
        key, context = _key(model, entry["loc"]), entry.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, InvalidSettingsError):
            for problem in cause.problems:
                yield Problem(_below(key, problem.key), problem.text)
        elif entry["type"] in _ABOUT_TAGS:
            yield Problem(
                _below(key, context["discriminator"].strip("'")), _ABOUT_TAGS[entry["type"]].format(**context)
            )
        else:
            yield Problem(key, _text(model, entry))


def _below(key: str, inner: str) -> str:
    return ".".join(part for part in (key, inner) if part)


def _key(model: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """Write where a value stands in the file: Pydantic also counts the tag of a union."""
    field = model.model_fields.get(str(location[0])) if location else None
    parts = [location[0], *location[2:]] if field and field.discriminator else list(location)
    return ".".join(map(str, parts))


def _text(model: type[BaseModel], entry: ErrorDetails) -> str:
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        if name := _renamed(model, entry):
            return f"is called {name} now; write that instead"
        return f"is not a known key; write one of: {', '.join(sorted(model.model_fields))}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "value_error":
        return str(context["error"])
    advice = _ADVICE.get(kind)
    return f"is {_shown(entry['input'])}; {advice.format(**context) if advice else entry['msg']}"


def _renamed(model: type[BaseModel], entry: ErrorDetails) -> str | None:
    """What a key that the model does not know any more is called now."""
    names: Mapping[str, str] = getattr(model, "renamed", {})
    return names.get(str(entry["loc"][-1])) if entry["type"] == "extra_forbidden" else None


def _shown(value: Any) -> str:  # noqa: ANN401 - any value
    if isinstance(value, Mapping):
        return "a group of keys"
    return "a list" if isinstance(value, list | tuple) else repr(value)
