"""The Kubernetes API of an emulated cluster, over plain HTTP. That a container runs is not shown."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from operations.failover.kubernetes import Cluster as FailoverCluster
from operations.live.clients import STEADY, ClientMaker
from sandbox.protocol.cluster_token import cluster_token
from tests.sandbox.cloud.additions.test_eks_fargate import create, make
from tests.sandbox.cloud.conftest import EAST, Aws

pytestmark = pytest.mark.emulator

ACCOUNT = "000000000000"
MERGE = "application/merge-patch+json"
SCALED = "/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects"
DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments"


@dataclass(frozen=True)
class Refused:
    """What the API server says instead."""

    status: int
    reason: str
    message: str
    causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Api:
    """A client."""

    endpoint: str
    token: str

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, kind: str = MERGE
    ) -> dict[str, Any] | Refused:
        request = urllib.request.Request(  # noqa: S310 - the emulated cluster's own address
            self.endpoint + path, json.dumps(body).encode() if body is not None else None, method=method
        )
        request.add_header("Content-Type", kind)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            said = json.load(error)
            causes = (said.get("details") or {}).get("causes", [])
            return Refused(error.code, said["reason"], said["message"], tuple(each["message"] for each in causes))
        return found

    def done(self, method: str, path: str, body: Mapping[str, Any] | None = None, kind: str = MERGE) -> dict[str, Any]:
        answer = self.ask(method, path, body, kind)
        assert not isinstance(answer, Refused), answer
        return answer

    def refused(self, method: str, path: str, body: Mapping[str, Any] | None = None, kind: str = MERGE) -> Refused:
        answer = self.ask(method, path, body, kind)
        assert isinstance(answer, Refused)
        return answer


@pytest.fixture(scope="module")
def api(aws: Aws) -> Api:
    """A cluster whose namespace `shop` has a Fargate profile, and the definition of KEDA's kind."""
    cluster = make(aws, "apps")
    create(aws, cluster, "shop", selectors=[{"namespace": "shop"}, {"namespace": "system"}])
    client = Api(aws.client("eks").describe_cluster(name="apps")["cluster"]["endpoint"], cluster_token("apps", EAST))
    for namespace in ("shop", "system", "elsewhere"):
        client.done("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    for kind, plural, group, version in (
        ("ScaledObject", "scaledobjects", "keda.sh", "v1alpha1"),
        ("TargetGroupBinding", "targetgroupbindings", "elbv2.k8s.aws", "v1beta1"),
    ):
        spec = {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural},
            "versions": [{"name": version, "served": True, "storage": True}],
        }
        path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        client.done("POST", path, {"metadata": {"name": f"{plural}.{group}"}, "spec": spec})
    return client


def deployment(name: str, app: str = "", *, replicas: int = 3, **pod: Any) -> dict[str, Any]:  # noqa: ANN401 - a manifest
    labels = {"app.kubernetes.io/name": app or name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": name, "image": "shop:1"}], **pod}}
    return {
        "metadata": {"name": name},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template},
    }


