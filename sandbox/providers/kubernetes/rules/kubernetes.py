"""Kubernetes' own validation, beyond the types of its schemas. Pure.

Source: Kubernetes documentation and API reference.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.values import UNKNOWN, holds_unknown
from sandbox.providers.kubernetes.rules.rule import EVERY, Rule, mapping, members
from sandbox.providers.kubernetes.rules.values import (
    amount,
    between,
    count_or_percent,
    dns_label,
    encoded,
    file_names,
    label_keys,
    label_value,
    like,
    network,
    one_of,
    port,
    qualified,
    quantity,
    share,
    subdomain,
)

_API = "The API server"
_NAMES, _LABELS = "Kubernetes: object names and IDs", "Kubernetes: labels and selectors"
_RESOURCES, _REFERENCE = "Kubernetes: resource management for pods and containers", "Kubernetes API reference"
# RBAC names its objects as it likes.
_FREE_NAMES = frozenset({"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"})
_POD, _WORKLOAD = ("spec", "template", "spec"), frozenset({"Deployment", "StatefulSet", "DaemonSet", "Job"})
_INT32 = 2**31 - 1
_DEADLINE = "progressDeadlineSeconds"


def _pod(*path: str, read: Any, source: str = _REFERENCE) -> Rule:  # noqa: ANN401 - a Reader
    return Rule(controller=_API, kinds=_WORKLOAD, path=(*_POD, *path), read=read, source=source)


def _of(kind: str, *path: str, read: Any, source: str = _REFERENCE) -> Rule:  # noqa: ANN401 - a Reader
    return Rule(controller=_API, kinds=frozenset({kind}), path=path, read=read, source=source)


_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_PROTOCOL = one_of("TCP", "UDP", "SCTP")
_HANDLERS = frozenset({"exec", "grpc", "httpGet", "tcpSocket"})
# What a quota counts that has no domain in its name. Source: Kubernetes: resource quotas.
_COUNTED = frozenset(
    {
        *("cpu", "memory", "pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "resourcequotas"),
        *("replicationcontrollers", "services.loadbalancers", "services.nodeports", "ephemeral-storage"),
        *(f"{kind}.{what}" for kind in ("requests", "limits") for what in ("cpu", "memory", "ephemeral-storage")),
        "requests.storage",
    }
)


def _quota_keys(value: Any) -> str:  # noqa: ANN401 - JSON
    bad = next((str(key) for key in value if "/" not in str(key) and str(key) not in _COUNTED), "")
    return f"{bad!r} is nothing that a quota counts" if bad else ""


RULES: tuple[Rule, ...] = (
    Rule(
        controller=_API,
        path=("metadata", "name"),
        read=subdomain,
        source=_NAMES,
        where=lambda manifest: manifest.get("kind") not in _FREE_NAMES,
    ),
    Rule(
        controller=_API,
        kinds=frozenset({"Namespace", "Service"}),
        path=("metadata", "name"),
        read=dns_label,
        source=_NAMES,
    ),
    Rule(controller=_API, path=("metadata", "namespace"), read=dns_label, source=_NAMES),
    *(
        Rule(controller=_API, path=(*path, part), read=label_keys, source=_LABELS)
        for path in (("metadata",), ("spec", "template", "metadata"))
        for part in ("labels", "annotations")
    ),
    *(
        Rule(controller=_API, path=path, read=label_value, source=_LABELS)
        for path in (
            ("metadata", "labels", EVERY),
            ("spec", "template", "metadata", "labels", EVERY),
            ("spec", "selector", "matchLabels", EVERY),
            ("spec", "podSelector", "matchLabels", EVERY),
        )
    ),
    *(
        _pod("containers", EVERY, "resources", kind, EVERY, read=quantity, source=_RESOURCES)
        for kind in ("requests", "limits")
    ),
    _pod("containers", EVERY, "name", read=dns_label),
    _pod(
        "containers",
        EVERY,
        "image",
        read=like(
            r"[^\s@:]+(:[0-9]+/[^\s@:]+)?(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?",
            "it names an image as REGISTRY/NAME:TAG, with a tag of at most 128 letters, digits, '_', '.' and '-'",
        ),
    ),
    _pod("containers", EVERY, "env", EVERY, "name", read=like(r"[-._a-zA-Z][-._a-zA-Z0-9]*", "this names no variable")),
    _pod("containers", EVERY, "ports", EVERY, "containerPort", read=port),
    _pod("containers", EVERY, "ports", EVERY, "name", read=port),
    _pod("containers", EVERY, "ports", EVERY, "protocol", read=_PROTOCOL),
    _pod("containers", EVERY, "imagePullPolicy", read=one_of("Always", "IfNotPresent", "Never")),
    *(
        _pod(*place, "securityContext", key, read=between(0, _INT32))
        for place in ((), ("containers", EVERY))
        for key in ("runAsUser", "runAsGroup")
    ),
    *(_pod("containers", EVERY, probe, "httpGet", "port", read=port) for probe in _PROBES),
    *(_pod("containers", EVERY, probe, "httpGet", "scheme", read=one_of("HTTP", "HTTPS")) for probe in _PROBES),
    *(
        _pod("containers", EVERY, probe, "successThreshold", read=between(1, 1))
        for probe in ("livenessProbe", "startupProbe")
    ),
    *(
        _pod("containers", EVERY, probe, field, read=between(least, _INT32))
        for probe in _PROBES
        for field, least in (
            ("initialDelaySeconds", 0),
            ("periodSeconds", 1),
            ("timeoutSeconds", 1),
            ("successThreshold", 1),
            ("failureThreshold", 1),
        )
    ),
    _pod("serviceAccountName", read=subdomain),
    _pod("terminationGracePeriodSeconds", read=between(0, _INT32)),
    _pod("topologySpreadConstraints", EVERY, "maxSkew", read=between(1, _INT32)),
    _pod("topologySpreadConstraints", EVERY, "topologyKey", read=lambda key: qualified(str(key)), source=_LABELS),
    _pod(
        "topologySpreadConstraints",
        EVERY,
        "whenUnsatisfiable",
        read=one_of("DoNotSchedule", "ScheduleAnyway"),
    ),
    _of("Deployment", "spec", "replicas", read=between(0, _INT32)),
    _of("Deployment", "spec", "strategy", "rollingUpdate", "maxSurge", read=count_or_percent),
    _of("Deployment", "spec", "strategy", "rollingUpdate", "maxUnavailable", read=share),
    _of("Deployment", "spec", "strategy", "type", read=one_of("RollingUpdate", "Recreate")),
    _of("Deployment", "spec", "progressDeadlineSeconds", read=between(1, _INT32)),
    _of("Deployment", *_POD, "restartPolicy", read=one_of("Always")),
    _of("PodDisruptionBudget", "spec", "minAvailable", read=share),
    _of("PodDisruptionBudget", "spec", "maxUnavailable", read=share),
    _of("PodDisruptionBudget", "spec", "unhealthyPodEvictionPolicy", read=one_of("IfHealthyBudget", "AlwaysAllow")),
    _of("Service", "spec", "ports", EVERY, "port", read=between(1, 65535)),
    _of("Service", "spec", "ports", EVERY, "targetPort", read=port),
    _of("Service", "spec", "type", read=one_of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")),
    _of("Service", "spec", "ports", EVERY, "protocol", read=_PROTOCOL),
    _of("ConfigMap", "data", read=file_names),
    _of("Secret", "data", read=file_names),
    _of("Secret", "data", EVERY, read=encoded),
    _of("Service", "spec", "selector", read=label_keys, source=_LABELS),
    _of("Service", "spec", "selector", EVERY, read=label_value, source=_LABELS),
    _of("ResourceQuota", "spec", "hard", EVERY, read=quantity, source=_RESOURCES),
    _of("ResourceQuota", "spec", "hard", read=_quota_keys, source="Kubernetes: resource quotas"),
    _of("LimitRange", "spec", "limits", EVERY, "default", EVERY, read=quantity, source=_RESOURCES),
    _of("LimitRange", "spec", "limits", EVERY, "defaultRequest", EVERY, read=quantity, source=_RESOURCES),
    *(
        _of("NetworkPolicy", "spec", way, EVERY, side, EVERY, "ipBlock", "cidr", read=network)
        for way, side in (("ingress", "from"), ("egress", "to"))
    ),
    *(_of("NetworkPolicy", "spec", way, EVERY, "ports", EVERY, "port", read=port) for way in ("ingress", "egress")),
    *(
        _of("NetworkPolicy", "spec", way, EVERY, "ports", EVERY, "protocol", read=_PROTOCOL)
        for way in ("ingress", "egress")
    ),
)


def shape(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only shows when fields are read together."""
    kind, spec = manifest.get("kind"), mapping(manifest.get("spec"))
    if kind == "PodDisruptionBudget" and {"minAvailable", "maxUnavailable"} <= spec.keys():
        yield "spec", f"{_API} takes minAvailable or maxUnavailable, and not both ({_REFERENCE})"
    if kind == "Service":
        yield from _ports_of_a_service(members(spec.get("ports")))
    if kind not in _WORKLOAD:
        return
    yield from _rollout(spec)
    template = mapping(spec.get("template"))
    labels, wanted = (
        mapping(template.get("metadata")).get("labels") or {},
        mapping(spec.get("selector")).get("matchLabels"),
    )
    if wanted and not holds_unknown([labels, wanted]) and not wanted.items() <= labels.items():
        yield "spec.selector", f"{_API} wants the template's labels to be what the selector picks ({_REFERENCE})"
    moving = mapping(spec.get("strategy")).get("rollingUpdate") or {}
    if moving and {str(moving.get(key, "25%")) for key in ("maxSurge", "maxUnavailable")} <= {"0", "0%"}:
        yield "spec.strategy.rollingUpdate", f"{_API} takes maxSurge or maxUnavailable as zero, not both ({_REFERENCE})"
    pod = mapping(template.get("spec"))
    yield from _together(pod)
    volumes = {each.get("name") for each in members(pod.get("volumes"))}
    for index, container in enumerate(members(pod.get("containers"))):
        place = f"spec.template.spec.containers[{index}]"
        for mount in members(container.get("volumeMounts")):
            if mount.get("name") not in volumes:
                yield f"{place}.volumeMounts", f"{_API} finds no volume {mount.get('name')!r} ({_REFERENCE})"
        yield from _beyond_limits(place, mapping(container.get("resources")))


