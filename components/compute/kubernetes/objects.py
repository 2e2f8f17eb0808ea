"""Objects of Kubernetes, declared as the manifests that its own documents show.

A manifest is a plain mapping, so that one schema check sees exactly what the API server gets, and so that a run need
not load the classes of every kind, which takes a second.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.common import naming

Manifest = dict[str, Any]
Labels = dict[str, str]
NAME_LABEL = "app.kubernetes.io/name"
# Kinds of the core group name no group; Pulumi's types do.
_CORE = "core"


def labels(name: str) -> Labels:
    """The labels of everything that belongs to `name`."""
    return {NAME_LABEL: name, "app.kubernetes.io/part-of": naming.PREFIX, "app.kubernetes.io/managed-by": "pulumi"}


def selector(name: str) -> Labels:
    """Labels that pick the pods of `name`. They never change: a Deployment with another selector is another one."""
    return {NAME_LABEL: name}


def manifest(
    api_version: str,
    kind: str,
    name: str,
    *,
    namespace: str = "",
    annotations: Mapping[str, pulumi.Input[str]] | None = None,
    app: str = "",
    **fields: Any,  # noqa: ANN401 - whatever the kind has
) -> Manifest:
    """Write a manifest; `app` is whose labels it carries, its own name's where nothing is said."""
    metadata: Manifest = {"name": name, "labels": labels(app or name)}
    if namespace:
        metadata["namespace"] = namespace
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


class KubernetesObject(pulumi.CustomResource):
    """One object. Its type is the one that Pulumi's own classes have, and so is what its provider waits for."""

    def __init__(self, name: str, body: Manifest, opts: pulumi.ResourceOptions) -> None:
        api_version: str = body["apiVersion"]
        group = api_version if "/" in api_version else f"{_CORE}/{api_version}"
        super().__init__(f"kubernetes:{group}:{body['kind']}", name, body, opts)


class Objects:
    """Declares objects below one component, each after what it needs."""

    def __init__(self, parent: pulumi.Resource, prefix: str, *, after: Sequence[pulumi.Resource] = ()) -> None:
        self._parent, self._prefix, self._after = parent, prefix, list(after)

    def add(
        self,
        key: str,
        body: Manifest,
        *,
        after: Sequence[pulumi.Resource] = (),
        ignore_changes: Sequence[str] = (),
    ) -> KubernetesObject:
        """Declare one; `key` tells it from its siblings."""
        opts = pulumi.ResourceOptions(
            parent=self._parent, depends_on=[*self._after, *after], ignore_changes=list(ignore_changes)
        )
        return KubernetesObject(f"{self._prefix}-{key}" if key else self._prefix, body, opts)
