"""KEDA's scalers and annotations, by KEDA's own code. Pure.

Source: kedacore/keda at v2.20.2, and its main branch of 2026-08-20, which became 2.21.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.kubernetes.rules.rule import Reader, Rule, mapping, members
from sandbox.providers.kubernetes.rules.values import (
    between,
    boolean,
    dns_label,
    number,
    one_of,
    subdomain,
    true_or_false,
    whole,
)

_CRD = "config/crd/bases/keda.sh_scaledobjects.yaml"
_TYPES = "apis/keda/v1alpha1/scaledobject_types.go"
_INT32 = 2**31 - 1
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
# What each scaler reads, and what it cannot do without.
_SQS, _CLOUDWATCH = "pkg/scalers/aws_sqs_queue_scaler.go", "pkg/scalers/aws_cloudwatch_scaler.go"


def _text(value: Any) -> str:  # noqa: ANN401 - JSON
    return "" if isinstance(value, str) and value else "it must not be empty"


def _queue(value: Any) -> str:  # noqa: ANN401 - JSON
    """A URL ends in account and name; what is none is taken for a name."""
    if "://" not in str(value):
        return ""
    return "" if re.fullmatch(r"https?://[^/]+/[^/]+/[^/?#]+", str(value)) else "it finds no queue's name in this URL"


def _region(value: Any) -> str:  # noqa: ANN401 - JSON
    return "" if _REGION.fullmatch(str(value)) else "this is no region"


def _period(value: Any) -> str:  # noqa: ANN401 - JSON
    wrong = whole(1)(value)
    if wrong or int(value) in {1, 5, 10, 30} or int(value) % 60 == 0:
        return wrong
    return "it takes 1, 5, 10, 30 or a multiple of 60 seconds"


Fields = Mapping[str, Reader]
SCALERS: Mapping[str, tuple[str, Fields, frozenset[str]]] = {
    "aws-sqs-queue": (
        _SQS,
        {
            "queueURL": _queue,
            # Of zero the horizontal autoscaler makes nothing.
            "queueLength": whole(1),
            "activationQueueLength": whole(0),
            "scaleOnInFlight": boolean,
            "scaleOnDelayed": boolean,
            "awsRegion": _region,
            "awsEndpoint": _text,
            "identityOwner": one_of("pod", "operator"),
        },
        frozenset({"queueURL", "awsRegion"}),
    ),
    "aws-cloudwatch": (
        _CLOUDWATCH,
        {
            **dict.fromkeys(("namespace", "metricName", "dimensionName", "dimensionValue", "expression"), _text),
            # Kept in thousandths; less than one of them is none.
            "targetMetricValue": number("0.0009999"),
            "activationTargetMetricValue": number(),
            "minMetricValue": number(),
            "ignoreNullValues": boolean,
            "metricCollectionTime": whole(0),
            "metricStat": _text,
            "metricUnit": _text,
            "metricStatPeriod": _period,
            "metricEndTimeOffset": whole(0),
            "awsAccountId": _text,
            "awsRegion": _region,
            "awsEndpoint": _text,
            "identityOwner": one_of("pod", "operator"),
        },
        frozenset({"targetMetricValue", "minMetricValue", "awsRegion"}),
    ),
}
_OF = frozenset({"ScaledObject"})
_ANNOTATIONS = {
    "autoscaling.keda.sh": frozenset(
        {"paused", "paused-replicas", "paused-scale-in", "paused-scale-out", "force-activation"}
    ),
    "scaledobject.keda.sh": frozenset({"transfer-hpa-ownership"}),
}
_FLAGS = ("paused", "paused-scale-in", "paused-scale-out", "force-activation")


def _count(field: str, least: int, source: str = _CRD) -> Rule:
    return Rule(controller="KEDA", kinds=_OF, path=("spec", field), read=between(least, _INT32), source=source)


RULES: tuple[Rule, ...] = (
    Rule(
        controller="KEDA",
        kinds=_OF,
        path=("metadata", "annotations", "autoscaling.keda.sh/paused-replicas"),
        read=whole(0, _INT32),
        source=f"{_TYPES}, GetPausedReplicaCount",
    ),
    *(
        Rule(
            controller="KEDA",
            kinds=_OF,
            path=("metadata", "annotations", f"autoscaling.keda.sh/{flag}"),
            read=boolean,
            source=f"{_TYPES}, getBoolAnnotation",
        )
        for flag in _FLAGS
    ),
    Rule(
        controller="KEDA",
        kinds=_OF,
        path=("metadata", "name"),
        read=dns_label,
        source="issue 6998: it becomes a label's value",
    ),
    Rule(
        controller="KEDA",
        kinds=_OF,
        path=("metadata", "annotations", "scaledobject.keda.sh/transfer-hpa-ownership"),
        read=true_or_false,
        source="apis/keda/v1alpha1/scaledobject_types.go, ScaledObjectTransferHpaOwnershipAnnotation",
    ),
    *(
        Rule(controller="KEDA", kinds=_OF, path=path, read=read, source=source)
        for path, read, source in (
            (("spec", "fallback", "failureThreshold"), between(0, _INT32), f"{_TYPES}, CheckFallbackValid"),
            (("spec", "fallback", "replicas"), between(0, _INT32), f"{_TYPES}, CheckFallbackValid"),
            (("spec", "triggers", "*", "metricType"), one_of("AverageValue", "Value", "Utilization"), _CRD),
            (
                ("spec", "triggers", "*", "authenticationRef", "kind"),
                one_of("TriggerAuthentication", "ClusterTriggerAuthentication"),
                "apis/keda/v1alpha1/scaledobject_types.go, AuthenticationRef",
            ),
            (("spec", "advanced", "horizontalPodAutoscalerConfig", "name"), subdomain, _CRD),
        )
    ),
    _count("pollingInterval", 1),
    _count("cooldownPeriod", 0),
    _count("initialCooldownPeriod", 0),
    _count("idleReplicaCount", 0),
    _count("minReplicaCount", 0),
    _count("maxReplicaCount", 1),
    *(
        Rule(
            controller="The horizontal autoscaler that KEDA makes",
            kinds=_OF,
            path=("spec", "advanced", "horizontalPodAutoscalerConfig", "behavior", *path),
            read=read,
            source="Kubernetes API reference, HorizontalPodAutoscaler v2, HPAScalingRules",
        )
        for direction in ("scaleUp", "scaleDown")
        for path, read in (
            ((direction, "stabilizationWindowSeconds"), between(0, 3600)),
            ((direction, "policies", "*", "type"), one_of("Pods", "Percent")),
            ((direction, "policies", "*", "value"), between(1, _INT32)),
            ((direction, "policies", "*", "periodSeconds"), between(1, 1800)),
            ((direction, "selectPolicy"), one_of("Max", "Min", "Disabled")),
        )
    ),
)


def shape(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only shows when the fields of a ScaledObject are read together."""
    if manifest.get("kind") != "ScaledObject":
        return
    for key in mapping(mapping(manifest.get("metadata")).get("annotations")):
        domain, _, name = str(key).partition("/")
        if domain in _ANNOTATIONS and name not in _ANNOTATIONS[domain]:
            known = ", ".join(sorted(_ANNOTATIONS[domain]))
            yield f"metadata.annotations.{key}", f"KEDA reads {known} of {domain}, and passes {name!r} over ({_TYPES})"
    spec = mapping(manifest.get("spec"))
    least, most, idle = (spec.get(key) for key in ("minReplicaCount", "maxReplicaCount", "idleReplicaCount"))
    if isinstance(least, int) and isinstance(most or 100, int) and least > int(most or 100):
        yield "spec.minReplicaCount", f"KEDA does not take {least}: maxReplicaCount is {most or 100} ({_CRD})"
    if isinstance(idle, int) and idle >= int(least or 0):
        yield "spec.idleReplicaCount", f"KEDA does not take {idle}: it has to be less than minReplicaCount ({_TYPES})"
    triggers = members(spec.get("triggers"))
    if spec.get("triggers") in (None, []):
        yield "spec.triggers", f"KEDA scales by one trigger at least ({_CRD})"
    names = [str(each["name"]) for each in triggers if each.get("name")]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "spec.triggers", f"KEDA does not take two triggers of the name {name!r} ({_TYPES})"
    for index, trigger in enumerate(triggers):
        yield from _trigger(f"spec.triggers[{index}]", trigger)