def _ports_of_a_service(ports: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    names = [str(each.get("name", "")) for each in ports]
    if len(ports) > 1 and (not all(names) or len(set(names)) < len(names)):
        yield "spec.ports", f"{_API} wants a name of its own for each of several ports ({_REFERENCE})"


def _rollout(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    strategy, ready, deadline = mapping(spec.get("strategy")), spec.get("minReadySeconds"), spec.get(_DEADLINE)
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate"):
        yield "spec.strategy.rollingUpdate", f"{_API} takes it with RollingUpdate alone ({_REFERENCE})"
    if isinstance(ready, int) and isinstance(deadline, int) and ready >= deadline:
        yield f"spec.{_DEADLINE}", f"{_API} does not take {deadline}: minReadySeconds is {ready} ({_REFERENCE})"


def _together(pod: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only shows when the parts of a pod are read together."""
    containers = members(pod.get("containers"))
    names = [str(each.get("name")) for each in containers]
    if len(set(names)) < len(names):
        yield "spec.template.spec.containers", f"{_API} wants a name of its own for each container ({_REFERENCE})"
    for index, container in enumerate(containers):
        place = f"spec.template.spec.containers[{index}]"
        ports = [str(each["name"]) for each in members(container.get("ports")) if each.get("name")]
        if len(set(ports)) < len(ports):
            yield f"{place}.ports", f"{_API} wants a name of its own for each port ({_REFERENCE})"
        for probe in _PROBES:
            asked = container.get(probe)
            if isinstance(asked, Mapping) and len(asked.keys() & _HANDLERS) != 1:
                yield f"{place}.{probe}", f"{_API} wants one of {', '.join(sorted(_HANDLERS))} ({_REFERENCE})"
    for index, each in enumerate(members(pod.get("topologySpreadConstraints"))):
        if each.get("minDomains") and each.get("whenUnsatisfiable") == "ScheduleAnyway":
            place = f"spec.template.spec.topologySpreadConstraints[{index}].minDomains"
            yield place, f"{_API} takes it with DoNotSchedule alone ({_REFERENCE})"


def _beyond_limits(place: str, resources: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    limits = mapping(resources.get("limits"))
    for key, asked in (mapping(resources.get("requests"))).items():
        if UNKNOWN in (asked, limits.get(key)):
            continue
        least, most = amount(asked), amount(limits[key]) if key in limits else None
        if least is not None and most is not None and least > most:
            yield (
                f"{place}.resources.requests.{key}",
                f"{_API} does not take {asked}: the limit is {limits[key]} ({_RESOURCES})",
            )
