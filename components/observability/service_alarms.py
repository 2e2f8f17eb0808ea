"""Alarms on what customers get from a region: errors, slowness, and zones without a healthy task."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.common import naming
from components.observability.alarm import Alarm, Formula, Measure, OnCall
from components.observability.zone_targets import healthy_in
from settings.workload import WorkloadSettings

# Below so many requests a minute, one failure is no share worth waking anybody for.
_FEW_REQUESTS = 50
_ERROR_PERCENT = 5
_SLOW_SECONDS = 2


@dataclass(frozen=True, kw_only=True)
class ServiceAlarmsArgs:
    """The load balancer and the target group, as CloudWatch names them."""

    zones: Sequence[str]
    load_balancer: pulumi.Input[str]
    target_group: pulumi.Input[str]
    web: WorkloadSettings
    on_call: OnCall


class ServiceAlarms(pulumi.ComponentResource):
    """For the workload that answers requests. A region in which none is wanted is quiet."""

    alarm_names: tuple[str, ...]

    def __init__(self, name: str, args: ServiceAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:observability:ServiceAlarms", name, None, opts)
        alarms = {f"{name}-{key}": alarm for key, alarm in _alarms(args).items()}
        for key, alarm in alarms.items():
            alarm.ring(self, key, args.on_call)
        self.alarm_names = tuple(naming.alarm(key) for key in alarms)
        self.register_outputs({"alarm_names": self.alarm_names})


def _alarms(args: ServiceAlarmsArgs) -> dict[str, Alarm]:
    balancer = {"LoadBalancer": args.load_balancer}
    errors = Alarm(
        says=f"More than {_ERROR_PERCENT} % of the requests that reach this region fail.",
        section="errors",
        measure=_error_percent(balancer),
        threshold=_ERROR_PERCENT,
        missing="notBreaching",
        out_of=5,
    )
    latency = Alarm(
        says=f"One request in a hundred takes longer than {_SLOW_SECONDS} seconds.",
        section="latency",
        measure=_of("TargetResponseTime", balancer, "p99"),
        threshold=_SLOW_SECONDS,
        missing="notBreaching",
        periods=5,
    )
    group = {**balancer, "TargetGroup": args.target_group}
    targets = {
        f"targets-{zone[-1]}": Alarm(
            says=f"No task in {zone} is healthy.",
            section="zone-without-targets",
            measure=healthy_in(zone, args.zones, args.web, group),
            threshold=1,
            # Neither a count nor a want of any: nothing has to run here.
            missing="notBreaching",
            # Tasks that a failover starts need some minutes until they are healthy.
            periods=5,
            out_of=7,
            rings="below",
        )
        for zone in args.zones
    }
    return {"errors": errors, "latency": latency, **targets}


def _error_percent(balancer: dict[str, pulumi.Input[str]]) -> Formula:
    """Failures of the tasks and of the load balancer itself, against everything that arrived."""
    return Formula(
        expression=f"IF(requests >= {_FEW_REQUESTS}, 100 * (FILL(tasks,0) + FILL(own,0)) / requests, 0)",
        label="failed requests in percent",
        measures={
            "requests": _of("RequestCount", balancer, "Sum"),
            "tasks": _of("HTTPCode_Target_5XX_Count", balancer, "Sum"),
            "own": _of("HTTPCode_ELB_5XX_Count", balancer, "Sum"),
        },
    )


def _of(metric: str, dimensions: dict[str, pulumi.Input[str]], statistic: str) -> Measure:
    return Measure(namespace="AWS/ApplicationELB", name=metric, dimensions=dimensions, statistic=statistic)
