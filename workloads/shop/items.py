"""How a model becomes an item of a table, and back."""

from collections.abc import Mapping
from typing import Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import BaseModel

Item = dict[str, Any]
ModelT = TypeVar("ModelT", bound=BaseModel)
_write, _read = TypeSerializer(), TypeDeserializer()


def to_item(values: Mapping[str, object]) -> Item:
    """Plain values with their DynamoDB types."""
    return {name: _write.serialize(value) for name, value in values.items()}


def from_item(model: type[ModelT], item: Item) -> ModelT:
    """An item as a model; attributes that the model does not know are left aside."""
    return model.model_validate({name: _read.deserialize(value) for name, value in item.items()})
