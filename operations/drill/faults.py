"""The faults that a drill may inject, and what has to come of each: the sandbox alone can do them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from operations.drill import judge
from operations.failover.clock import Clock
from operations.failover.journal import Journal
from operations.failover.move import Move
from operations.live.clients import Clients
from operations.recovery.failover_steps import Kind

_MILLISECONDS = 1000
# Below the second that a planned move allows, a copy is in sync.
_BEHIND_MILLISECONDS = 5000
_SHORT_SECONDS = 30.0
_OTHER = "somebody@another-desk/1"


class Ask(Protocol):
    """The cloud's own interface."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where a fault is injected: `move` is the one that it disturbs."""

    ask: Ask
    clients: Clients
    move: Move
    clock: Clock

    def target(self, service: str) -> Any:  # noqa: ANN401 - a boto3 client
        """A client in the region that takes over."""
        return self.clients(service, self.move.target.region)


Injection = Callable[[Stage], object]
_GROWTH = frozenset({"scale-out", "start-tasks"})


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`gate` is the one that has to refuse; where none has to, the move survives, or stops at the steps of `stops_at`.

    `recover` ends the fault, after which the same command goes on and has to succeed.
    """

    name: str
    says: str
    inject: Injection
    kind: Kind = Kind.DISASTER
    gate: str = ""
    # As far as the move has them: a strategy leaves some out.
    stops_at: tuple[str, ...] = ()
    # It matters only where more has to run than runs already.
    needs_growth: bool = False
    recover: Injection | None = None
    # Gates that would refuse as well and are not what is drilled.
    overridden: tuple[str, ...] = field(default=())
    waits_for_silence: bool = False
    deadline_seconds: float | None = None

    def has_to(self, move: Move) -> str:
        """What has to be found, in the words of the verdict."""
        if self.gate:
            return judge.refused_by(self.gate)
        steps = {step.name for step in move.steps}
        if self.needs_growth and not steps & _GROWTH:
            return judge.SURVIVED
        stops = sorted(steps & set(self.stops_at))
        return judge.then(judge.stopped_at(" and ".join(stops)), judge.SURVIVED) if stops else judge.SURVIVED


def _lose(stage: Stage) -> None:
    """Callers of a region that is gone mostly hang; that is the worse case."""
    stage.ask("POST", "blackout", {"region": stage.move.source.region, "connection": "hang"})


def _lag(milliseconds: Callable[[Stage], float]) -> Injection:
    return lambda stage: stage.ask("POST", "lag", {"store": "database", "milliseconds": milliseconds(stage)})


def _twice_the_objective(stage: Stage) -> float:
    return 2 * _MILLISECONDS * stage.move.target.settings.objectives.rpo.total_seconds()


def _promotions(polls: int | None) -> Injection:
    return lambda stage: stage.ask("POST", "promotions", {"polls": polls})


def _capacity(tasks: int | None) -> Injection:
    return lambda stage: stage.ask("POST", "capacity", {"region": stage.move.target.region, "tasks": tasks})


def _quota(stage: Stage) -> object:
    quota = {"service": "fargate", "code": "L-3032A538", "value": 0.5}
    return stage.ask("POST", "quotas", {"region": stage.move.target.region, **quota})


def _refused(service: str, action: str) -> Injection:
    """AWS does not let the operator do it: a role that lost a right is the same."""
    fault = {"service": service, "action": action, "status": 403}
    return lambda stage: stage.ask("POST", "faults", {**fault, "region": stage.move.target.region})


def _both(*injections: Injection) -> Injection:
    return lambda stage: [inject(stage) for inject in injections]


def _delete_images(stage: Stage) -> None:
    for image in stage.move.target.values["images"].values():
        stage.target("ecr").batch_delete_image(
            repositoryName=image["repository"], imageIds=[{"imageTag": image["tag"]}]
        )


def _delete_secret(stage: Stage) -> None:
    source = stage.move.source
    stage.clients("secretsmanager", source.region).remove_regions_from_replication(
        SecretId=source.values["secrets"]["database"], RemoveReplicaRegions=[stage.move.target.region]
    )


def _delete_instances(stage: Stage) -> None:
    rds, cluster = stage.target("rds"), stage.move.target.values["database"]["cluster"]
    found = rds.describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [cluster]}])["DBInstances"]
    for instance in found:
        rds.delete_db_instance(DBInstanceIdentifier=instance["DBInstanceIdentifier"], SkipFinalSnapshot=True)


def _delete_listener(stage: Stage) -> None:
    balancing = stage.target("elbv2")
    arns = list(stage.move.target.values["target_groups"].values())
    (group, *_) = balancing.describe_target_groups(TargetGroupArns=arns)["TargetGroups"]
    (balancer,) = group["LoadBalancerArns"]
    for listener in balancing.describe_listeners(LoadBalancerArn=balancer)["Listeners"]:
        balancing.delete_listener(ListenerArn=listener["ListenerArn"])


def _begin_elsewhere(stage: Stage) -> None:
    """Somebody else moves the writer the other way."""
    move = stage.move
    Journal(stage.target("dynamodb"), move.table, move.source.region, _OTHER, stage.clock).open(
        Kind.PLANNED, move.target.region
    )


def _nothing(_stage: Stage) -> None:
    """The alarm was false: both regions are well."""


# The region is well, and what the fault takes away is missed by the gate that looks at everything, too.
_KNOWN_LOSS = ("lost", "readiness")
FAULTS: tuple[Fault, ...] = (
    Fault(
        name="region-dark",
        says="the region that serves is gone, with every control plane that stands there",
        inject=_lose,
        waits_for_silence=True,
    ),
    Fault(
        name="database-stuck",
        says="that region is gone, and the promotion of the database does not end until somebody mends it",
        inject=_both(_lose, _promotions(None)),
        recover=_promotions(0),
        stops_at=("confirm-writer",),
        waits_for_silence=True,
        deadline_seconds=_SHORT_SECONDS,
    ),
    Fault(
        name="capacity-short",
        says="that region is gone, and Fargate has no room for more tasks in the other one until later",
        inject=_both(_lose, _capacity(0)),
        recover=_capacity(None),
        stops_at=("enable-consumers", *sorted(_GROWTH)),
        needs_growth=True,
        waits_for_silence=True,
        deadline_seconds=_SHORT_SECONDS,
    ),
    Fault(
        name="false-alarm",
        says="somebody believes the region to be gone that serves, and it lives",
        inject=_nothing,
        gate="lost",
    ),
    Fault(
        name="lag-high",
        says="the copy of the database is older than may be lost",
        inject=_lag(_twice_the_objective),
        gate="lag",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="copy-behind",
        says="the copy of the database is seconds behind, before a planned move that may lose nothing",
        inject=_lag(lambda _stage: _BEHIND_MILLISECONDS),
        kind=Kind.PLANNED,
        gate="in-sync",
    ),
    Fault(
        name="planned-blind",
        says="a planned move is asked for, and the region that would be left does not answer",
        inject=_lose,
        kind=Kind.PLANNED,
        gate="answers",
    ),
    Fault(
        name="quota-short",
        says="the quota of Fargate in the other region was never raised",
        inject=_quota,
        gate="capacity",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="switch-unwritable",
        says="the failover control cannot be written",
        inject=_refused("monitoring", "PutMetricData"),
        gate="switch",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="queue-unreadable",
        says="the order queue of the other region cannot be asked",
        inject=_refused("sqs", "GetQueueAttributes"),
        gate="queue",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="certificate-unreadable",
        says="the certificate of the other region cannot be looked at",
        inject=_refused("acm", "DescribeCertificate"),
        gate="certificate",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="second-operator",
        says="somebody else moves the writer the other way",
        inject=_begin_elsewhere,
        gate="second-operator",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="images-missing",
        says="the workloads' images never arrived in the other region",
        inject=_delete_images,
        gate="images",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="secret-missing",
        says="the database's secret has no replica in the other region",
        inject=_delete_secret,
        gate="secrets",
        overridden=_KNOWN_LOSS,
    ),
    Fault(
        name="listener-missing",
        says="somebody removed the listener of the other region's load balancer by hand",
        inject=_delete_listener,
        gate="readiness",
        overridden=("lost",),
    ),
    Fault(
        name="instance-missing",
        says="the database of the other region has no instance left",
        inject=_delete_instances,
        gate="instance",
        overridden=_KNOWN_LOSS,
    ),
)