def ready(api: Api, name: str, namespace: str = "shop") -> int:
    found = api.done("GET", f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
    return int(found["status"]["readyReplicas"])


def test_the_version_is_the_clusters_own_and_changes_with_it(aws: Aws, api: Api) -> None:
    aws.client("eks").update_cluster_version(name="apps", version="1.31")
    assert api.done("GET", "/version")["minor"] == "31"


@pytest.mark.parametrize(
    ("token", "cause"),
    [
        ("", "there is no token"),
        ("k8s-aws-v2.AAAA", 'token is missing expected "k8s-aws-v1." prefix'),
        (cluster_token("other", EAST), "SignatureDoesNotMatch"),
        (cluster_token("apps", EAST, at=datetime(2020, 1, 1, tzinfo=UTC)), "X-Amz-Date parameter is expired"),
    ],
    # A token holds the time at which it was signed: test processes that are to agree on the names need others.
    ids=["no token", "another prefix", "another cluster", "long ago"],
)
def test_whoever_has_no_token_that_eks_believes_stays_outside(api: Api, token: str, cause: str) -> None:
    said = Api(api.endpoint, token).refused("GET", "/version")
    assert (said.status, said.reason, said.message) == (401, "Unauthorized", "Unauthorized")
    assert cause in said.causes[0]


def test_one_step_of_a_failover_enters_as_often_as_it_likes(
    aws: Aws, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.cloud.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    made = ClientMaker()(STEADY, says="standby-step/enable-consumers")
    calls = FailoverCluster(lambda service: made(service, EAST), "apps", "a test")
    api.done("POST", SCALED, {"metadata": {"name": "counted"}, "spec": {"scaleTargetRef": {"name": "counted"}}})
    api.done("POST", DEPLOYMENTS, deployment("counted", replicas=2))
    for most in (5, 6, 7):
        calls.patch("shop", "counted", {"spec": {"maxReplicaCount": most}})
        assert calls.running("shop", "counted") == 2
    assert api.done("GET", f"{SCALED}/counted")["spec"]["maxReplicaCount"] == 7


def test_a_handler_for_each_token_leaves_all_but_the_first_outside(api: Api) -> None:
    """How a failover once asked: the header is in the signature once for each token that came before."""
    sts, entered = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test").client("sts", EAST), []  # noqa: S106
    for _ in range(3):
        sts.meta.events.register("before-sign.sts.GetCallerIdentity", lambda request, **_: _named(request))
        url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        token = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
        entered.append(not isinstance(Api(api.endpoint, f"k8s-aws-v1.{token}").ask("GET", "/version"), Refused))
    assert entered == [True, False, False]


def _named(request: Any) -> None:  # noqa: ANN401 - botocore's
    request.headers.add_header("x-k8s-aws-id", "apps")


def test_discovery_lists_built_in_and_taught_kinds(api: Api) -> None:
    groups = {group["name"] for group in api.done("GET", "/apis")["groups"]}
    assert {"apps", "policy", "networking.k8s.io", "keda.sh"} <= groups
    taught = api.done("GET", "/apis/keda.sh/v1alpha1")["resources"]
    assert [(kind["name"], kind["namespaced"]) for kind in taught] == [("scaledobjects", True)]


def test_an_object_is_made_listed_patched_and_deleted(api: Api) -> None:
    path = "/api/v1/namespaces/shop/configmaps"
    made = api.done(
        "POST", path, {"metadata": {"name": "words", "labels": {"a": "b"}}, "data": {"one": "1", "two": "2"}}
    )
    assert (made["kind"], made["metadata"]["namespace"]) == ("ConfigMap", "shop")
    listed = api.done("GET", f"{path}?labelSelector=a%3Db")
    assert (listed["kind"], [each["metadata"]["name"] for each in listed["items"]]) == ("ConfigMapList", ["words"])
    patched = api.done("PATCH", f"{path}/words", {"data": {"one": None, "three": "3"}})
    assert patched["data"] == {"two": "2", "three": "3"}
    assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
    api.done("DELETE", f"{path}/words")
    assert api.refused("GET", f"{path}/words").reason == "NotFound"


def test_a_strategic_patch_names_members_of_lists(api: Api) -> None:
    api.done("POST", DEPLOYMENTS, deployment("listed"))
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "listed", "image": "shop:2"}]}}}}
    found = api.done("PATCH", f"{DEPLOYMENTS}/listed", patch, "application/strategic-merge-patch+json")
    assert found["spec"]["template"]["spec"]["containers"] == [{"name": "listed", "image": "shop:2"}]
    assert found["metadata"]["generation"] == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("POST", "/api/v1/namespaces/nowhere/configmaps", {"metadata": {"name": "x"}}, 404, 'namespaces "nowhere"'),
        ("POST", "/api/v1/namespaces", {"metadata": {"name": "shop"}}, 409, "already exists"),
        ("POST", "/api/v1/namespaces/shop/configmaps", {"metadata": {}}, 422, "name or generateName is required"),
        ("GET", "/apis/shop.example/v1/wishes", None, 404, "could not find the requested resource"),
        ("GET", "/api/v1/namespaces/shop/configmaps?labelSelector=a+in+(b)", None, 400, "reads selectors like a=b"),
        ("POST", "/api/v1/namespaces/shop/pods", {"metadata": {"name": "x"}}, 403, "those of Deployments"),
    ],
)
def test_what_an_api_server_refuses_is_refused_in_its_words(
    api: Api, method: str, path: str, body: dict[str, Any] | None, status: int, says: str
) -> None:
    refused = api.refused(method, path, body)
    assert refused.status == status
    assert says in refused.message


