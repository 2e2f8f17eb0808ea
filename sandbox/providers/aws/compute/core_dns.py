"""What the add-on CoreDNS takes as its settings. Pure.

Source: the schema that `aws eks describe-addon-configuration` answers for it, as AWS's blog describes it
("Recent changes to the CoreDNS add-on"), and the EKS user guide (scale CoreDNS pods, run CoreDNS on Fargate).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|[kKMGT]i?)?")
Check = Callable[[Any], str]


def broken_settings(text: str) -> Iterator[str]:
    """Everything that EKS would refuse."""
    try:
        settings = json.loads(text)
    except ValueError as error:
        yield f"ConfigurationValue is not in valid JSON format: {error}"
        return
    if not isinstance(settings, dict):
        yield "ConfigurationValue provided in request is not supported: it is no object"
        return
    for key, value in settings.items():
        reason = (
            _FIELDS[key](value) if key in _FIELDS else f"there is no such key; there are {', '.join(sorted(_FIELDS))}"
        )
        if reason:
            yield f"ConfigurationValue provided in request is not supported: {key}: {reason}"


def _of(kind: type, says: str) -> Check:
    return lambda value: "" if isinstance(value, kind) and not (kind is int and isinstance(value, bool)) else says


def _count(value: Any) -> str:  # noqa: ANN401 - JSON
    return (
        ""
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1
        else "it is a whole number from 1 on"
    )


def _budget(value: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(value, dict) or value.keys() - {"enabled", "maxUnavailable", "minAvailable"}:
        return "it has enabled, maxUnavailable and minAvailable"
    if not isinstance(value.get("enabled", True), bool):
        return "enabled is true or false"
    if {"maxUnavailable", "minAvailable"} <= value.keys():
        return "it takes maxUnavailable or minAvailable, and not both"
    said = [value[key] for key in ("maxUnavailable", "minAvailable") if key in value]
    fits = all(re.fullmatch(r"[0-9]+%?", str(each)) and not isinstance(each, bool) for each in said)
    return "" if fits else "both are a count, or a share such as 25%"


def _resources(value: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(value, dict) or value.keys() - {"limits", "requests"}:
        return "it has limits and requests"
    for kind, amounts in value.items():
        if not isinstance(amounts, Mapping) or amounts.keys() - {"cpu", "memory"}:
            return f"{kind} has cpu and memory"
        for key, amount in amounts.items():
            if not isinstance(amount, str) or not _QUANTITY.fullmatch(amount):
                return f"{kind}.{key} is an amount such as 0.25 or 256M, and not {amount!r}"
    return ""


_OBJECT, _LIST = _of(dict, "it is an object"), _of(list, "it is a list")
_FIELDS: Mapping[str, Check] = {
    "affinity": _OBJECT,
    "autoScaling": _OBJECT,
    "computeType": lambda value: "" if value in {"ec2", "Fargate"} else "it is ec2 or Fargate",
    "corefile": _of(str, "it is a text"),
    "nodeSelector": _OBJECT,
    "podAnnotations": _OBJECT,
    "podDisruptionBudget": _budget,
    "podLabels": _OBJECT,
    "replicaCount": _count,
    "resources": _resources,
    "tolerations": _LIST,
    "topologySpreadConstraints": _LIST,
}
