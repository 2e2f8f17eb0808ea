"""What the stacks declare in a cluster, asked of its own API: one list for each kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from operations.failover.kubernetes import Cluster, Door
from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.exported import exported
from operations.readiness.manifests import quantity, unlike
from operations.readiness.rule import Problem, Rule, needed, of_its_stack, spared

READS = ("eks:DescribeCluster",)
_SAYS = "standby/readiness"
_SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
# What KEDA, a failover and the API server write: the rules of the kinds look at these.
_BOUNDS = frozenset({"spec.minReplicaCount", "spec.maxReplicaCount"})
_PAUSED, _STOPPED = "autoscaling.keda.sh/paused-replicas", "autoscaling.keda.sh/paused"
_SIDES = ("standing_by", "serving")
Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind: its lists' path, what a failover does without, and what else an object says of itself."""

    type: str
    path: str
    means: str
    needed: bool = True
    says: Callable[[Ask, "Kind", StateResource, Document], Iterator[Problem]] | None = None
    # Paths that are somebody else's to write.
    others: frozenset[str] = frozenset()

    def leaves(self, path: str) -> bool:
        """Whether a path is somebody else's, or below one that is."""
        return any(path == other or path.startswith(f"{other}.") for other in self.others)

    def told(self, resource: StateResource, seen: str) -> Problem:
        """A problem of this kind."""
        return (needed if self.needed else spared)(resource, seen, self.means)


