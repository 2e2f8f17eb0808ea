"""The words that controllers are started with: one that a program does not know ends it before it has begun. Pure.

Source: cmd/operator/main.go and cmd/adapter/main.go of kedacore/keda, with the server options of its adapter;
pkg/config and pkg/aws of kubernetes-sigs/aws-load-balancer-controller at v3.5.0. Not all are here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.kubernetes.rules.rule import Reader, mapping, members
from sandbox.providers.kubernetes.rules.values import boolean, like, one_of, whole

_TEXT = like(r".+", "it must not be empty")
_FILE = like(r"/\S+", "it reads the path of a file")
_ADDRESS = like(r"[\w.-]*:[0-9]{1,5}", "it reads an address such as name:9666")
_PORT = whole(0, 65535)
_GATES = frozenset(
    {
        *("ListenerRulesTagging", "WeightedTargetGroups", "ServiceTypeLoadBalancerOnly", "EndpointsFailOpen"),
        *("EnableServiceController", "EnableIPTargetType", "EnableRGTAPI", "SubnetsClusterTagCheck"),
        *("NLBHealthCheckAdvancedConfig", "NLBSecurityGroup", "ALBSingleSubnet", "SubnetDiscoveryByReachability"),
        *("LBCapacityReservation", "NLBGatewayAPI", "ALBGatewayAPI", "GlobalAcceleratorController"),
        *("EnableTCPUDPListenerType", "EnhancedDefaultBehavior", "EnableDefaultTagsLowPriority"),
        *("ALBTargetControlAgent", "GatewayListenerSet", "EnableCertificateManagement", "IngressPlanAnnotation"),
    }
)


def _gates(value: Any) -> str:  # noqa: ANN401 - JSON
    for pair in str(value).split(","):
        name, _, on = pair.partition("=")
        if name not in _GATES:
            return f"there is no feature {name!r}"
        if boolean(on):
            return f"{name} is true or false, and not {on!r}"
    return ""


FLAGS: Mapping[str, Mapping[str, Reader]] = {
    "keda-operator": {
        **dict.fromkeys(
            (
                *("leader-elect", "enable-cert-rotation", "enable-webhook-patching", "enable-apiservice-patching"),
                *("enable-prometheus-metrics", "enable-opentelemetry-metrics", "disable-compression"),
            ),
            boolean,
        ),
        **dict.fromkeys(
            (
                *("cert-secret-name", "operator-service-name", "metrics-server-service-name", "webhooks-service-name"),
                *("k8s-cluster-name", "k8s-cluster-domain", "leader-election-id", "validating-webhook-name"),
            ),
            _TEXT,
        ),
        **dict.fromkeys(
            ("metrics-bind-address", "health-probe-bind-address", "metrics-service-bind-address"), _ADDRESS
        ),
        **dict.fromkeys(("cert-dir", "ca-dir"), _FILE),
        "zap-encoder": one_of("json", "console"),
        "zap-log-level": like(r"debug|info|error|[0-9]+", "it reads debug, info, error or a number"),
        "zap-time-encoding": one_of("epoch", "millis", "nano", "iso8601", "rfc3339", "rfc3339nano"),
    },
    "keda-operator-metrics-apiserver": {
        **dict.fromkeys(("secure-port", "metrics-port", "port"), _PORT),
        "metrics-service-address": _ADDRESS,
        "metrics-service-grpc-authority": _TEXT,
        **dict.fromkeys(("client-ca-file", "tls-cert-file", "tls-private-key-file", "cert-dir"), _FILE),
        "v": whole(0),
        "logtostderr": boolean,
        "stderrthreshold": _TEXT,
        "disable-compression": boolean,
    },
    "aws-load-balancer-controller": {
        **dict.fromkeys(("cluster-name", "aws-region", "ingress-class", "log-level", "controller-class"), _TEXT),
        "aws-vpc-id": like(r"vpc-[\w.-]+", "it reads the id of a VPC"),
        "feature-gates": _gates,
        **dict.fromkeys(
            (
                *("enable-pod-readiness-gate-inject", "enable-shield", "enable-waf", "enable-wafv2"),
                *("enable-leader-election", "enable-backend-security-group", "enable-endpoint-slices"),
            ),
            boolean,
        ),
    },
}
_FLAG = re.compile(r"--?(?P<name>[A-Za-z0-9-]+)(?:=(?P<value>.*))?", re.DOTALL)


def shape(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a controller's program would say of its arguments."""
    if manifest.get("kind") != "Deployment":
        return
    pod = mapping(mapping(mapping(manifest.get("spec")).get("template")).get("spec"))
    for index, container in enumerate(members(pod.get("containers"))):
        known = FLAGS.get(str(container.get("name")))
        for number, word in enumerate(container.get("args") or () if known else ()):
            wrong = "" if word == UNKNOWN else _wrong(str(word), known or {})
            if wrong:
                yield f"spec.template.spec.containers[{index}].args[{number}]", f"{container['name']}: {wrong}"


def _wrong(word: str, known: Mapping[str, Reader]) -> str:
    match = _FLAG.fullmatch(word)
    if match is None or match["name"] not in known:
        return f"unknown flag: {word}"
    read = known[match["name"]]
    value = match["value"]
    if value is None:
        return "" if read is boolean else f"flag needs an argument: {word}"
    wrong = read(value)
    return f"invalid argument {value!r} for --{match['name']}: {wrong}" if wrong else ""
