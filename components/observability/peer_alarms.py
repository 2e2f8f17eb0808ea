"""Alarms on the other region, of what is known of it here: they need nothing from it.

Route 53 publishes what it thinks of an endpoint in us-east-1 only. Here its view is measured where it looks: every task
of the other region counts the checks by Route 53 that it answered well, and says so in this region, too.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming
from components.alarm import Alarm, Measure, OnCall
from workloads.declaration import CHECKS_ANSWERED, METRIC_NAMESPACE

_MILLISECONDS = 1000
_STALE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class PeerAlarmsArgs:
    """`answers` is whether tasks of the other region answer requests at all, so that silence means something."""

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
            says=f"The database here got no change from {peer} for {_STALE_SECONDS} seconds.",
            section="region-impaired",
            measure=Measure(
                namespace="AWS/RDS",
                name="AuroraGlobalDBReplicationLag",
                dimensions={"DBClusterIdentifier": args.cluster_identifier},
            ),
            threshold=_STALE_SECONDS * _MILLISECONDS,
            # Here is no copy where this region writes: then the measure says nothing, for or against.
            missing="missing",
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


def _rule(alarms: dict[str, str | None]) -> str:
    """Two signs agree. One alone may be the fault of whoever looks: nobody fails over for it."""
    silent, stale = (f'ALARM("{alarms[key]}")' for key in ("silent", "stale"))
    rule = f'({silent} AND ({stale} OR INSUFFICIENT_DATA("{alarms["stale"]}")))'
    if alarms["canary"]:
        rule += f' OR (ALARM("{alarms["canary"]}") AND ({silent} OR {stale}))'
    return rule