def _look(kind: Kind, ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    door = _door(ask)
    listed = ask.once(("kubernetes", kind.path), lambda: door.all(kind.path))
    there = {_key(each): each for each in listed}
    for each in declared:
        found = there.get(_key(each.inputs))
        if found is None:
            yield kind.told(each, "is not there")
            continue
        if found["metadata"].get("deletionTimestamp"):
            yield kind.told(each, "is being deleted")
        yield from _compared(kind, each, found)
        if kind.says:
            yield from kind.says(ask, kind, each, found)


def _door(ask: Ask) -> Door:
    name = str((exported(ask).get("kubernetes") or {})["cluster"])
    return ask.once(("kubernetes",), Cluster(ask.client, name, _SAYS).door)


def _key(manifest: Document) -> tuple[str, str]:
    metadata = manifest["metadata"]
    return str(metadata.get("namespace") or ""), str(metadata["name"])


def _compared(kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:
    """What is said about an object is no reason to stop; what is said of its work is."""
    differences = {path: told for path, told in unlike(each.inputs, found).items() if not kind.leaves(path)}
    about = {path for path in differences if _is_about(path)}
    if work := differences.keys() - about:
        yield kind.told(each, "; ".join(f"{path} {differences[path]}" for path in sorted(work)))
    if about:
        told = "; ".join(f"{path} {differences[path]}" for path in sorted(about))
        yield spared(each, told, "it does its work whatever is written on it")


def _is_about(path: str) -> bool:
    """A label or an annotation, but for the role that a service account acts as."""
    return path.startswith("metadata.") and not path.startswith("metadata.annotations.eks.amazonaws.com/")


def _condition(found: Document, kind: str) -> tuple[bool, str]:
    """Whether a condition is so, and what is said of it."""
    conditions = (found.get("status") or {}).get("conditions") or ()
    one: Document = next((each for each in conditions if each.get("type") == kind), {})
    return one.get("status") == "True", str(one.get("message") or one.get("reason") or "nothing is said of it")


def _is_so(condition: str) -> Callable[[Ask, Kind, StateResource, Document], Iterator[Problem]]:
    def says(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:  # noqa: ARG001 - one shape for all
        is_so, why = _condition(found, condition)
        if not is_so:
            yield kind.told(each, f"is not {condition}: {why}")

    return says


def _active(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:  # noqa: ARG001 - see above
    phase = (found.get("status") or {}).get("phase", "Active")
    if phase != "Active":
        yield kind.told(each, f"is {phase}")


def _bound(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:  # noqa: ARG001 - see above
    if "observedGeneration" not in (found.get("status") or {}):
        yield kind.told(each, "nobody acts on it: does the load balancer controller run, and have its rights?")


def _deployed(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:
    """How many pods of a workload there are is KEDA's to say; of what nobody scales, the stack's."""
    wanted = int(found["spec"].get("replicas", 1))
    runs = int((found.get("status") or {}).get("availableReplicas") or 0)
    scaled = _scaler_of(ask, each)
    declared = int((each.inputs.get("spec") or {}).get("replicas", 1))
    if scaled is None and wanted < declared:
        seen = f"wants {wanted} pods, declared are {declared}"
        if wanted == 0:
            yield kind.told(each, seen)
        else:
            yield spared(each, seen, "those that run do its work; with a zone more of them would be gone")
    if wanted and not runs:
        yield kind.told(each, f"runs none of {wanted} pods: {_condition(found, 'Progressing')[1]}")
    elif runs < wanted:
        yield spared(each, f"runs {runs} of {wanted} pods", "pods start here; the others may be on their way")


def _scaler_of(ask: Ask, each: StateResource) -> StateResource | None:
    """The declared ScaledObject that says how many there are."""
    for one in ask.declared:
        if one.type == _SCALED and one.urn.split("::")[0] == each.urn.split("::")[0]:
            target = one.inputs["spec"]["scaleTargetRef"]["name"], one.inputs["metadata"].get("namespace")
            if target == (each.inputs["metadata"]["name"], each.inputs["metadata"].get("namespace")):
                return one
    return None


def _scaled(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:
    """Bounds and the pause are those of either side: which one it is, a move decides, and writes it into no state."""
    yield from _is_so("Ready")(ask, kind, each, found)
    annotations = found["metadata"].get("annotations") or {}
    if annotations.get(_STOPPED) == "true":
        yield kind.told(each, f"is stopped by {_STOPPED}, which no failover takes away")
    namespace, name = _key(each.inputs)
    sides: Sequence[Document] = list((exported(ask).get("scaling") or {}).values())
    own = next((one for one in sides if (one.get("namespace"), one.get("scaled_object")) == (namespace, name)), {})
    usual = {_bounds(each.inputs)}
    usual |= {(*_span(own[side]),) for side in _SIDES if side in own}
    if (has := _bounds(found)) not in usual:
        told = " or ".join(f"{least} to {most}" for least, most in sorted(usual))
        yield spared(
            each,
            f"scales from {has[0]} to {has[1]}, declared is {told}",
            "a failover sets the bounds of a region that serves, whatever they were; until then it may run too few",
        )


def _bounds(manifest: Document) -> tuple[int, int]:
    """Least and most; what is held runs as many as the pause says."""
    held = (manifest["metadata"].get("annotations") or {}).get(_PAUSED)
    if held is not None:
        return int(held), int(held)
    spec = manifest["spec"]
    return int(spec.get("minReplicaCount", 0)), int(spec.get("maxReplicaCount", 100))


def _span(side: Document) -> tuple[int, int]:
    return int(side["min_tasks"]), int(side["max_tasks"])


def _roomy(ask: Ask, kind: Kind, each: StateResource, found: Document) -> Iterator[Problem]:  # noqa: ARG001 - see above
    """A quota that is smaller keeps pods from starting; one that is gone or larger keeps none."""
    has = (found.get("spec") or {}).get("hard") or {}
    for key, declared in (each.inputs["spec"]["hard"]).items():
        is_found, wanted = quantity(has.get(key, "")), quantity(declared)
        if is_found == wanted:
            continue
        seen = f"{key} is {has.get(key, 'missing')}, declared is {declared}"
        if is_found is not None and wanted is not None and is_found < wanted:
            yield needed(each, seen, "pods of the region that serves would be refused for want of room")
        else:
            yield spared(each, seen, "there is more room than there needs to be")


_GROUP = "kubernetes:"
_RBAC = "rbac.authorization.k8s.io/v1"
_ACTS = "what acts by it would be refused by the cluster, or whoever moves the writer"
_KINDS = (
    Kind(
        type="kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        path="apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        means="the cluster would not know what is declared of this kind",
        says=_is_so("Established"),
    ),
    Kind(
        type="kubernetes:apiregistration.k8s.io/v1:APIService",
        path="apis/apiregistration.k8s.io/v1/apiservices",
        means="nobody tells the cluster by what it should scale",
        says=_is_so("Available"),
    ),
    Kind(
        type="kubernetes:apps/v1:Deployment",
        path="apis/apps/v1/deployments",
        means="its pods would not run in this region",
        says=_deployed,
        others=frozenset({"spec.replicas"}),
    ),
    Kind(
        type="kubernetes:core/v1:ConfigMap",
        path="api/v1/configmaps",
        means="pods run; what they log is not kept, or not where it is looked for",
        needed=False,
    ),
    Kind(
        type="kubernetes:core/v1:LimitRange",
        path="api/v1/limitranges",
        means="each container that is declared says itself what it needs",
        needed=False,
    ),
    Kind(
        type="kubernetes:core/v1:Namespace",
        path="api/v1/namespaces",
        means="nothing of what is declared in it would run in this region",
        says=_active,
    ),
    Kind(
        type="kubernetes:core/v1:ResourceQuota",
        path="api/v1/resourcequotas",
        means="without it nothing keeps pods from starting",
        needed=False,
        says=_roomy,
        others=frozenset({"spec.hard"}),
    ),
    Kind(
        type="kubernetes:core/v1:Service",
        path="api/v1/services",
        means="nobody finds the pods behind it",
    ),
    Kind(
        type="kubernetes:core/v1:ServiceAccount",
        path="api/v1/serviceaccounts",
        means="its pods would not start, or not act as their role",
    ),
    Kind(
        type="kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
        path="apis/elbv2.k8s.aws/v1beta1/targetgroupbindings",
        means="no pod would become a target of the load balancer",
        says=_bound,
    ),
    Kind(
        type=_SCALED,
        path="apis/keda.sh/v1alpha1/scaledobjects",
        means="a failover raises its bounds: without it nothing more would run",
        says=_scaled,
        others=_BOUNDS | {f"metadata.annotations.{_PAUSED}"},
    ),
    Kind(
        type="kubernetes:keda.sh/v1alpha1:TriggerAuthentication",
        path="apis/keda.sh/v1alpha1/triggerauthentications",
        means="KEDA would not be let in to what it scales by",
    ),
    Kind(
        type="kubernetes:networking.k8s.io/v1:NetworkPolicy",
        path="apis/networking.k8s.io/v1/networkpolicies",
        means="Fargate enforces none: what binds is the pods' security groups",
        needed=False,
    ),
    Kind(
        type="kubernetes:policy/v1:PodDisruptionBudget",
        path="apis/policy/v1/poddisruptionbudgets",
        means="pods run; when AWS patches what is below them, more than one may go at a time",
        needed=False,
    ),
    Kind(
        type=f"{_GROUP}{_RBAC}:ClusterRole",
        path=f"apis/{_RBAC}/clusterroles",
        means=_ACTS,
    ),
    Kind(
        type=f"{_GROUP}{_RBAC}:ClusterRoleBinding",
        path=f"apis/{_RBAC}/clusterrolebindings",
        means=_ACTS,
    ),
    Kind(
        type=f"{_GROUP}{_RBAC}:Role",
        path=f"apis/{_RBAC}/roles",
        means=_ACTS,
    ),
    Kind(
        type=f"{_GROUP}{_RBAC}:RoleBinding",
        path=f"apis/{_RBAC}/rolebindings",
        means=_ACTS,
    ),
    Kind(
        type="kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
        path="apis/vpcresources.k8s.aws/v1beta1/securitygrouppolicies",
        means="load balancer and stores would not know the pods that start from now on",
    ),
)
RULES = tuple(Rule(type=kind.type, look=partial(_look, kind), concerns=of_its_stack) for kind in _KINDS)
