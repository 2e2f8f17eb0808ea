"""A value in the provider's words, written in those of a schema."""

from collections.abc import Mapping
from typing import Any

from tests.judges.registry.translation import Properties, Translation, pairs

_CHOICES = ("allOf", "anyOf", "oneOf")


class Writer:
    """Writes values of one type.

    `lost` are the paths that neither the schema nor the table knows, `met` those that stand in the table.
    """

    def __init__(self, table: Translation, schema: Properties) -> None:
        self._table, self._root = table, schema
        self._told = table.names.keys() | table.forms.keys() | table.own.keys()
        self.lost: list[str] = []
        self.met: set[str] = set()

    def written(self, given: Properties) -> Properties:
        """All properties of a resource."""
        place: Properties = {}
        put(place, self._table.inside, self._value(given, self._at(self._root, self._table.inside), ""))
        return place

    def tags(self, given: Mapping[str, str]) -> Any:  # noqa: ANN401 - a list, or an object where the schema wants one
        """The tags as the type takes them."""
        schema = self._resolved(self._at(self._root, self._table.tags))
        return dict(given) if schema.get("type") == "object" else pairs()(given)

    def _value(self, value: Any, schema: Properties, path: str) -> Any:  # noqa: ANN401 - property values
        if isinstance(value, list):
            items = self._resolved(schema).get("items") or {}
            return [self._value(each, items, path) for each in value]
        if not isinstance(value, dict):
            return value
        known = self._properties(schema)
        if known:
            return self._object(value, schema, known, path)
        # Whatever keys a program likes.
        inner: Properties = next(iter((self._resolved(schema).get("patternProperties") or {}).values()), {})
        return {key: self._value(each, inner, path) for key, each in value.items()}

    def _object(self, value: Properties, schema: Properties, known: Mapping[str, Any], path: str) -> Properties:
        written: Properties = {}
        spelt = {name.lower(): name for name in known}
        for key, given in value.items():
            here = f"{path}.{key}" if path else key
            self.met |= {here} & self._told
            if here in self._table.own:
                continue
            name = self._table.names.get(here, spelt.get(key.lower()))
            if name is None:
                self.lost.append(here)
                continue
            made = self._table.forms[here](given) if here in self._table.forms else given
            put(written, name, self._value(made, self._at(schema, name), here))
        return written

    def _at(self, schema: Properties, name: str) -> Properties:
        for part in filter(None, name.split(".")):
            schema = self._properties(schema).get(part) or {}
        return schema

    def _properties(self, schema: Properties) -> Properties:
        resolved = self._resolved(schema)
        found: Properties = dict(resolved.get("properties") or {})
        for choice in _CHOICES:
            for each in resolved.get(choice) or ():
                found |= {key: value for key, value in self._properties(each).items() if key not in found}
        return found

    def _resolved(self, schema: Properties) -> Properties:
        while "$ref" in schema:
            place: Any = self._root
            for part in schema["$ref"].split("/")[1:]:
                place = place[part]
            schema = place
        return schema


def put(place: Properties, name: str, value: Any) -> None:  # noqa: ANN401 - property values
    """Put a value under a name that may lead further down, beside what is there. Without a name it is the place's."""
    *folders, last = name.split(".")
    for folder in folders:
        place = place.setdefault(folder, {})
    if not last:
        for key, inner in value.items():
            put(place, key, inner)
    elif isinstance(place.get(last), dict) and isinstance(value, dict):
        for key, inner in value.items():
            put(place[last], key, inner)
    elif isinstance(place.get(last), list) and isinstance(value, list):
        place[last] += value
    else:
        place[last] = value
