"""What controllers make of texts in manifests: the form that each reads, and the ones that it does not.

Every manifest of the program itself goes through the same table in tests/components, where the recorder asks it.
"""

import copy
from typing import Any

import pytest

from sandbox.protocol.values import UNKNOWN
from sandbox.providers.kubernetes.rules import table

Manifest = dict[str, Any]
QUEUE = {
    "type": "aws-sqs-queue",
    "name": "backlog",
    "metricType": "AverageValue",
    "metadata": {
        "queueURL": "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
        "queueLength": "85",
        "activationQueueLength": "0",
        "scaleOnInFlight": "false",
        "awsRegion": "us-east-1",
    },
}
METRIC = {
    "type": "aws-cloudwatch",
    "name": "requests",
    "metricType": "Value",
    "metadata": {
        "namespace": "AWS/ApplicationELB",
        "metricName": "RequestCountPerTarget",
        "dimensionName": "TargetGroup;LoadBalancer",
        "dimensionValue": "targetgroup/a/1;app/b/2",
        "targetMetricValue": "1200",
        "minMetricValue": "0",
        "metricStatPeriod": "60",
        "metricCollectionTime": "300",
        "awsRegion": "us-east-1",
    },
}
BEHAVIOR = {
    "scaleUp": {"stabilizationWindowSeconds": 0, "policies": [{"type": "Percent", "value": 100, "periodSeconds": 30}]}
}
SCALED: Manifest = {
    "apiVersion": "keda.sh/v1alpha1",
    "kind": "ScaledObject",
    "metadata": {"name": "worker", "namespace": "standby", "annotations": {"autoscaling.keda.sh/paused-replicas": "0"}},
    "spec": {
        "scaleTargetRef": {"name": "worker"},
        "pollingInterval": 30,
        "minReplicaCount": 3,
        "maxReplicaCount": 60,
        "advanced": {"horizontalPodAutoscalerConfig": {"behavior": BEHAVIOR}},
        "triggers": [QUEUE, METRIC],
    },
}
CONTAINER = {
    "name": "web",
    "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/standby/web:1.0.0",
    "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"cpu": "250m", "memory": "256Mi"}},
    "ports": [{"containerPort": 8080}],
    "env": [{"name": "PORT", "value": "8080"}],
    "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "initialDelaySeconds": 5},
}
DEPLOYED: Manifest = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "standby", "labels": {"app.kubernetes.io/name": "web"}},
    "spec": {
        "replicas": 3,
        "selector": {"matchLabels": {"app.kubernetes.io/name": "web"}},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "100%", "maxUnavailable": 0}},
        "template": {
            "metadata": {"labels": {"app.kubernetes.io/name": "web"}},
            "spec": {
                "serviceAccountName": "web",
                "containers": [CONTAINER],
                "topologySpreadConstraints": [
                    {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"}
                ],
            },
        },
    },
}
CONTROLLER: Manifest = copy.deepcopy(DEPLOYED)
CONTROLLER["spec"]["template"]["spec"]["containers"][0] |= {
    "name": "aws-load-balancer-controller",
    "args": ["--cluster-name=standby", "--feature-gates=EnableServiceController=false", "--enable-waf=false"],
}
BINDING: Manifest = {
    "apiVersion": "elbv2.k8s.aws/v1beta1",
    "kind": "TargetGroupBinding",
    "metadata": {"name": "web", "namespace": "standby"},
    "spec": {
        "targetGroupARN": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/standby-web/0123456789abc",
        "vpcID": "vpc-0123456789abcdef0",
        "serviceRef": {"name": "web", "port": 8080},
    },
}
GROUPS: Manifest = {
    "apiVersion": "vpcresources.k8s.aws/v1beta1",
    "kind": "SecurityGroupPolicy",
    "metadata": {"name": "workloads", "namespace": "standby"},
    "spec": {"podSelector": {}, "securityGroups": {"groupIds": ["sg-0123456789abcdef0"]}},
}
LINES = (
    "[OUTPUT]\n    Name cloudwatch_logs\n    Match *\n    region us-east-1\n    log_group_name pods\n"
    "    log_stream_prefix pods-\n    auto_create_group false\n"
)
LOGGING: Manifest = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "aws-logging", "namespace": "aws-observability"},
    "data": {"flb_log_cw": "false", "output.conf": LINES},
}
ACCOUNT: Manifest = {
    "apiVersion": "v1",
    "kind": "ServiceAccount",
    "metadata": {
        "name": "web",
        "namespace": "standby",
        "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/standby-web"},
    },
}
BUDGET: Manifest = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web", "namespace": "standby"},
    "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
}
QUOTA: Manifest = {
    "apiVersion": "v1",
    "kind": "ResourceQuota",
    "metadata": {"name": "workloads", "namespace": "standby"},
    "spec": {"hard": {"pods": "240", "requests.cpu": "120000m", "requests.memory": "184320Mi"}},
}
EGRESS: Manifest = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "egress", "namespace": "standby"},
    "spec": {
        "podSelector": {},
        "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/16"}}], "ports": [{"protocol": "TCP", "port": 443}]}],
    },
}
SERVICE: Manifest = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "standby"},
    "spec": {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]},
}
GOOD = (
    *(SCALED, DEPLOYED, CONTROLLER, BINDING, GROUPS, LOGGING, ACCOUNT),
    *(BUDGET, QUOTA, EGRESS, SERVICE),
)


