"""What somebody who has entered a cluster may do: Kubernetes' rules for groups. Pure.

Source: Kubernetes documentation, using RBAC authorization.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.kubernetes.store import Store

# Who may everything, in every cluster.
MASTERS = "system:masters"
_EVERYTHING = "*"
_AUTHENTICATED = "system:authenticated"


@dataclass(frozen=True)
class Person:
    """Who has entered, by EKS's name for them, and with which groups."""

    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """What is asked: a verb, and of which kind, where, of which object. `part` is a subresource."""

    verb: str
    group: str
    plural: str
    namespace: str
    name: str
    part: str = ""

    @property
    def resource(self) -> str:
        """As a rule names it."""
        return f"{self.plural}/{self.part}" if self.part else self.plural


def refusal(store: Store, who: Person, act: Act) -> str:
    """Why it is not allowed, in Kubernetes' words; empty: it is."""
    if MASTERS in who.groups:
        return ""
    groups = {*who.groups, _AUTHENTICATED}
    if any(_allows(rule, act) for rule in _rules(store, who.name, groups, act.namespace)):
        return ""
    what = f'{act.plural}.{act.group} "{act.name}"' if act.group else f'{act.plural} "{act.name}"'
    if not act.name:
        what = f"{act.plural}.{act.group}" if act.group else act.plural
    where = f' in the namespace "{act.namespace}"' if act.namespace else " at the cluster scope"
    return (
        f'{what} is forbidden: User "{who.name}" cannot {act.verb} resource "{act.resource}" in API group '
        f'"{act.group}"{where}'
    )


def _rules(store: Store, name: str, groups: set[str], namespace: str) -> Iterator[Mapping[str, Any]]:
    for binding in store.all("clusterrolebindings"):
        if _binds(binding, name, groups):
            yield from _of_role(store, binding, "")
    for binding in store.all("rolebindings", namespace) if namespace else ():
        if _binds(binding, name, groups):
            yield from _of_role(store, binding, namespace)


def _binds(binding: Mapping[str, Any], name: str, groups: set[str]) -> bool:
    subjects = [(each["kind"], each["name"]) for each in binding.get("subjects") or ()]
    return ("User", name) in subjects or any(("Group", group) in subjects for group in groups)


def _of_role(store: Store, binding: Mapping[str, Any], namespace: str) -> Sequence[Mapping[str, Any]]:
    wanted = binding["roleRef"]
    roles = store.all("roles", namespace) if wanted["kind"] == "Role" else store.all("clusterroles")
    found = [role for role in roles if role["metadata"]["name"] == wanted["name"]]
    rules: Sequence[Mapping[str, Any]] = (found[0].get("rules") or ()) if found else ()
    return rules


def _allows(rule: Mapping[str, Any], act: Act) -> bool:
    names = rule.get("resourceNames") or ()
    return (
        _has(rule.get("verbs"), act.verb)
        and _has(rule.get("apiGroups"), act.group)
        and (_has(rule.get("resources"), act.resource) or f"*/{act.part}" in (rule.get("resources") or ()))
        and (not names or act.name in names)
    )


def _has(listed: Sequence[str] | None, wanted: str) -> bool:
    return bool(listed) and (wanted in (listed or ()) or _EVERYTHING in (listed or ()))
