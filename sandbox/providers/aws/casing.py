"""Between Pulumi's camelCase properties and AWS's PascalCase parameters."""

from collections.abc import Mapping
from typing import Any


def pascal(name: str) -> str:
    """`cidrBlock` -> `CidrBlock`."""
    return name[:1].upper() + name[1:]


def camel(name: str) -> str:
    """`CidrBlock` -> `cidrBlock`; a leading abbreviation goes down whole: `KMSKeyId` -> `kmsKeyId`."""
    head = 0
    while head < len(name) and name[head].isupper():
        head += 1
    keep = head - 1 if head > 1 and head < len(name) else head
    return name[: max(keep, 1)].lower() + name[max(keep, 1) :]


def to_aws(value: Any, renames: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - property values
    """Rename every key, at every depth; `renames` names those that follow no rule."""
    special = renames or {}
    if isinstance(value, dict):
        return {special.get(key, pascal(key)): to_aws(item, renames) for key, item in value.items()}
    if isinstance(value, list):
        return [to_aws(item, renames) for item in value]
    return value


def from_aws(value: Any, renames: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - property values
    """The way back; `renames` maps AWS's names to Pulumi's."""
    special = renames or {}
    if isinstance(value, dict):
        return {special.get(key, camel(key)): from_aws(item, renames) for key, item in value.items()}
    if isinstance(value, list):
        return [from_aws(item, renames) for item in value]
    return value


def same_names(*names: str) -> dict[str, str]:
    """A table for `pick` where AWS calls things as Pulumi does."""
    return {name: name for name in names}


def pascal_names(*names: str) -> dict[str, str]:
    """A table for `pick` where AWS only writes the first letter large."""
    return {name: pascal(name) for name in names}


def pick(source: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Rename and keep only what is named and present: Pulumi name -> AWS name."""
    return {target: source[name] for name, target in names.items() if source.get(name) is not None}


def unpick(answer: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The way back of `pick`: what an answer holds, under Pulumi's names."""
    return {name: answer[target] for name, target in names.items() if answer.get(target) is not None}


def given(**arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - a request's arguments
    """The arguments that are something: AWS refuses many an empty one."""
    return {name: value for name, value in arguments.items() if value is not None and value not in ("", [], {})}
