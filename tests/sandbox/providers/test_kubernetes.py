"""The sandbox's kubernetes provider: what it refuses, what it compares, and how it waits.

The API server is the emulated one. What Pulumi's own provider does of this was read off its documentation, not tried.
"""

import json
from itertools import count
from typing import Any

import boto3
import pytest

from sandbox.cloud.process import Cloud
from sandbox.protocol.server import HalfDoneError, ProviderError
from sandbox.protocol.values import UNKNOWN, secret
from sandbox.providers.kubernetes import schemas
from sandbox.providers.kubernetes.client import Client, Login, Reference
from sandbox.providers.kubernetes.comparing import differences, patch_of
from sandbox.providers.kubernetes.provider import KubernetesProvider
from sandbox.providers.kubernetes.waiting import Patience

VERSION = "1.36"
LOGIN = ["eks", "get-token", "--cluster-name", "objects", "--region", "us-east-1"]
ANYBODY = Login("objects", "us-east-1")
URN = "urn:pulumi:test::standby::kubernetes:core/v1:ConfigMap::words"
on_cloud = pytest.mark.emulator


def reasons(manifest: dict[str, Any], *definitions: dict[str, Any], version: str = VERSION) -> list[str]:
    return [f"{each.property}: {each.reason}" for each in schemas.failures(manifest, version, definitions)]


def config_map(name: str = "words", **data: Any) -> dict[str, Any]:  # noqa: ANN401 - any value
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "default"}, "data": data}


def deployment(name: str, **spec: Any) -> dict[str, Any]:  # noqa: ANN401 - a manifest
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": "shop:1"}]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"replicas": 2, "selector": {"matchLabels": labels}, "template": template, **spec},
    }


def definition(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - a schema
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}
    return {
        "spec": {
            "group": "shop.example",
            "names": {"kind": "Wish", "plural": "wishes"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "schema": {"openAPIV3Schema": schema}}],
        }
    }


WISH = {"apiVersion": "shop.example/v1", "kind": "Wish", "metadata": {"name": "one"}}


def test_a_valid_object_has_nothing_wrong_with_it() -> None:
    assert reasons(deployment("web")) == []


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (deployment("web", replica=3), "spec: Additional properties are not allowed ('replica' was unexpected)"),
        (deployment("web", replicas="3"), "spec.replicas: '3' is not of type"),
        ({**config_map(), "data": {"count": 1}}, "data.count: 1 is not of type"),
        ({"apiVersion": "apps/v1", "kind": "Deploymint", "metadata": {"name": "x"}}, "has no Deploymint in apps/v1"),
        ({"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": {"name": "x"}}, "has no Ingress in ext"),
    ],
)
def test_what_the_published_schemas_do_not_know_is_refused(manifest: dict[str, Any], says: str) -> None:
    assert any(says in reason for reason in reasons(manifest)), reasons(manifest)


def test_what_is_not_known_yet_is_not_judged() -> None:
    assert reasons(deployment("web", replicas=UNKNOWN)) == []


def test_a_taught_kind_is_checked_by_its_definition_and_nothing_else_passes() -> None:
    taught = definition(size={"type": "integer"}, either={"x-kubernetes-int-or-string": True})
    assert reasons({**WISH, "spec": {"size": 3, "either": "80%"}}, taught) == []
    assert "'sise' was unexpected" in reasons({**WISH, "spec": {"sise": 3}}, taught)[0]
    assert "no definition of this cluster adds it" in reasons(WISH)[0]


def test_a_version_without_schemas_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no schemas of Kubernetes 1\.20; there are 1\.25"):
        reasons(config_map(), version="1.20")


def test_a_change_in_place_is_one_and_another_name_is_another_object() -> None:
    changed = differences(config_map(one="1"), config_map(one="2"))
    assert {path: each.replaces for path, each in changed.paths.items()} == {"data.one": False}
    renamed = differences(config_map("a"), config_map("b"))
    assert {path: each.replaces for path, each in renamed.paths.items()} == {"metadata.name": True}
    assert not renamed.delete_before_replace


