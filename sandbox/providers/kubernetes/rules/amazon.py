"""What EKS, Fargate and AWS's controllers read in a cluster, by AWS's guides and the controllers' own code. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sandbox.aws_registries import ACCOUNTS, holder
from sandbox.protocol.values import holds_unknown
from sandbox.providers.kubernetes.rules.rule import EVERY, Rule, mapping, members
from sandbox.providers.kubernetes.rules.values import amount, like, one_of, port, true_or_false, whole

_BINDING, _GROUPS = "aws-load-balancer-controller, apis/elbv2/v1beta1", "EKS user guide, security groups for pods"
_PODS, _LOGGING = "EKS user guide, understand Fargate pod configuration", "EKS user guide, start Fargate logging"
_IDENTITY = "aws/amazon-eks-pod-identity-webhook, README"
_SETTINGS = "aws-logging"
# vCPU -> memory in GiB, from and to, and by which steps; a pod gets the smallest that holds it with 256 MiB on top.
_SIZES = (
    (Decimal("0.25"), (Decimal("0.5"), 1, 2)),
    (Decimal("0.5"), tuple(range(1, 5))),
    (Decimal(1), tuple(range(2, 9))),
    (Decimal(2), tuple(range(4, 17))),
    (Decimal(4), tuple(range(8, 31))),
    (Decimal(8), tuple(range(16, 61, 4))),
    (Decimal(16), tuple(range(32, 121, 8))),
)
_OVERHEAD, _GIB = Decimal(256) * 1024**2, Decimal(1024) ** 3
_LONGEST_SETTINGS = 5300
_SECTIONS = {"output.conf": "[OUTPUT]", "filters.conf": "[FILTER]", "parsers.conf": "[PARSER]"}
_OUTPUTS = frozenset({"es", "firehose", "kinesis_firehose", "cloudwatch", "cloudwatch_logs", "kinesis"})
_TO_CLOUDWATCH = frozenset({"cloudwatch", "cloudwatch_logs"})
_ACCOUNT = frozenset({"ServiceAccount"})
_OF_AN_ACCOUNT = frozenset({"audience", "role-arn", "sts-regional-endpoints", "token-expiration"})
_MOST_GROUPS = 5
_REGISTRIES = "EKS user guide, Amazon container image registries"
_IMAGE = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/.+")


def _registry(value: Any) -> str:  # noqa: ANN401 - JSON
    """Whether an image of AWS's is asked for where AWS keeps it. What others keep is theirs to know."""
    named = _IMAGE.fullmatch(str(value))
    if named is None or named["account"] not in ACCOUNTS:
        return ""
    holds = holder(named["region"])
    return "" if named["account"] == holds else f"AWS keeps its images of {named['region']} in account {holds}"


RULES: tuple[Rule, ...] = (
    Rule(
        controller="The kubelet",
        kinds=frozenset({"Deployment", "StatefulSet", "Job"}),
        path=("spec", "template", "spec", "containers", EVERY, "image"),
        read=_registry,
        source=_REGISTRIES,
    ),
    Rule(
        controller="EKS's identity webhook",
        kinds=_ACCOUNT,
        path=("metadata", "annotations", "eks.amazonaws.com/role-arn"),
        read=like(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+", "it reads the ARN of an IAM role"),
        source=_IDENTITY,
    ),
    Rule(
        controller="EKS's identity webhook",
        kinds=_ACCOUNT,
        path=("metadata", "annotations", "eks.amazonaws.com/sts-regional-endpoints"),
        read=true_or_false,
        source=_IDENTITY,
    ),
    Rule(
        controller="EKS's identity webhook",
        kinds=_ACCOUNT,
        path=("metadata", "annotations", "eks.amazonaws.com/token-expiration"),
        read=whole(600, 86400),
        source=_IDENTITY,
    ),
    Rule(
        controller="The load balancer controller",
        kinds=frozenset({"TargetGroupBinding"}),
        path=("spec", "targetGroupARN"),
        read=like(
            r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-z]+",
            "it reads the ARN of a target group",
        ),
        source=_BINDING,
    ),
    Rule(
        controller="The load balancer controller",
        kinds=frozenset({"TargetGroupBinding"}),
        path=("spec", "vpcID"),
        read=like(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})", "it reads the id of a VPC"),
        source=_BINDING,
    ),
    Rule(
        controller="The load balancer controller",
        kinds=frozenset({"TargetGroupBinding"}),
        path=("spec", "serviceRef", "port"),
        read=port,
        source=_BINDING,
    ),
    *(
        Rule(
            controller="The load balancer controller",
            kinds=frozenset({"TargetGroupBinding"}),
            path=("spec", field),
            read=one_of(*words),
            source=_BINDING,
        )
        for field, words in (("targetType", ("ip", "instance")), ("ipAddressType", ("ipv4", "ipv6")))
    ),
    Rule(
        controller="The VPC resource controller",
        kinds=frozenset({"SecurityGroupPolicy"}),
        path=("spec", "securityGroups", "groupIds"),
        read=lambda groups: "" if 1 <= len(groups) <= _MOST_GROUPS else f"it takes 1 to {_MOST_GROUPS} groups",
        source=_GROUPS,
    ),
    Rule(
        controller="The VPC resource controller",
        kinds=frozenset({"SecurityGroupPolicy"}),
        path=("spec", "securityGroups", "groupIds", EVERY),
        read=like(r"sg-[0-9a-f]{8,17}", "it reads the id of a security group"),
        source=_GROUPS,
    ),
)


