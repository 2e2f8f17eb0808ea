"""What a transaction of DynamoDB does, part by part: each asks for its own right, to its own table. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.cloud.request import AwsCall

TRANSACTIONS = frozenset({"TransactWriteItems", "TransactGetItems"})
_ACTIONS: Mapping[str, str] = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


def parts_of(call: AwsCall) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(Action, table, what it says of its item) of each part."""
    for part in call.json().get("TransactItems", []):
        for word, said in part.items():
            if word in _ACTIONS:
                yield _ACTIONS[word], str(said.get("TableName", "")), said