def test_another_selector_is_another_deployment_and_cannot_stand_beside_the_old_one() -> None:
    changed = differences(deployment("web"), deployment("web", selector={"matchLabels": {"app": "other"}}))
    assert [each.replaces for each in changed.paths.values()] == [True]
    assert changed.delete_before_replace


def test_only_what_changed_is_sent() -> None:
    before, after = deployment("web"), deployment("web", replicas=2, minReadySeconds=5)
    assert patch_of(before, after) == {"spec": {"minReadySeconds": 5}}
    assert patch_of(config_map(one="1", two="2"), config_map(two="2")) == {"data": {"one": None}}


def test_only_another_cluster_replaces_what_is_in_it() -> None:
    old = {"clusterIdentifier": "arn:one", "kubeconfig": "{}"}
    moved = KubernetesProvider().diff_config(old, {**old, "kubeconfig": "{ }"})
    assert [each.replaces for each in moved.paths.values()] == [False]
    other = KubernetesProvider().diff_config(old, {**old, "clusterIdentifier": "arn:two"})
    assert [each.replaces for each in other.paths.values()] == [True]


def test_a_cluster_that_is_not_on_this_machine_is_refused() -> None:
    with pytest.raises(ProviderError, match="acts only on an emulated cluster"):
        Client("https://ABCD.gr7.us-east-1.eks.amazonaws.com", ANYBODY)


def test_a_cluster_that_does_not_answer_is_named_with_what_to_do() -> None:
    with pytest.raises(ProviderError, match=r"does not answer .* until its region is back"):
        Client("http://127.0.0.1:1/_kubernetes/gone", ANYBODY).version()


@pytest.mark.parametrize("text", ["", "{}", "apiVersion: v1"])
def test_a_kubeconfig_that_names_no_cluster_is_refused(text: str) -> None:
    with pytest.raises(ProviderError, match="names no cluster"):
        KubernetesProvider().configure({"kubeconfig": text})


def test_a_setting_that_does_nothing_here_is_refused() -> None:
    _, failures = KubernetesProvider().check_config({"renderYamlToDirectory": "out"})
    assert [failure.property for failure in failures] == ["renderYamlToDirectory"]


@pytest.fixture(scope="module")
def server(cloud: Cloud) -> str:
    """The API of a cluster in which everything of `default` runs on Fargate."""
    clients = {
        name: boto3.client(
            name,
            region_name="us-east-1",
            endpoint_url=cloud.endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - any opens it
        )
        for name in ("ec2", "eks", "iam")
    }
    vpc = clients["ec2"].create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    subnet = clients["ec2"].create_subnet(VpcId=vpc, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]
    services = {"Service": ["eks.amazonaws.com", "eks-fargate-pods.amazonaws.com"]}
    trust = {"Statement": {"Effect": "Allow", "Principal": services, "Action": "sts:AssumeRole"}}
    role = clients["iam"].create_role(RoleName="kubernetes-tests", AssumeRolePolicyDocument=json.dumps(trust))["Role"][
        "Arn"
    ]
    made = clients["eks"].create_cluster(
        name="objects", version=VERSION, roleArn=role, resourcesVpcConfig={"subnetIds": [subnet]}
    )
    clients["eks"].create_fargate_profile(
        clusterName="objects",
        fargateProfileName="all",
        podExecutionRoleArn=role,
        subnets=[subnet],
        selectors=[{"namespace": "default"}],
    )
    endpoint: str = made["cluster"]["endpoint"]
    return endpoint


@pytest.fixture
def provider(server: str) -> KubernetesProvider:
    return configured(server)


def configured(server: str, patience: Patience | None = None) -> KubernetesProvider:
    name = {"name": "here"}
    config = {
        "clusters": [{**name, "cluster": {"server": server}}],
        "contexts": [{**name, "context": {"cluster": "here", "user": "me"}}],
        "users": [{"name": "me", "user": {"exec": {"args": LOGIN}}}],
        "current-context": "here",
    }
    made = KubernetesProvider(patience)
    made.configure({"kubeconfig": json.dumps(config)})
    return made


