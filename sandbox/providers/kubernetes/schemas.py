"""Whether an object is one: checked against the published schemas of the cluster's version, strictly.

What they do not know is refused. The schemas are those of `kubernetes-validate`; kinds that a cluster was taught are
checked by their own definitions.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
from referencing import Registry, Resource

from sandbox.protocol.server import CheckFailure
from sandbox.protocol.values import UNKNOWN

Manifest = Mapping[str, Any]
_FOLDER = "kubernetes-json-schema"
_OPEN = "x-kubernetes-preserve-unknown-fields"
_EITHER = "x-kubernetes-int-or-string"
_METADATA = {"type": "object", "required": ["name"]}
# EKS puts these kinds into each cluster, by its VPC resource controller.
# Source: the definition that github.com/aws/amazon-vpc-resource-controller-k8s publishes.
_TEXTS = {"type": "array", "items": {"type": "string"}}
_SELECTOR = {"type": "object", _OPEN: True}
PREINSTALLED: tuple[Manifest, ...] = (
    {
        "spec": {
            "group": "vpcresources.k8s.aws",
            "names": {"kind": "SecurityGroupPolicy", "plural": "securitygrouppolicies"},
            "scope": "Namespaced",
            "versions": [
                {
                    "name": "v1beta1",
                    "schema": {
                        "openAPIV3Schema": {
                            "type": "object",
                            "properties": {
                                "spec": {
                                    "type": "object",
                                    "properties": {
                                        "podSelector": _SELECTOR,
                                        "serviceAccountSelector": _SELECTOR,
                                        "securityGroups": {
                                            "type": "object",
                                            "properties": {"groupIds": {**_TEXTS, "minItems": 1, "maxItems": 5}},
                                        },
                                    },
                                }
                            },
                        }
                    },
                }
            ],
        }
    },
)


def oldest_and_newest() -> tuple[str, str]:
    """The versions of Kubernetes that there are schemas of."""
    found = sorted(_versions(), key=_number)
    return found[0], found[-1]


def publishes(kind: str, api_version: str) -> bool:
    """Whether Kubernetes has a kind by itself."""
    validator = _published(kind, api_version, oldest_and_newest()[1])
    return validator is not None and kind in validator.schema["properties"]["kind"]["enum"]


def failures(manifest: Manifest, version: str, definitions: Iterable[Manifest] = ()) -> Iterator[CheckFailure]:
    """Everything that is wrong with a manifest. What is not known yet is not judged."""
    kind, api_version = str(manifest.get("kind", "")), str(manifest.get("apiVersion", ""))
    validator = _published(kind, api_version, version) or _taught(kind, api_version, (*PREINSTALLED, *definitions))
    if validator is None:
        reason = (
            f"Kubernetes {version} has no {kind} in {api_version}, and no definition of this cluster adds it; check "
            "both words, or declare the CustomResourceDefinition before it"
        )
        yield CheckFailure("kind", reason)
        return
    for error in validator.iter_errors(manifest):
        if error.instance != UNKNOWN and not _follows_from_unknown(error):
            yield CheckFailure(".".join(map(str, error.absolute_path)) or "kind", error.message)


def _follows_from_unknown(error: jsonschema.ValidationError) -> bool:
    return bool(error.context) and any(inner.instance == UNKNOWN for inner in error.context or ())


@cache
def _versions() -> frozenset[str]:
    folders = files("kubernetes_validate").joinpath(_FOLDER).iterdir()
    names = (re.fullmatch(r"v(\d+\.\d+)\.\d+-local-strict", folder.name) for folder in folders)
    return frozenset(name[1] for name in names if name)


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")[:2]))


@cache
def _definitions(version: str) -> tuple[Registry[Any], str]:
    if version not in _versions():
        msg = f"there are no schemas of Kubernetes {version}; there are {', '.join(sorted(_versions(), key=_number))}"
        raise ValueError(msg)
    folder = f"v{version}.0-local-strict"
    text = files("kubernetes_validate").joinpath(_FOLDER, folder, "_definitions.json").read_text()
    return Resource.from_contents(json.loads(text)) @ Registry(), folder


@cache
def _published(kind: str, api_version: str, version: str) -> jsonschema.protocols.Validator | None:
    registry, folder = _definitions(version)
    # rbac.authorization.k8s.io/v1 -> rbac-v1
    place = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    file = files("kubernetes_validate").joinpath(_FOLDER, folder, f"{kind.lower()}-{place}.json")
    if not file.is_file():
        return None
    schema = json.loads(file.read_text())
    return jsonschema.Draft202012Validator(schema, registry=Resource.from_contents(schema) @ registry)


def _taught(kind: str, api_version: str, definitions: Iterable[Manifest]) -> jsonschema.protocols.Validator | None:
    group, _, version = api_version.partition("/")
    for definition in definitions:
        spec = definition["spec"]
        if (spec["group"], spec["names"]["kind"]) == (group, kind):
            for offered in spec["versions"]:
                if offered["name"] == version:
                    return jsonschema.Draft202012Validator(_strict(offered["schema"]["openAPIV3Schema"], root=True))
    return None


def _strict(schema: Mapping[str, Any], *, root: bool = False) -> dict[str, Any]:
    """A definition's schema as one that refuses what the API server would quietly drop."""
    strict = {key: value for key, value in schema.items() if not key.startswith("x-kubernetes-")}
    if schema.get(_EITHER):
        strict["type"] = ["integer", "string"]
    if "items" in schema:
        strict["items"] = _strict(schema["items"])
    if "properties" in schema:
        strict["properties"] = {key: _strict(value) for key, value in schema["properties"].items()}
        if root:
            named = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": _METADATA}
            strict["properties"] |= named
        if not schema.get(_OPEN):
            strict["additionalProperties"] = False
    return strict
