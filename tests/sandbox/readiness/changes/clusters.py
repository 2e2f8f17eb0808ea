"""EKS, and what stands in a cluster."""

from collections.abc import Callable

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.eks_clusters import EksClusters
from sandbox.cloud.kubernetes.clusters import Cluster
from sandbox.cloud.kubernetes.kinds import Document
from sandbox.cloud.kubernetes.store import Key
from tests.sandbox.readiness.change import LIVES, STOPS, Table, where
from tests.sandbox.readiness.hands import Hand, Inside, gone, set_to

_ROLE = "eks.amazonaws.com/role-arn"
_NO_PODS = "no pod starts"


def _cluster(inside: Inside) -> Cluster:
    clusters = inside.addition(EksClusters)._clusters
    (found,) = [each for (scope, _), each in clusters._known.items() if scope.region == inside.target.region]
    return found


def _parts(separator: str, by_what: str = "/") -> Callable[[StateResource], str]:
    return lambda resource: resource.id.replace(separator, by_what)


def _entry(resource: StateResource) -> str:
    cluster, _, principal = resource.id.partition(":")
    return f"{cluster}\x00{principal}"


def _profile(**values: object) -> Hand:
    def hand(inside: Inside, resource: StateResource) -> None:
        profiles = _cluster(inside).profiles
        name = resource.id.partition(":")[2]
        if values:
            profiles[name] = profiles[name] | values
        else:
            del profiles[name]

    return hand


def _found(inside: Inside, resource: StateResource) -> tuple[dict[Key, Document], Key]:
    """The objects of the cluster, and the key of this one."""
    kept = _cluster(inside).store._objects
    version, _, kind = resource.type.removeprefix("kubernetes:").rpartition(":")
    group = version.rpartition("/")[0]
    group = "" if group == "core" else group
    namespace, _, name = resource.id.rpartition("/")
    (key,) = [
        key
        for key, found in kept.items()
        if found["kind"] == kind and (key[0], key[2], key[3]) == (group, namespace, name)
    ]
    return kept, key


def _object_removed(inside: Inside, resource: StateResource) -> None:
    kept, key = _found(inside, resource)
    del kept[key]


def _object(change: Callable[[Document], object]) -> Hand:
    def hand(inside: Inside, resource: StateResource) -> None:
        kept, key = _found(inside, resource)
        change(kept[key])
        kept[key]["metadata"]["generation"] += 1

    return hand


def _containers(document: Document) -> list[Document]:
    found: list[Document] = document["spec"]["template"]["spec"]["containers"]
    return found


def _removable(token: str) -> Table:
    return Table(f"kubernetes:{token}").stops("removed", _object_removed, _NO_PODS)


_CONTROLLER, _SCALER = "targets are not registered", "nothing scales"

TABLES = (
    Table("aws:eks/cluster:Cluster")
    .stops("removed", gone("eks", "_clusters"), _NO_PODS)
    .stops("failed", set_to("eks", "_clusters", status="FAILED"), _NO_PODS)
    .lives("an older version", set_to("eks", "_clusters", version="1.30"), "it serves"),
    Table("aws:eks/fargateProfile:FargateProfile")
    .stops("removed", _profile(), _NO_PODS)
    .stops("failed", _profile(status="DELETE_FAILED"), _NO_PODS)
    .stops("picks others", _profile(selectors=[{"namespace": "elsewhere"}]), _NO_PODS)
    .stops("zones removed", _profile(subnets=["subnet-0123456789abcdef0"]), "pods in one zone"),
    Table("aws:eks/addon:Addon")
    .stops("removed", gone("eks", "_addons", _parts(":")), "no name is resolved")
    .stops("degraded", set_to("eks", "_addons", _parts(":"), status="DEGRADED"), "no name may be resolved"),
    Table("aws:eks/accessEntry:AccessEntry").either(
        "removed",
        gone("eks", "_access_entries", _entry),
        where(("operator",), STOPS, LIVES),
        "the operator's role raises what runs; the others are for people and pipelines",
    ),
    Table("aws:eks/accessPolicyAssociation:AccessPolicyAssociation").lives(
        "removed", gone("eks", "_access_policies", lambda each: each.id.replace("#", "\x00")), "as of their entries"
    ),
    _removable("core/v1:Namespace"),
    _removable("core/v1:Service").stops(
        "picks others", _object(lambda one: one["spec"].update(selector={"app": "elsewhere"})), "nothing is behind it"
    ),
    _removable("core/v1:ServiceAccount").stops(
        "another role",
        _object(lambda one: one["metadata"]["annotations"].update({_ROLE: "arn:aws:iam::000000000000:role/elsewhere"})),
        "its pods are refused by AWS",
        only=("web-account", "worker-account", "controller-account"),
    ),
    Table("kubernetes:core/v1:ConfigMap").lives("removed", _object_removed, "logs of pods go nowhere"),
    Table("kubernetes:core/v1:LimitRange").lives("removed", _object_removed, "a guard against mistakes"),
    Table("kubernetes:core/v1:ResourceQuota").lives("removed", _object_removed, "a guard against mistakes"),
    # Pods of web are ready once the controller has registered them.
    Table("kubernetes:apps/v1:Deployment")
    .stops("removed", _object_removed, _NO_PODS, with_it=("web",))
    .stops("another image", _object(lambda one: _containers(one)[0].update(image="elsewhere:1")), "something else runs")
    .stops(
        "scaled to zero",
        _object(lambda one: one["spec"].update(replicas=0)),
        "controllers do nothing",
        only=("services-",),
        with_it=("web",),
    ),
    _removable("keda.sh/v1alpha1:ScaledObject").stops(
        "re-pointed", _object(lambda one: one["spec"]["scaleTargetRef"].update(name="elsewhere")), _SCALER
    ),
    _removable("keda.sh/v1alpha1:TriggerAuthentication"),
    _removable("elbv2.k8s.aws/v1beta1:TargetGroupBinding").stops(
        "re-pointed", _object(lambda one: one["spec"].update(targetGroupARN="arn:aws:elsewhere")), _CONTROLLER
    ),
    _removable("vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy").stops(
        "other groups",
        _object(lambda one: one["spec"]["securityGroups"].update(groupIds=["sg-0123456789abcdef0"])),
        "pods reach nothing",
    ),
    Table("kubernetes:networking.k8s.io/v1:NetworkPolicy").lives(
        "removed", _object_removed, "Fargate does not enforce them; security groups do"
    ),
    Table("kubernetes:policy/v1:PodDisruptionBudget").lives("removed", _object_removed, "pods run without it"),
    Table("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition").stops(
        "removed", _object_removed, "what is of its kind goes with it, and a controller that knows it does not start"
    ),
    _removable("apiregistration.k8s.io/v1:APIService").stops(
        "re-pointed", _object(lambda one: one["spec"]["service"].update(name="elsewhere")), "nothing scales by a queue"
    ),
    _removable("rbac.authorization.k8s.io/v1:Role"),
    _removable("rbac.authorization.k8s.io/v1:RoleBinding").stops(
        "given to nobody", _object(lambda one: one["subjects"].clear()), "calls of controllers are refused"
    ),
    _removable("rbac.authorization.k8s.io/v1:ClusterRole").stops(
        "emptied", _object(lambda one: one["rules"].clear()), "calls of controllers are refused"
    ),
    _removable("rbac.authorization.k8s.io/v1:ClusterRoleBinding").stops(
        "given to nobody", _object(lambda one: one["subjects"].clear()), "calls of controllers are refused"
    ),
)