pytestmark = pytest.mark.xdist_group("aws-provider")


@on_cloud
def test_an_object_is_made_found_changed_and_deleted(provider: KubernetesProvider) -> None:
    inputs, failures = provider.check(URN, {}, config_map("lived", one="1"), b"")
    assert failures == []
    made, outputs = provider.create(URN, inputs, preview=False)
    assert (made, outputs["data"]) == ("default/lived", {"one": "1"})
    assert provider.read(URN, made, inputs, outputs) == (outputs, inputs)
    news = config_map("lived", one="2")
    assert provider.update(URN, made, inputs, outputs, news, preview=False)["data"] == {"one": "2"}
    provider.delete(URN, made, news, {})
    assert provider.read(URN, made, news, {}) is None
    provider.delete(URN, made, news, {})


@on_cloud
def test_what_somebody_else_changed_is_found_as_far_as_it_was_declared(
    provider: KubernetesProvider, server: str
) -> None:
    inputs = config_map("tampered", one="1")
    made, outputs = provider.create(URN, inputs, preview=False)
    wanted = Reference("v1", "ConfigMap", "default", "tampered")
    Client(server, ANYBODY).patch(wanted, {"data": {"one": "9", "more": "x"}, "metadata": {"labels": {"a": "b"}}})
    found = provider.read(URN, made, inputs, outputs)
    assert found is not None
    assert found[1] == config_map("tampered", one="9")


@on_cloud
def test_an_update_leaves_a_count_that_a_scaler_set(provider: KubernetesProvider, server: str) -> None:
    inputs = deployment("counted")
    made, outputs = provider.create(URN, inputs, preview=False)
    wanted = Reference("apps/v1", "Deployment", "default", "counted")
    Client(server, ANYBODY).patch(wanted, {"spec": {"replicas": 7}})
    changed = provider.update(URN, made, inputs, outputs, deployment("counted", minReadySeconds=1), preview=False)
    assert (changed["spec"]["replicas"], changed["status"]["readyReplicas"]) == (7, 7)


@on_cloud
def test_a_rollout_that_does_not_come_about_is_recorded_and_says_why(server: str) -> None:
    clock = count()
    provider = configured(server, Patience(seconds=3, clock=lambda: next(clock), sleep=lambda _: None))
    Client(server, ANYBODY).create(
        Reference("v1", "Namespace", "", "pending"),
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "pending"}},
    )
    body = deployment("stuck")
    body["metadata"]["namespace"] = "pending"
    with pytest.raises(HalfDoneError, match="no Fargate profile takes these pods") as failure:
        provider.create(URN, body, preview=False)
    assert failure.value.resource_id == "pending/stuck"


@on_cloud
def test_what_a_secret_holds_stays_secret(provider: KubernetesProvider) -> None:
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "hidden", "namespace": "default"},
        "stringData": secret({"key": "value"}),
    }
    inputs, failures = provider.check(URN, {}, body, b"")
    assert failures == []
    made, outputs = provider.create(URN, inputs, preview=False)
    found = provider.read(URN, made, inputs, outputs)
    assert found is not None
    assert "value" not in json.dumps([{**each, "stringData": None} for each in (outputs, *found)])
    assert outputs["stringData"] == secret({"key": "value"})


@on_cloud
def test_a_preview_makes_nothing(provider: KubernetesProvider) -> None:
    inputs = config_map("foreseen", one="1")
    assert provider.create(URN, inputs, preview=True) == ("", inputs)
    assert provider.read(URN, "default/foreseen", inputs, {}) is None


@on_cloud
def test_an_object_without_a_name_is_refused(provider: KubernetesProvider) -> None:
    _, failures = provider.check(URN, {}, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}, b"")
    assert [failure.property for failure in failures] == ["metadata.name"]
