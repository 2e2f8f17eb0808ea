"""The cluster of a region and what serves it: closed, logged, on Fargate alone, and there in every region role.

Every object here was checked against the published schemas of the cluster's version on the way: the recorder refuses
what they do not know.
"""

import json
from typing import Any

import pytest

from components.compute.kubernetes import eks_service
from sandbox.recording import ACCOUNT, ISSUER
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, content

CLUSTER, ROLE = "aws:eks/cluster:Cluster", "aws:iam/role:Role"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
each_stack = pytest.mark.parametrize("stack", STACKS)


def _home(changes: dict[str, Any] | None = None, **kubernetes: Any) -> Any:  # noqa: ANN401 - a recording
    workloads = {key: sizes | {"runtime": "eks"} for key, sizes in content(HOME)["workloads"].items()}
    cluster = content(HOME)["kubernetes"] | kubernetes
    return start(HOME, {"workloads": workloads, "kubernetes": cluster, **(changes or {})}, home={})


@each_stack
def test_without_a_workload_on_it_there_is_no_cluster(stack: str) -> None:
    recording = run(stack)
    assert [one.name for one in recording.resources if one.type.startswith(("kubernetes:", "aws:eks/"))] == []
    assert "kubernetes" not in recording.exported


@pytest.mark.parametrize("strategy", ["active-active", "warm-standby", "pilot-light"])
def test_the_cluster_is_there_in_every_posture(strategy: str) -> None:
    assert run(PEER, strategy=strategy, runtime="eks").one(CLUSTER)


def test_the_cluster_is_closed_encrypted_and_logged() -> None:
    recording = run(HOME, runtime="eks")
    cluster = recording.one(CLUSTER)
    assert cluster.plain["vpcConfig"]["endpointPrivateAccess"] is True
    assert cluster.plain["vpcConfig"]["endpointPublicAccess"] is False
    assert cluster.plain["encryptionConfig"]["resources"] == ["secrets"]
    assert cluster.plain["encryptionConfig"]["provider"]["keyArn"] == recording.one(
        "aws:kms/key:Key", "region-key"
    ).plain.get("arn", f"arn:aws:kms:{EAST}:123456789012:region-key")
    assert set(cluster.plain["enabledClusterLogTypes"]) == {
        "api", "audit", "authenticator", "controllerManager", "scheduler"
    }  # fmt: skip
    logs = recording.one("aws:cloudwatch/logGroup:LogGroup", "kubernetes-cluster-logs")
    assert logs.plain["name"] == "/aws/eks/standby/cluster"
    assert logs.plain["kmsKeyId"]
    assert logs.urn in cluster.depends_on, "EKS would make it itself, without a key and without an end"


def test_a_cluster_asks_for_nothing_that_does_nothing_on_fargate() -> None:
    assert "zonalShiftConfig" not in run(HOME, runtime="eks").one(CLUSTER).plain


@pytest.mark.parametrize(("policy", "support"), [("standard", "STANDARD"), ("extended", "EXTENDED")])
def test_what_happens_at_the_end_of_support_is_the_files_word(policy: str, support: str) -> None:
    assert _home(upgrade_policy=policy).one(CLUSTER).plain["upgradePolicy"] == {"supportType": support}


@pytest.mark.parametrize(
    ("protection", "own", "protected"),
    [("locked", "locked", True), ("locked", "lifted", False), ("lifted", "locked", False)],
)
def test_the_cluster_goes_only_once_somebody_said_so(protection: str, own: str, protected: bool) -> None:  # noqa: FBT001
    recording = _home({"protection": protection}, protection=own)
    assert recording.one(CLUSTER).plain["deletionProtection"] is protected


def test_a_public_endpoint_is_open_to_whom_the_file_names() -> None:
    vpc = _home(endpoint="public", public_cidrs=["192.0.2.0/24"]).one(CLUSTER).plain["vpcConfig"]
    assert (vpc["endpointPublicAccess"], vpc["endpointPrivateAccess"]) == (True, True)
    assert vpc["publicAccessCidrs"] == ["192.0.2.0/24"]


