"""The gates of a move. Those of a disaster ask the region that takes over, and no other."""

from collections.abc import Callable
from datetime import datetime, timedelta

from operations.failover import liveness
from operations.failover.gate import READINESS, Found, Gate, failed, passed
from operations.failover.journal import Journal, item_id
from operations.failover.readiness import advice, readiness_of, told
from operations.failover.step_context import StepContext
from operations.live.database import CONNECTED, global_database
from operations.live.database_lag import database_lag
from operations.live.queue import messages
from operations.recovery.failover_steps import Kind

_DISASTER, _PLANNED = frozenset({Kind.DISASTER}), frozenset({Kind.PLANNED})
# How old the newest value of a copy's lag may be: a region that was lost sends none since.
_LAG_MINUTES = 15
_LEVEL_MILLISECONDS = 1000.0
# The certificate has to hold for as long as the other region may be away.
_CERTIFICATE_DAYS = 7
# The gate that comes before anything is written.
ACCOUNT = "account"
# Fargate's On-Demand vCPU, the same in every region.
_FARGATE, _FARGATE_VCPU = "fargate", "L-3032A538"


def journal_of(context: StepContext, owner: str = "") -> Journal:
    """The journal in the region that takes over."""
    return Journal(context.target("dynamodb"), context.move.table, context.move.target.region, owner, context.clock)


def _account(context: StepContext) -> Found:
    known = str(context.move.target.values["account"])
    here = str(context.target("sts").get_caller_identity()["Account"])
    return Found(here == known, f"credentials of account {here}, stacks of account {known}", "Use the stacks' account")


def _readiness(context: StepContext) -> Found:
    found = readiness_of(context)
    return Found(found.is_ready, told(found), advice(context))


def _second_operator(context: StepContext) -> Found:
    other = journal_of(context).look(context.move.source.region)
    if other is None or other.is_finished or not other.is_held(context.clock.now()):
        return passed(f"nobody moves the writer to {context.move.source.region}")
    return failed(f"{other.owner} is moving the writer to {other.target} ({item_id(other.target)})", "Talk to them")


def _writer(context: StepContext) -> Found:
    move = context.move
    found = global_database(context.target("rds"), move.global_cluster)
    # Aurora takes up to ten copies; those in other regions are somebody else's, and follow the new writer.
    ours = {move.source.region, move.target.region}
    seen = (
        f"{move.global_cluster} has members in {', '.join(sorted(found.members)) or 'no region'}, and "
        f"{found.writer or 'nobody'} writes"
    )
    if missing := sorted(ours - found.members.keys()):
        return failed(
            f"{seen}: none in {', '.join(missing)}",
            "Where there never was one, bring that stack up. A copy that was detached follows nobody: delete its "
            "cluster (its rows are the writer's) and run `pulumi up --refresh` there, which makes the copy anew",
        )
    if found.writer is None:
        return failed(seen, "A move may be under way, or failed: look at FailoverState in describe-global-clusters")
    if found.writer not in ours:
        return failed(
            f"{seen}, where neither stack is",
            f"Whoever moved it there has to move it back first: aws rds switchover-global-cluster --region "
            f"{found.writer} --global-cluster-identifier {move.global_cluster} --target-db-cluster-identifier "
            f"{found.members[move.target.region].arn}",
        )
    return passed(seen)


def _instance(context: StepContext) -> Found:
    cluster = context.move.target.values["database"]["cluster"]
    answer = context.target("rds").describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [cluster]}])
    states = [each["DBInstanceStatus"] for each in answer["DBInstances"]]
    return Found(
        "available" in states,
        f"{cluster} has {len(states)} instances ({', '.join(states) or 'none'})",
        "A cluster without an instance cannot be promoted; adding one takes 5 to 15 minutes",
    )


def _versions(context: StepContext) -> Found:
    whole = global_database(context.target("rds"), context.move.global_cluster).engine_version
    cluster = context.move.target.values["database"]["cluster"]
    (here,) = context.target("rds").describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"]
    return Found(
        here["EngineVersion"] == whole,
        f"{cluster} runs {here['EngineVersion']}, the global database {whole}",
        "RDS refuses a managed move between different versions: upgrade the copy",
    )


