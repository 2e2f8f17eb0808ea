"""Rights in the cluster, as manifests. Pure."""

from collections.abc import Sequence

from components.compute.kubernetes.objects import Manifest, manifest

_API = "rbac.authorization.k8s.io"
_VERSION = f"{_API}/v1"
_LOOK = ("get", "list", "watch")
Rule = dict[str, list[str]]


def rule(groups: str, resources: str, verbs: str, *, names: Sequence[str] = ()) -> Rule:
    """Write a rule; each part is words with blanks between, `core` the group without a name, `look` three verbs."""
    said = {
        "apiGroups": ["" if group == "core" else group for group in groups.split()],
        "resources": resources.split(),
        "verbs": sorted({verb for word in verbs.split() for verb in (_LOOK if word == "look" else (word,))}),
    }
    return {**said, "resourceNames": list(names)} if names else said


def cluster_role(name: str, app: str, rules: Sequence[Rule]) -> Manifest:
    """Rights in every namespace."""
    return manifest(_VERSION, "ClusterRole", name, app=app, rules=list(rules))


def role(name: str, namespace: str, app: str, rules: Sequence[Rule]) -> Manifest:
    """Rights in one namespace."""
    return manifest(_VERSION, "Role", name, namespace=namespace, app=app, rules=list(rules))


def cluster_binding(name: str, app: str, role_name: str, account: tuple[str, str]) -> Manifest:
    """Give a ClusterRole to a service account: its namespace and name."""
    return manifest(
        _VERSION,
        "ClusterRoleBinding",
        name,
        app=app,
        roleRef=_ref("ClusterRole", role_name),
        subjects=_subjects(account),
    )


def binding(name: str, namespace: str, app: str, role_name: str, account: tuple[str, str]) -> Manifest:
    """Give a Role of the same namespace to a service account."""
    return manifest(
        _VERSION,
        "RoleBinding",
        name,
        namespace=namespace,
        app=app,
        roleRef=_ref("Role", role_name),
        subjects=_subjects(account),
    )


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"apiGroup": _API, "kind": kind, "name": name}


def _subjects(account: tuple[str, str]) -> list[dict[str, str]]:
    namespace, name = account
    return [{"kind": "ServiceAccount", "namespace": namespace, "name": name}]