def test_who_may_enter_is_said_by_access_entries_alone() -> None:
    recording = run(HOME, runtime="eks")
    access = recording.one(CLUSTER).plain["accessConfig"]
    assert access == {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    entries = {
        each.plain["principalArn"]: each.plain.get("kubernetesGroups")
        for each in recording.of("aws:eks/accessEntry:AccessEntry")
    }
    assert entries == {
        "arn:aws:iam::123456789012:role/platform-admin": None,
        "arn:aws:iam::123456789012:role/standby-deploy": None,
        "arn:aws:iam::123456789012:role/platform-operator": ["standby:operators"],
    }
    associations = recording.of("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    names = {each.plain["principalArn"].rpartition("/")[2] for each in associations}
    assert names == {"platform-admin", "standby-deploy"}, "whoever runs the program administers the cluster"
    assert {each.plain["policyArn"].rpartition("/")[2] for each in associations} == {"AmazonEKSClusterAdminPolicy"}
    provider = recording.one("pulumi:providers:kubernetes")
    assert {each.urn for each in associations} <= set(provider.depends_on), "before, the API server lets nobody in"


def test_an_operator_may_look_and_raise_bounds_and_nothing_else() -> None:
    role = run(HOME, runtime="eks").one("kubernetes:rbac.authorization.k8s.io/v1:Role", _NAMESPACE + "operator").plain
    changing = {
        (rule["apiGroups"][0], *rule["resources"]) for rule in role["rules"] if set(rule["verbs"]) - {"get", "list"}
    }
    assert changing == {("keda.sh", "scaledobjects")}


_NAMESPACE = "kubernetes-services-workloads-"


def test_each_pod_has_a_profile_in_three_private_subnets() -> None:
    recording = run(HOME, runtime="eks")
    profiles = [each.plain for each in recording.of("aws:eks/fargateProfile:FargateProfile")]
    taken = {selector["namespace"] for profile in profiles for selector in profile["selectors"]}
    assert {each.plain["metadata"]["namespace"] for each in recording.of(DEPLOYMENT)} <= taken
    assert "kube-system" in taken, "CoreDNS would stay pending"
    assert {len(profile["subnetIds"]) for profile in profiles} == {3}


def test_core_dns_runs_on_fargate_in_each_zone_and_only_after_its_profile() -> None:
    recording = run(HOME, runtime="eks")
    addon = recording.one("aws:eks/addon:Addon")
    settings = json.loads(addon.plain["configurationValues"])
    assert (addon.plain["addonName"], settings["computeType"], settings["replicaCount"]) == ("coredns", "Fargate", 3)
    profiles = {each.urn for each in recording.of("aws:eks/fargateProfile:FargateProfile")}
    component = next(one for one in recording.resources if one.name == "kubernetes-dns" and not one.custom)
    assert profiles <= {*addon.depends_on, *component.depends_on}


def test_no_pod_needs_what_fargate_does_not_have() -> None:
    kinds = {one.type.rpartition(":")[2] for one in run(HOME, runtime="eks").resources}
    assert not kinds & {"DaemonSet", "PersistentVolumeClaim", "StatefulSet"}
    for deployment in run(HOME, runtime="eks").some(DEPLOYMENT):
        pod = deployment.plain["spec"]["template"]["spec"]
        assert not {"hostNetwork", "hostPID", "nodeName"} & set(pod)
        assert {key for volume in pod.get("volumes", []) for key in set(volume) - {"name"}} <= {"secret"}


def test_every_pod_is_without_rights_and_spread_over_zones() -> None:
    for deployment in run(HOME, runtime="eks").some(DEPLOYMENT):
        pod = deployment.plain["spec"]["template"]["spec"]
        (spread,) = pod["topologySpreadConstraints"]
        assert (spread["topologyKey"], spread["whenUnsatisfiable"]) == ("topology.kubernetes.io/zone", "ScheduleAnyway")
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            security = container["securityContext"]
            assert (security["readOnlyRootFilesystem"], security["runAsNonRoot"]) == (True, True)
            assert container["resources"]["requests"] == container["resources"]["limits"]


def test_each_deployment_has_a_budget_that_lets_one_pod_go() -> None:
    recording = run(HOME, runtime="eks")
    budgets = {
        (one.plain["metadata"]["namespace"], one.plain["metadata"]["name"]): one.plain["spec"]["maxUnavailable"]
        for one in recording.of("kubernetes:policy/v1:PodDisruptionBudget")
    }
    deployments = {
        (one.plain["metadata"]["namespace"], one.plain["metadata"]["name"]) for one in recording.of(DEPLOYMENT)
    }
    assert budgets == dict.fromkeys(deployments, 1), "none would keep AWS from patching what is below a pod"


def test_web_is_asked_before_it_gets_requests_and_has_time_when_it_goes() -> None:
    pod = run(HOME, runtime="eks").one(DEPLOYMENT, "web").plain["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["readinessProbe"]["httpGet"] == {"path": "/health/ready", "port": 8080}
    assert "httpGet" not in container["livenessProbe"], "readiness that follows a store must not restart a pod"
    assert pod["readinessGates"] == [{"conditionType": "target-health.elbv2.k8s.aws/web"}]
    assert container["lifecycle"]["preStop"]["sleep"]["seconds"] < pod["terminationGracePeriodSeconds"]


def test_the_target_group_is_shared_with_whoever_was_there_before() -> None:
    recording = run(HOME, runtime="eks")
    binding = recording.one("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding")
    assert binding.plain["spec"]["multiClusterTargetGroup"] is True, "the controller would take the tasks of ECS out"
    assert "networking" not in binding.plain["spec"], "the rules of security groups are this program's"
    assert binding.urn in recording.one(DEPLOYMENT, "web").depends_on, "a pod is ready once its target is"


def test_nothing_scales_before_there_is_something_that_scales() -> None:
    recording = run(HOME, runtime="eks")
    keda = recording.one(DEPLOYMENT, "kubernetes-services-keda-keda-operator").urn
    for deployment in ("web", "worker"):
        assert keda in recording.one(DEPLOYMENT, deployment).depends_on


def test_the_namespace_is_closed_counted_and_in_security_groups() -> None:
    recording = run(HOME, runtime="eks")
    policies = {
        one.plain["metadata"]["name"]: one.plain["spec"]
        for one in recording.of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    }
    assert policies["closed"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert policies["web"]["ingress"] == [
        {"from": [{"ipBlock": {"cidr": "10.10.0.0/16"}}], "ports": [{"protocol": "TCP", "port": 8080}]}
    ]
    groups = recording.one("kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy").plain["spec"]
    assert groups["securityGroups"]["groupIds"] == ["firewall-tasks.id", "kubernetes-cluster.id.group"]
    hard = recording.one("kubernetes:core/v1:ResourceQuota").plain["spec"]["hard"]
    assert hard["pods"] == "240", "both workloads at their most, twice, whatever the strategy"


@pytest.mark.parametrize("strategy", ["active-active", "warm-standby", "pilot-light"])
def test_no_quota_stands_in_the_way_of_a_failover(strategy: str) -> None:
    quotas = [run(stack, strategy=strategy, runtime="eks").one("kubernetes:core/v1:ResourceQuota") for stack in STACKS]
    assert quotas[0].plain["spec"] == quotas[1].plain["spec"]


def test_pods_of_both_clusters_may_act_as_the_second_stacks_roles() -> None:
    peer = _peer("oidc.eks.us-east-1.amazonaws.com/id/HOME")
    assert _trusted(peer, "web-role") == {ISSUER, "oidc.eks.us-east-1.amazonaws.com/id/HOME"}


def test_the_home_stack_trusts_the_issuer_that_its_file_names() -> None:
    assert _trusted(run(HOME, runtime="eks"), "web-role") == {ISSUER}
    other = "oidc.eks.us-west-2.amazonaws.com/id/PEER"
    assert _trusted(_home(peer_issuer=other), "web-role") == {ISSUER, other}


def _peer(issuer: str) -> Any:  # noqa: ANN401 - a recording
    workloads = {key: sizes | {"runtime": "eks"} for key, sizes in content(PEER)["workloads"].items()}
    home = {**run(HOME, runtime="eks").exported, "kubernetes": {"issuer": issuer}}
    return start(PEER, {"workloads": workloads}, home=home)


def _trusted(recording: Any, role: str) -> set[str]:  # noqa: ANN401 - a recording
    statements = json.loads(recording.one(ROLE, role).plain["assumeRolePolicy"])["Statement"]
    for statement in statements:
        issuer = statement["Principal"]["Federated"].partition(":oidc-provider/")[2]
        assert statement["Condition"]["StringEquals"] == {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": "system:serviceaccount:standby:web",
        }, "any pod of the cluster could act as it"
    return {statement["Principal"]["Federated"].partition(":oidc-provider/")[2] for statement in statements}


def test_each_stacks_kubeconfig_names_its_own_region() -> None:
    for stack, region in ((HOME, EAST), (PEER, WEST)):
        config = json.loads(run(stack, runtime="eks").one("pulumi:providers:kubernetes").plain["kubeconfig"])
        command = config["users"][0]["user"]["exec"]
        assert command["args"][-3:-2] == [region]
        assert config["clusters"][0]["cluster"]["server"] == "kubernetes-cluster.endpoint"


def test_where_there_is_no_nat_gateway_the_controllers_reach_aws_through_endpoints() -> None:
    ecs, eks = (
        {one.name for one in run(PEER, strategy="pilot-light", runtime=runtime).of("aws:ec2/vpcEndpoint:VpcEndpoint")}
        for runtime in ("ecs", "eks")
    )
    assert eks - ecs == {"endpoints-ec2", "endpoints-elasticloadbalancing", "endpoints-sts"}
    images = {
        container["image"]
        for deployment in run(PEER, runtime="eks").of(DEPLOYMENT)
        for container in deployment.plain["spec"]["template"]["spec"]["containers"]
    }
    registries = tuple(f"{account}.dkr.ecr.us-west-2." for account in (ACCOUNT, "602401143452"))
    assert [image for image in images if not image.startswith(registries)] == []


def test_a_misspelt_field_is_refused_with_the_place_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eks_service, "disruption_budget", lambda app: {"maxUnavailble": 1, "selector": {"app": app}})
    with pytest.raises(Exception, match=r"spec: .*'maxUnavailble'"):
        _home()


@pytest.mark.parametrize(
    ("before", "after"), [("warm-standby", "pilot-light"), ("warm-standby", "active-active")], ids="/".join
)
def test_a_switch_changes_bounds_alone(before: str, after: str) -> None:
    def objects(strategy: str) -> dict[str, Any]:
        found = run(PEER, strategy=strategy, runtime="eks").resources
        return {one.urn: one for one in found if one.type.startswith(("kubernetes:", "aws:eks/"))}

    old, new = objects(before), objects(after)
    assert set(old) == set(new)
    changed = {
        (new[urn].type.rpartition(":")[2], key)
        for urn in new
        for key in new[urn].plain
        if old[urn].plain[key] != new[urn].plain[key]
    }
    assert changed - {("Deployment", "spec")} == {("ScaledObject", "metadata"), ("ScaledObject", "spec")}
    for urn, one in new.items():
        if one.type == DEPLOYMENT:
            ours, theirs = (
                {k: v for k, v in each.plain["spec"].items() if k != "replicas"} for each in (one, old[urn])
            )
            assert ours == theirs