def _lag(context: StepContext) -> Found:
    limit = context.move.target.settings.objectives.rpo.total_seconds() * 1000
    lag = lag_milliseconds(context)
    if lag is None:
        return failed(
            f"CloudWatch has no AuroraGlobalDBRPOLag of the copy in the last {_LAG_MINUTES} minutes",
            "How much would be lost is not known; --override lag accepts that",
        )
    return Found(
        lag <= limit,
        f"the copy was {lag:.0f} ms behind, objectives.rpo allows {limit:.0f}",
        "Later writes would be lost; wait if the other region still answers, or --override lag accepts it",
    )


def _in_sync(context: StepContext) -> Found:
    lag = lag_milliseconds(context)
    return Found(
        lag is not None and lag <= _LEVEL_MILLISECONDS,
        "CloudWatch knows no lag of the copy" if lag is None else f"the copy is {lag:.0f} ms behind",
        f"A planned move waits until it is at most {_LEVEL_MILLISECONDS:.0f} ms: move when less is written",
    )


def lag_milliseconds(context: StepContext) -> float | None:
    """The newest lag of the database's copy that CloudWatch knows in the region that takes over; 0 where it writes."""
    move = context.move
    if global_database(context.target("rds"), move.global_cluster).writer == move.target.region:
        return 0.0
    points = database_lag(
        context.target("cloudwatch"),
        move.target.values["database"]["cluster"],
        move.source.region,
        now=context.clock.now(),
        minutes=_LAG_MINUTES,
    )
    return points[max(points)] if points else None


def _lost(context: StepContext) -> Found:
    move = context.move
    if global_database(context.target("rds"), move.global_cluster).writer == move.target.region:
        return passed(f"{move.target.region} writes already")
    last, silent = liveness.last_heard(context)
    if silent:
        return passed(f"{move.source.region} was last heard {liveness.told(last)}")
    return failed(
        f"{move.source.region} still answered health checks {liveness.told(last)}",
        "A disaster's failover drops what is not copied yet. Add --planned to lose nothing, or --override lost if you "
        "know more than its heartbeats do",
    )


def _images(context: StepContext) -> Found:
    ecr, missing = context.target("ecr"), []
    for workload, image in sorted(context.move.target.values["images"].items()):
        try:
            ecr.describe_images(repositoryName=image["repository"], imageIds=[{"imageTag": image["tag"]}])
        except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
            missing.append(f"{workload} ({image['repository']}:{image['tag']})")
    return Found(
        not missing,
        f"the registry lacks {', '.join(missing)}" if missing else "every workload's image is in the registry here",
        "Only images pushed after the replication rule are copied: push them to this region",
    )


def _secrets(context: StepContext) -> Found:
    manager, wrong = context.target("secretsmanager"), []
    for name, arn in sorted(context.move.target.values["secrets"].items()):
        try:
            if manager.describe_secret(SecretId=arn).get("DeletedDate"):
                wrong.append(f"{name} is to be deleted")
        except manager.exceptions.ResourceNotFoundException:
            wrong.append(f"{name} is not there")
    return Found(not wrong, "; ".join(wrong) or "every secret is here", "Replicate it to this region")