def _trigger(place: str, trigger: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if trigger.get("type") == UNKNOWN:
        return
    kind, metadata = trigger.get("type"), mapping(trigger.get("metadata"))
    if kind not in SCALERS:
        yield f"{place}.type", f"the sandbox knows KEDA's scalers {', '.join(SCALERS)}, and not {kind!r}"
        return
    source, fields, needed = SCALERS[str(kind)]
    if trigger.get("metricType") == "Utilization":
        yield f"{place}.metricType", f"{kind} takes Value or AverageValue (pkg/scalers/scaler.go)"
    for key in sorted(needed - metadata.keys()):
        yield f"{place}.metadata.{key}", f"{kind} needs it ({source})"
    for key, value in metadata.items():
        if value == UNKNOWN:
            continue
        wrong = fields[key](value) if key in fields else f"it reads {', '.join(sorted(fields))}"
        if wrong:
            yield f"{place}.metadata.{key}", f"{kind} does not take {value!r}: {wrong} ({source})"
    if kind == "aws-cloudwatch" and UNKNOWN not in metadata.values():
        yield from _metric(place, metadata)


def _metric(place: str, metadata: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not metadata.get("expression"):
        missing = [
            key for key in ("namespace", "metricName", "dimensionName", "dimensionValue") if not metadata.get(key)
        ]
        if missing:
            yield f"{place}.metadata", f"aws-cloudwatch needs {', '.join(missing)}, or an expression ({_CLOUDWATCH})"
        elif len(metadata["dimensionName"].split(";")) != len(metadata["dimensionValue"].split(";")):
            reason = f"aws-cloudwatch finds another number of values in {metadata['dimensionValue']!r} ({_CLOUDWATCH})"
            yield f"{place}.metadata.dimensionName", reason
    collected, period = metadata.get("metricCollectionTime", "300"), metadata.get("metricStatPeriod", "300")
    if not _period(period) and not whole(0)(collected) and int(collected) % int(period):
        reason = f"aws-cloudwatch does not take {collected!r}: it is no multiple of metricStatPeriod ({_CLOUDWATCH})"
        yield f"{place}.metadata.metricCollectionTime", reason
