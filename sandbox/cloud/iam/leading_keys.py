"""Which partitions of a table a call reaches: what `dynamodb:LeadingKeys` says."""

from collections.abc import Iterator
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.rights import Need
from sandbox.cloud.iam.transactions import parts_of
from sandbox.cloud.request import AwsCall, Scope

LEADING_KEYS = "dynamodb:leadingkeys"
_NAMING_ITEMS = ("Item", "Items")


class LeadingKeys:
    """Looks up the name of a table's partition key once; it never changes."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._names: dict[tuple[Scope, str], str] = {}

    async def values(self, call: AwsCall, need: Need) -> dict[str, tuple[str, ...]]:
        """The key's values in what a right of a call is about, where the call names items."""
        if not need.action.startswith("dynamodb:") or not call.action.endswith(_NAMING_ITEMS):
            return {}
        found: list[str] = []
        for action, table, item in _items(call):
            bare = table.rpartition("/")[2]
            if action not in {"", need.action} or not need.resource.endswith(f"/{bare}"):
                continue
            name = await self._name(call.scope, bare)
            if name in item:
                found += [str(value) for value in item[name].values()]
        return {LEADING_KEYS: tuple(found)} if found else {}

    async def _name(self, scope: Scope, table: str) -> str:
        if (scope, table) not in self._names:
            answer = await self._emulator.ask_json(
                scope, service="dynamodb", target="DynamoDB_20120810.DescribeTable", payload={"TableName": table}
            )
            schema = answer.json().get("Table", {}).get("KeySchema", [])
            found = next((each["AttributeName"] for each in schema if each["KeyType"] == "HASH"), "")
            if not found:
                return ""
            self._names[scope, table] = found
        return self._names[scope, table]


def _items(call: AwsCall) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(Action, or none for the call's own; table; item, or key of one) of everything that a call names."""
    said = call.json()
    for action, table, part in parts_of(call):
        yield f"dynamodb:{action}", table, part.get("Item") or part.get("Key") or {}
    for table, wanted in said.get("RequestItems", {}).items():
        for each in wanted.get("Keys", []) if isinstance(wanted, dict) else wanted:
            yield "", table, each.get("PutRequest", {}).get("Item") or each.get("DeleteRequest", {}).get("Key") or each
    item = said.get("Key") or said.get("Item")
    if isinstance(item, dict):
        yield "", str(said.get("TableName", "")), item