def _certificate(context: StepContext) -> Found:
    arn = context.move.target.values["certificate"]
    found = context.target("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    ends: datetime | None = found.get("NotAfter")
    needed = timedelta(days=_CERTIFICATE_DAYS).total_seconds()
    lasts = ends is None or ends.timestamp() - context.clock.now() >= needed
    return Found(
        found["Status"] == "ISSUED" and lasts,
        f"the load balancer's certificate is {found['Status']}{f' until {ends:%Y-%m-%d}' if ends else ''}",
        "Renew it: clients would be refused by the region that takes over",
    )


def _capacity(context: StepContext) -> Found:
    workloads, scaling = context.move.target.settings.workloads, context.move.target.values["scaling"]
    needed = sum(one["serving"]["min_tasks"] * workloads[name].cpu_units / 1024 for name, one in scaling.items())
    quota = context.target("service-quotas").get_service_quota(ServiceCode=_FARGATE, QuotaCode=_FARGATE_VCPU)
    allowed = float(quota["Quota"]["Value"])
    return Found(
        needed <= allowed,
        f"{needed:g} vCPU are needed at once, and the quota of Fargate here is {allowed:g}",
        "A raise takes days: ask for it now, and until then lower min_tasks",
    )


def _queue(context: StepContext) -> Found:
    url = context.move.target.values["queue"]["url"]
    return passed(f"{messages(context.target('sqs'), url)} messages wait in the queue here")


def _switch(context: StepContext) -> Found:
    """Writing the metric of a region that does not exist shows the right to write, and moves nobody."""
    switch = context.move.source.values["routing"]["failover_control"]
    alarms = context.target("cloudwatch").describe_alarms(AlarmNames=[switch["alarm"]])["MetricAlarms"]
    trial = [{"Name": name, "Value": "nowhere"} for name in switch["dimensions"]]
    context.target("cloudwatch").put_metric_data(
        Namespace=switch["namespace"], MetricData=[{"MetricName": switch["metric"], "Dimensions": trial, "Value": 0}]
    )
    return Found(
        bool(alarms),
        f"the alarm {switch['alarm']} {'stands' if alarms else 'is missing'}, and its metric can be written",
        "Without it traffic cannot be moved: bring the other stack up, it declares the switch",
    )


def _connected(context: StepContext) -> Found:
    found = global_database(context.target("rds"), context.move.global_cluster)
    member = found.members[context.move.target.region]
    # RDS says nothing of the one that writes.
    state = CONNECTED if member.writes else member.synchronization or "unknown"
    return Found(
        state == CONNECTED,
        f"the copy in {context.move.target.region} is {state}",
        "A copy that is being rebuilt takes minutes to hours; `standby status --watch` shows when it is in sync",
    )


def _answers(context: StepContext) -> Found:
    source = context.move.source
    context.source("rds").describe_db_clusters(DBClusterIdentifier=source.values["database"]["cluster"])
    return passed(f"{source.region} answers")


def _files(context: StepContext) -> Found:
    sides = (context.move.source, context.move.target)
    unlike = [side for side in sides if side.values["strategy"] != side.settings.strategy]
    told = ", ".join(
        f"Pulumi.{side.outputs.stack}.yaml says {side.settings.strategy}, the stack {side.values['strategy']}"
        for side in unlike
    )
    return Found(not unlike, told or "stack files and stacks name the same strategy", "Run `pulumi up`, then move")


def _gate(
    name: str,
    says: str,
    look: Callable[[StepContext], Found],
    *,
    kinds: frozenset[Kind] = frozenset(Kind),
    final: bool = False,
) -> Gate:
    return Gate(name=name, says=says, look=look, kinds=kinds, may_be_overridden=not final)


GATES: tuple[Gate, ...] = (
    _gate(READINESS, "all that the move will need in the region is there as declared", _readiness),
    _gate(ACCOUNT, "the credentials are those of the account that the stacks are in", _account, final=True),
    _gate("second-operator", "nobody moves the writer the other way", _second_operator, final=True),
    _gate("writer", "the database has a copy in each region", _writer, final=True),
    _gate("files", "what the stack files say is what runs", _files),
    _gate("lost", "the other region gives no heartbeat", _lost, kinds=_DISASTER),
    _gate("lag", "what would be lost is within objectives.rpo", _lag, kinds=_DISASTER),
    _gate("answers", "the source region answers", _answers, kinds=_PLANNED, final=True),
    _gate("connected", "the copy here follows the writer", _connected, kinds=_PLANNED),
    _gate("in-sync", "the copy here is a second behind at most", _in_sync, kinds=_PLANNED),
    _gate("instance", "the database here has an instance", _instance),
    _gate("versions", "both clusters run the same version", _versions),
    _gate("images", "the registry here has every image", _images),
    _gate("secrets", "the secrets are here", _secrets),
    _gate("certificate", "the load balancer's certificate is valid", _certificate),
    _gate("capacity", "the quota of Fargate holds a region that serves", _capacity),
    _gate("queue", "the order queue answers", _queue),
    _gate("switch", "the failover control can be written", _switch),
)
