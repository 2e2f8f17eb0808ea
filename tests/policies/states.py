"""An exported state as the pack sees it: what `pulumi policy analyze` sends of one."""

from typing import Any

from tests.policies.bench import Declared


def declared_in(state: dict[str, Any]) -> list[Declared]:
    """Every resource of a checkpoint, with its graph."""
    entries = [entry for entry in state["deployment"]["resources"] if not entry.get("delete")]
    providers = {
        f"{entry['urn']}::{entry.get('id')}": entry.get("inputs", {})
        for entry in entries
        if entry["type"].startswith("pulumi:providers:")
    }
    made = {entry["urn"]: _declared(entry, providers) for entry in entries}
    for entry in entries:
        resource = made[entry["urn"]]
        resource.parent = made.get(entry.get("parent", ""))
        resource.refs = {
            key: [made[urn] for urn in urns or () if urn in made]
            for key, urns in (entry.get("propertyDependencies") or {}).items()
        }
    return list(made.values())


def _declared(entry: dict[str, Any], providers: dict[str, Any]) -> Declared:
    outputs = dict(entry.get("outputs") or {})
    return Declared(
        entry["type"],
        entry["urn"].split("::")[-1],
        _shown(entry.get("inputs") or {}),
        provider=providers.get(entry.get("provider", "")),
        protect=bool(entry.get("protect")),
        own_urn=entry["urn"],
        stack=entry["urn"].split("::")[0].rpartition(":")[2],
        outputs=_shown(outputs),
    )


def _shown(props: dict[str, Any]) -> dict[str, Any]:
    # An engine decrypts secrets before it shows them; nothing here depends on what they are.
    return {
        key: "[secret]" if isinstance(value, dict) and "ciphertext" in value else value for key, value in props.items()
    }