def test_a_selector_never_changes(api: Api) -> None:
    api.done("POST", DEPLOYMENTS, deployment("fixed"))
    patch = {"spec": {"selector": {"matchLabels": {"app.kubernetes.io/name": "another"}}}}
    assert "field is immutable" in api.refused("PATCH", f"{DEPLOYMENTS}/fixed", patch).message


def test_a_change_of_an_older_version_is_refused(api: Api) -> None:
    old = api.done("POST", DEPLOYMENTS, deployment("raced"))
    api.done("PATCH", f"{DEPLOYMENTS}/raced", {"spec": {"replicas": 4}})
    assert api.refused("PUT", f"{DEPLOYMENTS}/raced", {**old, "spec": {**old["spec"], "replicas": 5}}).status == 409


def test_pods_run_where_a_profile_takes_them_and_wait_elsewhere(api: Api) -> None:
    api.done("POST", DEPLOYMENTS, deployment("placed"))
    api.done("POST", "/apis/apps/v1/namespaces/elsewhere/deployments", deployment("lost"))
    assert (ready(api, "placed"), ready(api, "lost", "elsewhere")) == (3, 0)
    pods = api.done("GET", "/api/v1/namespaces/shop/pods?labelSelector=app.kubernetes.io/name=placed")["items"]
    assert len({pod["status"]["podIP"] for pod in pods}) == 3
    waiting = api.done("GET", "/api/v1/namespaces/elsewhere/pods")["items"]
    assert {pod["status"]["phase"] for pod in waiting} == {"Pending"}