def shape(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What only shows when fields are read together."""
    kind, metadata, spec = manifest.get("kind"), mapping(manifest.get("metadata")), mapping(manifest.get("spec"))
    for key in mapping(metadata.get("annotations")) if kind == "ServiceAccount" else ():
        domain, _, name = str(key).partition("/")
        if domain == "eks.amazonaws.com" and name not in _OF_AN_ACCOUNT:
            reads = ", ".join(sorted(_OF_AN_ACCOUNT))
            yield (
                f"metadata.annotations.{key}",
                f"EKS's identity webhook reads {reads}, not {name!r} ({_IDENTITY})",
            )
    if kind == "SecurityGroupPolicy" and {"podSelector", "serviceAccountSelector"} <= spec.keys():
        yield "spec", f"The VPC resource controller takes podSelector or serviceAccountSelector, not both ({_GROUPS})"
    if kind == "ConfigMap" and metadata.get("name") == _SETTINGS:
        yield from _settings(mapping(manifest.get("data")))
    if kind in {"Deployment", "StatefulSet", "Job"}:
        yield from _pod(mapping(spec.get("template")).get("spec") or {})
    if kind == "DaemonSet":
        yield "kind", f"Fargate runs no DaemonSets ({_PODS})"


def _settings(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The settings of Fargate's forwarder, which says nothing when it ignores them."""
    if holds_unknown(data):
        return
    told = "Fargate's forwarder"
    for key in sorted(data.keys() - {*_SECTIONS, "flb_log_cw"}):
        yield f"data.{key}", f"{told} reads {', '.join(sorted({*_SECTIONS, 'flb_log_cw'}))} ({_LOGGING})"
    if "flb_log_cw" in data and true_or_false(data["flb_log_cw"]):
        yield "data.flb_log_cw", f"{told} does not take {data['flb_log_cw']!r}: it reads true or false ({_LOGGING})"
    if sum(len(str(text)) for text in data.values()) > _LONGEST_SETTINGS:
        yield "data", f"{told} takes {_LONGEST_SETTINGS} characters together ({_LOGGING})"
    for key in sorted(data.keys() & _SECTIONS.keys()):
        for reason in _broken_lines(str(data[key]), _SECTIONS[key]):
            yield f"data.{key}", f"{told}: {reason} ({_LOGGING})"


def _broken_lines(text: str, section: str) -> Iterator[str]:
    sections: list[dict[str, str]] = []
    for line in text.splitlines():
        words = line.split(None, 1)
        if not words or line.lstrip().startswith("#"):
            continue
        if line.lstrip().startswith("["):
            if line.strip() != section:
                yield f"this file holds {section} alone, and not {line.strip()}"
            sections.append({})
        elif len(words) < 2 or not line.startswith((" ", "\t")):  # noqa: PLR2004 - key and value
            yield f"{line.strip()!r} is no indented key with a value"
        elif not sections:
            yield f"{line.strip()!r} stands before {section}"
        else:
            sections[-1][words[0].lower()] = words[1].strip()
    if not sections:
        yield f"there is no {section}"
    for said in sections if section == "[OUTPUT]" else ():
        yield from _broken_output(said)


def _broken_output(said: Mapping[str, str]) -> Iterator[str]:
    name = said.get("name", "")
    if name not in _OUTPUTS:
        yield f"an output is one of {', '.join(sorted(_OUTPUTS))}, and not {name!r}"
    if not said.get("match") and not said.get("match_regex"):
        yield "an output needs Match"
    if name in _TO_CLOUDWATCH:
        for needed in ("region", "log_group_name"):
            if not said.get(needed):
                yield f"{name} needs {needed}"
        if not said.get("log_stream_prefix") and not said.get("log_stream_name"):
            yield f"{name} needs log_stream_prefix or log_stream_name"
        if said.get("auto_create_group", "false").lower() not in {"true", "false", "on", "off"}:
            yield f"auto_create_group is true or false, and not {said['auto_create_group']!r}"


def _pod(pod: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fargate has no node that one could share."""
    place = "spec.template.spec"
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(key):
            yield f"{place}.{key}", f"Fargate has no node to share ({_PODS})"
    for volume in members(pod.get("volumes")):
        for kind in sorted(volume.keys() & {"hostPath", "awsElasticBlockStore"}):
            yield f"{place}.volumes", f"Fargate mounts no {kind} ({_PODS})"
    containers = members(pod.get("containers"))
    for index, container in enumerate(containers):
        if mapping(container.get("securityContext")).get("privileged"):
            yield f"{place}.containers[{index}].securityContext.privileged", f"Fargate runs nobody privileged ({_PODS})"
        if any(each.get("hostPort") for each in members(container.get("ports"))):
            yield f"{place}.containers[{index}].ports", f"Fargate has no port of a node ({_PODS})"
    if holds_unknown([each.get("resources") for each in containers]):
        return
    cpu, memory = (_asked(containers, key) for key in ("cpu", "memory"))
    if not any(cpu <= size and any(memory + _OVERHEAD <= gib * _GIB for gib in gibs) for size, gibs in _SIZES):
        yield (
            f"{place}.containers",
            f"no size of Fargate holds {cpu} vCPU and {memory} bytes with 256 MiB on top ({_PODS})",
        )


def _asked(containers: Any, key: str) -> Decimal:  # noqa: ANN401 - JSON
    said = [mapping(mapping(each.get("resources")).get("requests")).get(key) for each in containers]
    return sum((amount(each) or Decimal(0) for each in said if each is not None), Decimal(0))
