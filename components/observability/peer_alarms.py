"""Alarms on the other region, of what is known of it here: they need nothing from it.

Route 53 publishes what it thinks of an endpoint in us-east-1 only. Here its view is measured where it looks: every task
of the other region counts the checks by Route 53 that it answered well, and says so in this region, too.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.observability.alarm import Alarm, Formula, Measure, OnCall
from components.observability.database_lag import AGE, REPLICATION_LAG, ages
from workloads.declaration import CHECKS_ANSWERED, DATABASE_WRITER, METRIC_NAMESPACE

_MILLISECONDS = 1000
_STALE_SECONDS = 60
# Values come up to two minutes late, and one may be lost.
_STALE_MINUTES, _LOOKED_AT = 4, 6


@dataclass(frozen=True, kw_only=True)
class PeerAlarmsArgs:
    """`answers` is whether tasks of the other region answer requests at all, so that silence means something."""

    region: str
    peer_region: str
    answers: bool
    cluster_identifier: pulumi.Input[str]
    # What the canary here says of the public name, where there is one.
    canary_alarm: pulumi.Input[str] | None
    on_call: OnCall


class PeerAlarms(pulumi.ComponentResource):
    """Silence, a copy that gets no more changes, and both together: a region that is impaired."""

    impaired_name: str
    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: PeerAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:PeerAlarms", name, None, opts)
        peer = args.peer_region
        silent = Alarm(
            says=f"{peer} answers no more checks by Route 53, as far as anybody hears here.",
            section="region-silent",
            measure=Measure(
                namespace=METRIC_NAMESPACE, name=CHECKS_ANSWERED, dimensions={"Region": peer}, statistic="Sum"
            ),
            threshold=1,
            rings="below",
            missing="breaching" if args.answers else "missing",
        ).ring(self, f"{name}-silent", args.on_call)
        stale = Alarm(
            says=f"The database here got no change from {peer} for {_STALE_SECONDS} seconds, and nobody here writes.",
            section="region-impaired",
            measure=_unheard(args),
            threshold=_STALE_SECONDS * _MILLISECONDS,
            # Nothing at all is published once both the other region and the workers here are silent.
            missing="breaching",
            periods=_STALE_MINUTES,
            out_of=_LOOKED_AT,
        ).ring(self, f"{name}-stale", args.on_call)
        self.impaired_name = naming.alarm(f"{name}-impaired")
        aws.cloudwatch.CompositeAlarm(
            f"{name}-impaired",
            alarm_name=self.impaired_name,
            alarm_description=args.on_call.description(f"{peer} is impaired.", "region-impaired"),
            alarm_rule=pulumi.Output.all(silent=silent.name, stale=stale.name, canary=args.canary_alarm).apply(_rule),
            alarm_actions=[args.on_call.topic_arn],
            ok_actions=[args.on_call.topic_arn],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.alarm_names = (self.impaired_name, *(naming.alarm(f"{name}-{key}") for key in ("silent", "stale")))
        self.register_outputs({"impaired_name": self.impaired_name})


def _unheard(args: PeerAlarmsArgs) -> Formula:
    """The copy's age, and the limit where nobody tells one: 0 where a worker here says that this region writes."""
    old = _STALE_SECONDS * _MILLISECONDS
    writes = Measure(namespace=METRIC_NAMESPACE, name=DATABASE_WRITER, dimensions={"Region": args.region})
    return Formula(
        expression=f"IF(FILL(writes,0) >= 1, 0, IF({AGE} >= 0, {AGE}, {old}))",
        label="time without a change from the other region in milliseconds",
        measures={
            "writes": writes,
            **ages(REPLICATION_LAG, args.cluster_identifier, args.peer_region),
        },
    )


def _rule(alarms: dict[str, str | None]) -> str:
    """Two signs agree. One alone may be the fault of whoever looks: nobody fails over for it."""
    silent, stale = (f'ALARM("{alarms[key]}")' for key in ("silent", "stale"))
    rule = f'({silent} AND ({stale} OR INSUFFICIENT_DATA("{alarms["stale"]}")))'
    if alarms["canary"]:
        rule += f' OR (ALARM("{alarms["canary"]}") AND ({silent} OR {stale}))'
    return rule