def account(aws: Aws, api: Api, name: str, *rights: dict[str, Any], subject: str = "") -> None:
    """A service account of `system`, and the role that its pods may act as with no more than these rights."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    issuer = aws.client("eks").describe_cluster(name="apps")["cluster"]["identity"]["oidc"]["issuer"][len("https://") :]
    claims = {
        f"{issuer}:sub": f"system:serviceaccount:{subject or f'system:{name}'}",
        f"{issuer}:aud": "sts.amazonaws.com",
    }
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"},
        "Condition": {"StringEquals": claims},
    }
    iam, document = aws.client("iam"), json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    try:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
    rest = json.dumps({"Version": "2012-10-17", "Statement": list(rights)})
    iam.put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=rest)
    body = {"metadata": {"name": name, "annotations": {"eks.amazonaws.com/role-arn": arn}}}
    api.ask("POST", "/api/v1/namespaces/system/serviceaccounts", body)


def test_a_pod_with_a_gate_waits_for_its_binding_and_for_a_controller_with_every_right(aws: Aws, api: Api) -> None:
    gate, controller = "target-health.elbv2.k8s.aws/gated", "aws-load-balancer-controller"
    api.done("POST", DEPLOYMENTS, deployment("gated", readinessGates=[{"conditionType": gate}]))
    assert ready(api, "gated") == 0
    bindings = "/apis/elbv2.k8s.aws/v1beta1/namespaces/shop/targetgroupbindings"
    group = f"arn:aws:elasticloadbalancing:{EAST}:{ACCOUNT}:targetgroup/gated/0123456789abcdef"
    bound = {"targetGroupARN": group, "serviceRef": {"name": "gated", "port": 80}}
    api.done("POST", bindings, {"metadata": {"name": "gated"}, "spec": bound})
    assert ready(api, "gated") == 0, "without the controller a binding is only words"
    controllers = "/apis/apps/v1/namespaces/system/deployments"
    api.done("POST", controllers, deployment("controller", controller))
    assert ready(api, "gated") == 0, "without a role it can do nothing"
    targets = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    looks = ["ec2:DescribeSecurityGroups", "ec2:DescribeVpcs", "elasticloadbalancing:DescribeTargetHealth"]
    for left_out in (*targets, *looks):
        rights = [each for each in (*targets, *looks) if each != left_out]
        account(aws, api, controller, {"Effect": "Allow", "Action": rights, "Resource": "*"})
        assert ready(api, "gated") == 0, left_out
    every = {"Effect": "Allow", "Action": [*targets, *looks], "Resource": "*"}
    account(aws, api, controller, every, subject="shop:another")
    assert ready(api, "gated") == 0, "its role trusts another service account"
    account(aws, api, controller, every)
    assert ready(api, "gated") == 3
    refused = aws.ask("GET", "decisions?result=denied")["decisions"]
    assert {each["action"] for each in refused} >= {*targets, *looks, "sts:AssumeRoleWithWebIdentity"}


def test_a_scaled_object_is_ready_where_keda_may_read_what_it_scales_by(aws: Aws, api: Api) -> None:
    api.done("POST", "/apis/apps/v1/namespaces/system/deployments", deployment("keda", "keda-operator"))
    queue, metric = f"arn:aws:sqs:{EAST}:{ACCOUNT}:orders", "cloudwatch:GetMetricData"
    url = f"https://sqs.{EAST}.amazonaws.com/{ACCOUNT}/orders"
    triggers = [{"type": "aws-sqs-queue", "metadata": {"queueURL": url}}, {"type": "aws-cloudwatch", "metadata": {}}]
    spec = {"scaleTargetRef": {"name": "nothing"}, "triggers": triggers}
    api.done("POST", SCALED, {"metadata": {"name": "read"}, "spec": spec})

    def says() -> str:
        (condition,) = api.done("GET", f"{SCALED}/read")["status"]["conditions"]
        return f"{condition['status']}: {condition['message']}"

    assert says().startswith("False: the service account of keda-operator names no role")
    account(aws, api, "keda-operator", {"Effect": "Allow", "Action": metric, "Resource": "*"})
    assert f"not authorized to perform: sqs:GetQueueAttributes on resource: {queue}" in says()
    both = ["sqs:GetQueueAttributes", metric]
    account(aws, api, "keda-operator", {"Effect": "Allow", "Action": both, "Resource": "*"})
    assert says().startswith("True")
    api.done("DELETE", f"{SCALED}/read")
    api.done("DELETE", "/apis/apps/v1/namespaces/system/deployments/keda")


def test_a_pod_starts_where_its_execution_role_may_pull_and_carry_logs(aws: Aws, api: Api) -> None:
    profile = aws.client("eks").describe_fargate_profile(clusterName="apps", fargateProfileName="shop")[
        "fargateProfile"
    ]
    iam, name = aws.client("iam"), str(profile["podExecutionRoleArn"]).rpartition("/")[2]
    image = f"{ACCOUNT}.dkr.ecr.{EAST}.amazonaws.com/shop:1"
    aws.client("ecr").create_repository(repositoryName="shop")
    aws.client("ecr").put_image(repositoryName="shop", imageTag="1", imageManifest="{}")
    body = deployment("pulled")
    body["spec"]["template"]["spec"]["containers"][0]["image"] = image
    api.done("POST", DEPLOYMENTS, body)

    def waits() -> str:
        conditions = api.done("GET", f"{DEPLOYMENTS}/pulled")["status"]["conditions"]
        return str(next(each["message"] for each in conditions if each["type"] == "Progressing"))

    def allow(*actions: str) -> None:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=document)

    assert "not authorized to perform: ecr:GetAuthorizationToken" in waits()
    iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy")
    assert ready(api, "pulled") == 3
    api.done("POST", "/api/v1/namespaces", {"metadata": {"name": "aws-observability"}})
    output = "[OUTPUT]\n    Name cloudwatch_logs\n    log_group_name /pods\n"
    forwarder = {"metadata": {"name": "aws-logging"}, "data": {"output.conf": output}}
    api.done("POST", "/api/v1/namespaces/aws-observability/configmaps", forwarder)
    api.done("PATCH", f"{DEPLOYMENTS}/pulled", {"spec": {"replicas": 4}})
    assert "not authorized to perform: logs:CreateLogStream" in waits()
    assert ready(api, "pulled") == 3, "what runs goes on running"
    allow("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams")
    assert ready(api, "pulled") == 4
    api.done("DELETE", "/api/v1/namespaces/aws-observability")


def test_bounds_are_followed_at_once_and_only_where_keda_runs(api: Api) -> None:
    api.done("POST", DEPLOYMENTS, deployment("scaled", replicas=1))
    spec = {"scaleTargetRef": {"name": "scaled"}, "minReplicaCount": 4, "maxReplicaCount": 9, "triggers": []}
    api.done("POST", SCALED, {"metadata": {"name": "scaled"}, "spec": spec})
    assert ready(api, "scaled") == 1
    operator = "/apis/apps/v1/namespaces/system/deployments"
    api.done("POST", operator, deployment("keda", "keda-operator"))
    assert ready(api, "scaled") == 4
    held = {"metadata": {"annotations": {"autoscaling.keda.sh/paused-replicas": "0"}}}
    api.done("PATCH", f"{SCALED}/scaled", held)
    assert ready(api, "scaled") == 0
    api.done("PATCH", f"{SCALED}/scaled", {"metadata": {"annotations": None}})
    assert ready(api, "scaled") == 4


def test_the_log_says_what_was_asked_of_the_cluster(aws: Aws, api: Api) -> None:
    since = aws.ask("GET", "calls")["next"]
    api.done("GET", f"{DEPLOYMENTS}?limit=1")
    (call,) = aws.ask("GET", f"calls?since={since}")["calls"]
    assert (call["service"], call["region"], call["action"]) == ("kubernetes", EAST, "Get deployments")


def test_a_dark_region_takes_its_clusters_along(undisturbed: Aws, api: Api) -> None:
    undisturbed.ask("POST", "blackout", {"region": EAST, "connection": "refuse"})
    with pytest.raises(OSError, match=r"reset|closed|refused"):
        api.ask("GET", "/version")


def test_with_a_namespace_goes_what_is_in_it(api: Api) -> None:
    api.done("DELETE", "/api/v1/namespaces/elsewhere")
    assert api.done("GET", "/apis/apps/v1/namespaces/elsewhere/deployments")["items"] == []


def test_with_the_cluster_goes_its_kubernetes_and_its_security_group(aws: Aws, api: Api) -> None:
    eks = aws.client("eks")
    group = eks.describe_cluster(name="apps")["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert group in _groups(aws)
    eks.delete_fargate_profile(clusterName="apps", fargateProfileName="shop")
    eks.delete_cluster(name="apps")
    assert group not in _groups(aws)
    assert "there is no cluster apps here" in api.refused("GET", "/version").message


def _groups(aws: Aws) -> set[str]:
    return {group["GroupId"] for group in aws.client("ec2").describe_security_groups()["SecurityGroups"]}