def reasons(manifest: Manifest) -> list[str]:
    return [f"{each.property}: {each.reason}" for each in table.failures(manifest)]


def changed(manifest: Manifest, *path: str | int, to: object) -> Manifest:
    copied = copy.deepcopy(manifest)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return copied


@pytest.mark.parametrize("manifest", GOOD, ids=lambda manifest: str(manifest["kind"]))
def test_the_right_form_is_taken(manifest: Manifest) -> None:
    assert reasons(manifest) == []


_SQS, _CW = ("spec", "triggers", 0, "metadata"), ("spec", "triggers", 1, "metadata")
_POD = ("spec", "template", "spec")
_FIRST = (*_POD, "containers", 0)
_NO_LENGTHS = ("85.7143", "1e+06", "0", "-1", "", "+5", "05", 85)
_NO_TARGETS, _NO_AMOUNTS = ("many", "1,200", "0", "NaN", "1_000"), ("quarter", "250 m", "-1", "1vCPU")
# Where the key itself is what is wrong, or an empty list.
_KEYS = {"triggers", "queueUrl", "minAvailable", "serviceAccountSelector", "app/kubernetes/name", "outputs.conf"}
BROKEN: list[tuple[Manifest, tuple[str | int, ...], object, str]] = [
    # KEDA's queue.
    *(
        (SCALED, (*_SQS, "queueLength"), bad, "a whole number")
        for bad in ("85.7143", "1e+06", "0", "-1", "", "+5", "05", 85)
    ),
    (SCALED, (*_SQS, "queueLength"), str(2**63), "from 1 to"),
    (SCALED, (*_SQS, "activationQueueLength"), "0.5", "a whole number"),
    (SCALED, (*_SQS, "scaleOnInFlight"), "no", "it reads true or false"),
    (SCALED, (*_SQS, "queueURL"), "https://sqs.us-east-1.amazonaws.com/orders", "no queue's name"),
    (SCALED, (*_SQS, "queueUrl"), "x", "it reads activationQueueLength"),
    (SCALED, (*_SQS, "awsRegion"), ..., "aws-sqs-queue needs it"),
    (SCALED, (*_SQS, "awsRegion"), "east", "this is no region"),
    # KEDA's metric.
    *(
        (SCALED, (*_CW, "targetMetricValue"), bad, "aws-cloudwatch does not take")
        for bad in ("many", "1,200", "0", "NaN", "1_000")
    ),
    (SCALED, (*_CW, "minMetricValue"), ..., "aws-cloudwatch needs it"),
    (SCALED, (*_CW, "metricStatPeriod"), "45", "a multiple of 60 seconds"),
    (SCALED, (*_CW, "metricCollectionTime"), "90", "no multiple of metricStatPeriod"),
    (SCALED, (*_CW, "metricCollectionTime"), "5m", "a whole number"),
    (SCALED, (*_CW, "dimensionValue"), "only one", "another number of values"),
    (SCALED, (*_CW, "namespace"), ..., "needs namespace, or an expression"),
    # KEDA's own fields.
    *(
        (SCALED, ("metadata", "annotations", "autoscaling.keda.sh/paused-replicas"), bad, "a whole number")
        for bad in ("none", "0.0", "-1", "")
    ),
    (SCALED, ("metadata", "annotations", "autoscaling.keda.sh/paused"), "yes", "it reads true or false"),
    (SCALED, ("metadata", "name"), "w" * 64, "at most 63"),
    (SCALED, ("spec", "pollingInterval"), 0, "it takes 1 to"),
    (SCALED, ("spec", "maxReplicaCount"), 0, "it takes 1 to"),
    (SCALED, ("spec", "minReplicaCount"), 61, "maxReplicaCount is 60"),
    (SCALED, ("spec", "idleReplicaCount"), 3, "less than minReplicaCount"),
    (SCALED, ("spec", "triggers"), [], "one trigger at least"),
    (SCALED, ("spec", "triggers"), [QUEUE, QUEUE], "two triggers of the name 'backlog'"),
    (SCALED, ("spec", "triggers", 0, "type"), "aws-sqs", "and not 'aws-sqs'"),
    (SCALED, ("spec", "triggers", 0, "metricType"), "Utilization", "takes Value or AverageValue"),
    *(
        (SCALED, ("spec", "advanced", "horizontalPodAutoscalerConfig", "behavior", "scaleUp", *path), bad, "it takes")
        for path, bad in (
            (("stabilizationWindowSeconds",), 3601),
            (("policies", 0, "periodSeconds"), 1801),
            (("policies", 0, "value"), 0),
            (("policies", 0, "type"), "Share"),
        )
    ),
    # Pods.
    *(
        (DEPLOYED, (*_FIRST, "resources", "requests", "cpu"), bad, "an amount")
        for bad in ("quarter", "250 m", "-1", "1vCPU")
    ),
    (DEPLOYED, (*_FIRST, "resources", "requests", "memory"), "256MB", "an amount"),
    (DEPLOYED, (*_FIRST, "resources", "requests", "cpu"), "500m", "the limit is 250m"),
    (DEPLOYED, (*_FIRST, "ports", 0, "containerPort"), 70000, "1 to 65535"),
    (DEPLOYED, (*_FIRST, "readinessProbe", "httpGet", "port"), "HTTP", "a port's name"),
    (DEPLOYED, (*_FIRST, "readinessProbe", "initialDelaySeconds"), -1, "it takes 0 to"),
    (DEPLOYED, (*_FIRST, "image"), "standby/web:1.0.0:2", "REGISTRY/NAME:TAG"),
    (DEPLOYED, (*_FIRST, "name"), "Web_1", "small letters"),
    (DEPLOYED, (*_FIRST, "env", 0, "name"), "1 PORT", "names no variable"),
    (DEPLOYED, (*_FIRST, "volumeMounts"), [{"name": "keys", "mountPath": "/keys"}], "no volume 'keys'"),
    (DEPLOYED, (*_POD, "topologySpreadConstraints", 0, "topologyKey"), "zone of AWS", "is no name"),
    (DEPLOYED, (*_POD, "topologySpreadConstraints", 0, "maxSkew"), 0, "it takes 1 to"),
    (DEPLOYED, ("metadata", "labels", "app.kubernetes.io/name"), "the web!", "a label's value"),
    (DEPLOYED, ("metadata", "labels", "app/kubernetes/name"), "web", "is no domain"),
    (DEPLOYED, ("spec", "template", "metadata", "labels"), {"other": "web"}, "the selector picks"),
    (DEPLOYED, ("spec", "strategy", "rollingUpdate", "maxSurge"), "all", "a share such as 25%"),
    (DEPLOYED, ("spec", "strategy", "rollingUpdate", "maxSurge"), 0, "not both"),
    # Pods on Fargate.
    (DEPLOYED, (*_FIRST, "resources"), {"requests": {"cpu": "17"}}, "no size of Fargate holds"),
    (DEPLOYED, (*_FIRST, "resources"), {"requests": {"memory": "120Gi"}}, "no size of Fargate holds"),
    (DEPLOYED, (*_FIRST, "securityContext"), {"privileged": True}, "nobody privileged"),
    (DEPLOYED, (*_POD, "hostNetwork"), True, "no node to share"),
    (DEPLOYED, (*_POD, "volumes"), [{"name": "all", "hostPath": {"path": "/"}}], "mounts no hostPath"),
    # What the API server reads together, or as one of few words.
    (DEPLOYED, ("spec", "strategy", "rollingUpdate", "maxUnavailable"), "150%", "100% at most"),
    (BUDGET, ("spec", "maxUnavailable"), "150%", "100% at most"),
    (DEPLOYED, ("spec", "strategy", "type"), "Rolling", "it takes RollingUpdate, Recreate"),
    (DEPLOYED, ("spec", "strategy", "type"), "Recreate", "with RollingUpdate alone"),
    (DEPLOYED, ("spec", "progressDeadlineSeconds"), 0, "it takes 1 to"),
    (DEPLOYED, (*_POD, "restartPolicy"), "OnFailure", "it takes Always"),
    (DEPLOYED, (*_POD, "securityContext"), {"runAsUser": -1}, "it takes 0 to"),
    (DEPLOYED, (*_POD, "containers"), [CONTAINER, CONTAINER], "a name of its own for each container"),
    (DEPLOYED, (*_FIRST, "ports"), [{"containerPort": n, "name": "http"} for n in (1, 2)], "for each port"),
    (DEPLOYED, (*_FIRST, "ports", 0, "protocol"), "tcp", "it takes TCP, UDP, SCTP"),
    (DEPLOYED, (*_FIRST, "ports", 0, "name"), "HTTP_main", "a port's name"),
    (DEPLOYED, (*_FIRST, "imagePullPolicy"), "always", "it takes Always, IfNotPresent, Never"),
    (DEPLOYED, (*_FIRST, "readinessProbe", "httpGet", "scheme"), "https", "it takes HTTP, HTTPS"),
    (DEPLOYED, (*_FIRST, "livenessProbe"), {"periodSeconds": 5}, "wants one of exec, grpc, httpGet, tcpSocket"),
    (
        DEPLOYED,
        (*_FIRST, "livenessProbe"),
        {"tcpSocket": {"port": 80}, "successThreshold": 2},
        "livenessProbe.successThreshold: The API server does not take 2: it takes 1 (",
    ),
    (DEPLOYED, (*_POD, "topologySpreadConstraints", 0, "minDomains"), 3, "with DoNotSchedule alone"),
    (SERVICE, ("spec", "type"), "Clusterip", "it takes ClusterIP"),
    (SERVICE, ("spec", "ports"), [{"port": 1}, {"port": 2}], "for each of several ports"),
    (SERVICE, ("spec", "ports", 0, "protocol"), "tcp", "it takes TCP, UDP, SCTP"),
    (EGRESS, ("spec", "egress", 0, "ports", 0, "protocol"), "tcp", "it takes TCP, UDP, SCTP"),
    (QUOTA, ("spec", "hard"), {"request.cpu": "1"}, "nothing that a quota counts"),
    (LOGGING, ("data",), {"output conf": LINES}, "is no key of letters"),
    # What KEDA reads beside its triggers.
    (SCALED, ("spec", "fallback"), {"failureThreshold": -1, "replicas": 3}, "it takes 0 to"),
    (SCALED, ("spec", "triggers", 0, "metricType"), "Average", "it takes AverageValue, Value, Utilization"),
    (SCALED, ("spec", "triggers", 0, "authenticationRef"), {"name": "a", "kind": "Cluster"}, "TriggerAuthentication"),
    (SCALED, ("metadata", "annotations", "autoscaling.keda.sh/pausedReplicas"), "0", "passes 'pausedReplicas' over"),
    (
        SCALED,
        ("metadata", "annotations", "scaledobject.keda.sh/transfer-hpa-ownership"),
        "yes",
        "it reads true or false",
    ),
    # What controllers are started with.
    (CONTROLLER, (*_FIRST, "args", 0), "--clustername=standby", "unknown flag: --clustername=standby"),
    (
        CONTROLLER,
        (*_FIRST, "args", 1),
        "--feature-gates=ServiceController=false",
        "there is no feature 'ServiceController'",
    ),
    (CONTROLLER, (*_FIRST, "args", 2), "--enable-waf=no", "invalid argument 'no' for --enable-waf"),
    (CONTROLLER, (*_FIRST, "args", 0), "--cluster-name", "flag needs an argument"),
    (
        CONTROLLER,
        (*_FIRST, "image"),
        "602401143452.dkr.ecr.eu-south-1.amazonaws.com/amazon/aws-load-balancer-controller:v3.5.0",
        "AWS keeps its images of eu-south-1 in account 590381155156",
    ),
    (
        CONTROLLER,
        (*_FIRST, "image"),
        "590381155156.dkr.ecr.us-east-1.amazonaws.com/amazon/aws-load-balancer-controller:v3.5.0",
        "AWS keeps its images of us-east-1 in account 602401143452",
    ),
    # What AWS reads.
    (BINDING, ("spec", "targetGroupARN"), "standby-web", "the ARN of a target group"),
    (BINDING, ("spec", "vpcID"), "vpc-1", "the id of a VPC"),
    (BINDING, ("spec", "serviceRef", "port"), 0, "1 to 65535"),
    (GROUPS, ("spec", "securityGroups", "groupIds"), ["tasks"], "the id of a security group"),
    (GROUPS, ("spec", "serviceAccountSelector"), {}, "not both"),
    (GROUPS, ("spec", "securityGroups", "groupIds"), [], "1 to 5 groups"),
    (BINDING, ("spec", "targetType"), "IP", "it takes ip, instance"),
    (ACCOUNT, ("metadata", "annotations", "eks.amazonaws.com/role_arn"), "x", "not 'role_arn'"),
    (ACCOUNT, ("metadata", "annotations", "eks.amazonaws.com/role-arn"), "standby-web", "the ARN of an IAM role"),
    (ACCOUNT, ("metadata", "annotations", "eks.amazonaws.com/sts-regional-endpoints"), "yes", "true or false"),
    (ACCOUNT, ("metadata", "annotations", "eks.amazonaws.com/token-expiration"), "1h", "a whole number"),
    # Fargate's forwarder.
    (LOGGING, ("data", "flb_log_cw"), "no", "true or false"),
    (LOGGING, ("data", "outputs.conf"), LINES, "filters.conf, flb_log_cw, output.conf"),
    (LOGGING, ("data", "output.conf"), LINES.replace("cloudwatch_logs", "stdout"), "and not 'stdout'"),
    (LOGGING, ("data", "output.conf"), LINES.replace("    Match *\n", ""), "an output needs Match"),
    (LOGGING, ("data", "output.conf"), LINES.replace("    region us-east-1\n", ""), "needs region"),
    (LOGGING, ("data", "output.conf"), LINES.replace("log_stream_prefix", "stream"), "needs log_stream_prefix"),
    (LOGGING, ("data", "output.conf"), LINES.replace("[OUTPUT]", "[SERVICE]"), "holds [OUTPUT] alone"),
    (LOGGING, ("data", "output.conf"), LINES.replace("    region", "region"), "is no indented key"),
    (LOGGING, ("data", "output.conf"), LINES + "#" * 5300, "5300 characters"),
    # The rest of Kubernetes.
    (BUDGET, ("spec", "maxUnavailable"), "one", "a share such as 25%"),
    (BUDGET, ("spec", "minAvailable"), 1, "not both"),
    (QUOTA, ("spec", "hard", "requests.cpu"), "all", "an amount"),
    (EGRESS, ("spec", "egress", 0, "to", 0, "ipBlock", "cidr"), "10.0.0.1/16", "host bits are zero"),
    (EGRESS, ("spec", "egress", 0, "ports", 0, "port"), 0, "1 to 65535"),
    (SERVICE, ("spec", "ports", 0, "targetPort"), "the http port", "a port's name"),
    (SERVICE, ("spec", "selector", "app"), "-web", "a label's value"),
    (SERVICE, ("metadata", "name"), "web.shop", "at most 63"),
]


@pytest.mark.parametrize(
    ("manifest", "path", "value", "says"),
    BROKEN,
    ids=[f"{each[0]['kind']} {each[1][-1]} {str(each[2])[:30]!r}" for each in BROKEN],
)
def test_what_its_reader_refuses_is_refused(
    manifest: Manifest, path: tuple[str | int, ...], value: object, says: str
) -> None:
    told = reasons(changed(manifest, *path, to=value))
    assert any(says in reason for reason in told), told


@pytest.mark.parametrize(
    ("manifest", "path"),
    [(each[0], each[1]) for each in BROKEN if each[2] is not ... and each[1][-1] not in _KEYS],
    ids=lambda value: str(value)[-40:],
)
def test_what_is_not_known_yet_is_not_judged(manifest: Manifest, path: tuple[str | int, ...]) -> None:
    told = reasons(changed(manifest, *path, to=UNKNOWN))
    assert [reason for reason in told if UNKNOWN in reason] == []


def test_each_rule_says_who_reads_the_field_and_where_that_is_written() -> None:
    assert [rule.path for rule in table.RULES if not rule.controller or not rule.source] == []
