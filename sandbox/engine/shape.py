"""Whether each part of a deployment is of the type that Pulumi reads there: pkg and sdk of v3.274.0, apitype/core.go.

Pulumi refuses another type when it reads a file, before it looks at what it means. Null stands for nothing everywhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_TEXT, _SWITCH, _MAP, _LIST = (str, "a text"), (bool, "true or false"), (dict, "a map"), (list, "a list")
_Kind = tuple[type, str]
_DEPLOYMENT: Mapping[str, _Kind] = {
    **dict.fromkeys(("manifest", "secrets_providers", "metadata", "extensions"), _MAP),
    **dict.fromkeys(("resources", "pending_operations", "snippets"), _LIST),
}
_MANIFEST: Mapping[str, _Kind] = {**dict.fromkeys(("time", "magic", "version"), _TEXT), "plugins": _LIST}
_RESOURCE: Mapping[str, _Kind] = {
    **dict.fromkeys(("urn", "id", "type", "parent", "provider", "importID", "deletedWith", "viewOf"), _TEXT),
    **dict.fromkeys(("created", "modified", "sourcePosition", "extensionRef", "snippetID"), _TEXT),
    **dict.fromkeys(("custom", "delete", "protect", "taint", "external", "pendingReplacement"), _SWITCH),
    **dict.fromkeys(("retainOnDelete", "refreshBeforeUpdate"), _SWITCH),
    **dict.fromkeys(("inputs", "outputs", "propertyDependencies", "customTimeouts", "resourceHooks"), _MAP),
    **dict.fromkeys(("dependencies", "initErrors", "additionalSecretOutputs", "aliases", "replaceWith"), _LIST),
    **dict.fromkeys(("stackTrace", "ignoreChanges", "hideDiff", "replaceOnChanges"), _LIST),
}
# Lists of texts.
_OF_TEXTS = frozenset(
    {"dependencies", "initErrors", "additionalSecretOutputs", "aliases", "replaceWith", "ignoreChanges"}
)


def misfit(deployment: Mapping[str, Any]) -> str:
    """Say what is of another type first; nothing where all is as Pulumi reads it."""
    return next(_misfits(deployment), "")


def _misfits(deployment: Mapping[str, Any]) -> Iterator[str]:
    yield from _in(deployment, _DEPLOYMENT, "")
    yield from _in(deployment.get("manifest") or {}, _MANIFEST, "manifest.")
    for index, resource in enumerate(deployment.get("resources") or ()):
        yield from _resource(resource, f"resources[{index}]")
    for index, operation in enumerate(deployment.get("pending_operations") or ()):
        at = f"pending_operations[{index}]"
        yield from _other(operation, _MAP, at)
        yield from _in(operation, {"type": _TEXT, "resource": _MAP}, f"{at}.")
        yield from _resource(operation.get("resource"), f"{at}.resource")


def _resource(resource: Any, at: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    if resource is None:
        yield f"{at} is nothing, and Pulumi reads a map there"
    yield from _other(resource, _MAP, at)
    yield from _in(resource, _RESOURCE, f"{at}.")
    for key in _OF_TEXTS & resource.keys():
        for item in resource[key] or ():
            yield from _other(item, _TEXT, f"{at}.{key}")


def _in(part: Mapping[str, Any], kinds: Mapping[str, _Kind], at: str) -> Iterator[str]:
    for key, kind in kinds.items():
        yield from _other(part.get(key), kind, f"{at}{key}")


def _other(value: Any, kind: _Kind, at: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    expected, said = kind
    if value is not None and not isinstance(value, expected):
        yield f"{at} is {value!r:.60}, and Pulumi reads {said} there"
