"""Alarms on this region as the one that takes over: something that a failover needs is not there, or nobody has looked.

`standby readiness --publish` tells this region's CloudWatch, after each deployment and every night. A look from here
would see nothing more: what is missing publishes no value of its own.
"""

from dataclasses import dataclass

import pulumi

from components.common import naming
from components.observability.alarm import Alarm, Measure, OnCall
from settings.readiness import DIMENSION, METRIC, NAMESPACE, SILENT_HOURS

_HOUR_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class ReadinessAlarmsArgs:
    """`region` is the one that is looked at, and the one where the alarms stand."""

    region: str
    on_call: OnCall


class ReadinessAlarms(pulumi.ComponentResource):
    """What was said last holds until somebody says otherwise; that nobody says anything any more rings by itself."""

    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: ReadinessAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:ReadinessAlarms", name, None, opts)
        alarms = {f"{name}-missing": _missing(args.region), f"{name}-silent": _silent(args.region)}
        for key, alarm in alarms.items():
            alarm.ring(self, key, args.on_call)
        self.alarm_names = tuple(naming.alarm(key) for key in alarms)
        self.register_outputs({"alarm_names": self.alarm_names})


def _missing(region: str) -> Alarm:
    return Alarm(
        says=f"A failover to {region} would not find everything that it needs there.",
        section="not-ready",
        measure=Measure(namespace=NAMESPACE, name=METRIC, dimensions={DIMENSION: region}),
        threshold=1,
        # By minutes, so that a look after the repair counts at once; between looks nobody says anything.
        missing="ignore",
        periods=1,
    )


def _silent(region: str) -> Alarm:
    return Alarm(
        says=f"For {SILENT_HOURS} hours nobody has said whether {region} is ready to take over.",
        section="readiness-silent",
        measure=Measure(
            namespace=NAMESPACE,
            name=METRIC,
            dimensions={DIMENSION: region},
            statistic="SampleCount",
            period_seconds=_HOUR_SECONDS,
        ),
        threshold=1,
        rings="below",
        missing="breaching",
        # CloudWatch takes up to seven days for periods of an hour.
        periods=SILENT_HOURS,
    )
