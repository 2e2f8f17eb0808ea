"""From the provider's words for a resource to CloudFormation's, as a table for each type."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Form = Callable[[Any], Any]
Properties = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Translation:
    """What CloudFormation calls a type and its properties.

    A path is written with dots, without marks of lists: `origins.customHeaders.name`. What no table names goes by the
    same name, whatever its capitals; a property that is neither there nor in a table is an objection.
    """

    to: str
    # Under which property everything stands.
    inside: str = ""
    # What has another shape altogether: done first, with the region in which it stands.
    reshape: Callable[[Properties, str], Properties] = lambda given, _: given
    # Path -> name in CloudFormation, from the object in which it stands; dots lead further down.
    names: Mapping[str, str] = field(default_factory=dict)
    # Path -> what makes CloudFormation's form of a value; done before its own properties are translated.
    forms: Mapping[str, Form] = field(default_factory=dict)
    # Path -> why CloudFormation has no such property.
    own: Mapping[str, str] = field(default_factory=dict)
    # What CloudFormation asks for beside it, which the provider keeps in another resource.
    beside: Mapping[str, Any] = field(default_factory=dict)
    # Where tags are; empty where CloudFormation takes none.
    tags: str = "Tags"


def pairs(key: str = "Key", value: str = "Value") -> Form:
    """A mapping as a list of names and values."""
    return lambda given: [{key: name, value: text} for name, text in given.items()]


def mapping(key: str = "name", value: str = "value") -> Form:
    """A list of names and values as a mapping."""
    return lambda given: {entry[key]: entry[value] for entry in given}


def only(given: list[Any]) -> Any:  # noqa: ANN401 - a property value
    """The one of a list that holds at most one: an object at AWS."""
    (entry,) = given
    return entry


def document(given: str) -> Any:  # noqa: ANN401 - JSON
    """A document as an object: cfn-lint looks into it then."""
    return json.loads(given)


def attribute(name: str) -> Form:
    """A property that is one of a list of attributes; booleans are small letters there."""
    return lambda given: [{"Key": name, "Value": json.dumps(given).strip('"')}]


def attributes(names: Mapping[str, str]) -> Form:
    """An object whose properties are some of a list of attributes."""
    return lambda given: [pair for key, value in given.items() for pair in attribute(names[key])(value)]


def alone(given: Any) -> list[Any]:  # noqa: ANN401 - a property value
    """What is the only entry of a list at CloudFormation."""
    return [given]


def under(key: str) -> Form:
    """A text as an object of one property."""
    return lambda given: {key: given}


DELETING = "only a deletion goes by it, and CloudFormation writes that as a DeletionPolicy"
PROVIDERS = "the provider alone goes by it; AWS is told nothing"
CLIENTS = "says how the provider waits, or when it applies; CloudFormation has a way of its own"
