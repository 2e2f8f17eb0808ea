"""A table says what CloudFormation calls a property; whatever neither it nor the schema knows is lost, and said so."""

from typing import Any

import pytest

from tests.judges.registry.translation import Properties, Translation, alone, attribute, mapping, only, pairs
from tests.judges.registry.writer import Writer, put

SCHEMA: Properties = {
    "properties": {
        "KMSKeyId": {"type": "string"},
        "Config": {"$ref": "#/definitions/Config"},
        "Tags": {"type": "array"},
        "Labels": {"type": "object", "patternProperties": {".+": {"$ref": "#/definitions/Config"}}},
    },
    "definitions": {
        "Config": {"type": "object", "oneOf": [{"properties": {"Items": {"items": {"$ref": "#/definitions/Item"}}}}]},
        "Item": {"type": "object", "properties": {"Name": {"type": "string"}}},
    },
}


def write(given: Properties, **table: Any) -> tuple[Properties, list[str]]:  # noqa: ANN401 - parts of a table
    writer = Writer(Translation(to="AWS::Some::Thing", **table), SCHEMA)
    return writer.written(given), writer.lost


def test_names_are_found_whatever_their_capitals() -> None:
    assert write({"kmsKeyId": "key", "config": {"items": [{"name": "one"}]}}) == (
        {"KMSKeyId": "key", "Config": {"Items": [{"Name": "one"}]}},
        [],
    )


def test_what_nobody_knows_is_lost_with_its_path() -> None:
    written, lost = write({"config": {"items": [{"name": "one", "size": 2}]}, "strange": 1})
    assert written == {"Config": {"Items": [{"Name": "one"}]}}
    assert lost == ["config.items.size", "strange"]


def test_a_table_names_and_forms_what_the_schema_calls_otherwise() -> None:
    written, lost = write(
        {"entry": [{"title": "one"}], "kept": True},
        names={"entry": "Config.Items", "entry.title": "Name"},
        own={"kept": "the provider alone goes by it"},
    )
    assert (written, lost) == ({"Config": {"Items": [{"Name": "one"}]}}, [])


def test_keys_of_the_programs_own_stay_and_what_they_hold_is_written() -> None:
    assert write({"labels": {"a key": {"items": [{"name": "one"}]}}}) == (
        {"Labels": {"a key": {"Items": [{"Name": "one"}]}}},
        [],
    )


def test_everything_may_stand_below_one_property() -> None:
    assert write({"items": []}, inside="Config") == ({"Config": {"Items": []}}, [])


def test_what_goes_to_one_place_is_put_together() -> None:
    place: Properties = {}
    put(place, "A.List", [1])
    put(place, "A.List", [2])
    put(place, "A", {"More": 3})
    put(place, "", {"B": 4})
    assert place == {"A": {"List": [1, 2], "More": 3}, "B": 4}


def test_forms() -> None:
    assert pairs("Name")({"a": "b"}) == [{"Name": "a", "Value": "b"}]
    assert mapping()([{"name": "a", "value": "b"}]) == {"a": "b"}
    assert attribute("idle.seconds")(60) == [{"Key": "idle.seconds", "Value": "60"}]
    assert only(alone("a")) == "a"
    with pytest.raises(ValueError, match="too many"):
        only(["a", "b"])
