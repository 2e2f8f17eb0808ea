"""Which partitions of a table a call reaches: what `dynamodb:LeadingKeys` says."""

import json
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope

LEADING_KEYS = "dynamodb:leadingkeys"


class LeadingKeys:
    """Looks up the name of a table's partition key once; it never changes."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._names: dict[tuple[Scope, str], str] = {}

    async def values(self, call: AwsCall, action: str) -> dict[str, tuple[str, ...]]:
        """The key's values, where the call names items."""
        if not action.startswith("dynamodb:") or not call.action.endswith(("Item", "Items")):
            return {}
        said = call.json()
        found: list[str] = []
        for table, item in _items(said):
            name = await self._name(call.scope, table)
            if name in item:
                found += [str(value) for value in item[name].values()]
        return {LEADING_KEYS: tuple(found)} if found else {}

    async def _name(self, scope: Scope, table: str) -> str:
        bare = table.rpartition("/")[2]
        if (scope, bare) not in self._names:
            answer = await self._emulator.ask_json(
                scope, service="dynamodb", target="DynamoDB_20120810.DescribeTable", payload={"TableName": bare}
            )
            schema = answer.json().get("Table", {}).get("KeySchema", [])
            found = next((each["AttributeName"] for each in schema if each["KeyType"] == "HASH"), "")
            if not found:
                return ""
            self._names[scope, bare] = found
        return self._names[scope, bare]


def _items(said: Any) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - as JSON has it
    """Table and item, or key of one, of everything that a call names."""
    if isinstance(said, list):
        return [found for each in said for found in _items(each)]
    if not isinstance(said, dict):
        return []
    item = said.get("Key") or said.get("Item")
    own = [(str(said["TableName"]), item)] if isinstance(item, dict) and "TableName" in said else []
    batch = said.get("RequestItems")
    if isinstance(batch, dict):
        for table, parts in batch.items():
            text = json.loads(json.dumps(parts))
            requests = text.get("Keys", []) if isinstance(text, dict) else text
            for each in requests:
                inner = each.get("PutRequest", {}).get("Item") or each.get("DeleteRequest", {}).get("Key") or each
                own.append((table, inner))
    return own + [found for key, each in said.items() if key == "TransactItems" for found in _nested(each)]


def _nested(transaction: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [found for each in transaction for inner in each.values() for found in _items(inner)]
