"""How an alarm is written here: what it measures, when it rings, what it means, and where it says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.common import naming

_PERIOD_SECONDS = 60
# Relative to the repository, where no address is configured under which people read it.
_PAGE = "alarms.md"


@dataclass(frozen=True, kw_only=True)
class OnCall:
    """Who hears of a region's alarms, and where they read on; `runbooks_url` is where docs/ is found."""

    topic_arn: pulumi.Input[str]
    runbooks_url: str | None

    def description(self, says: str, section: str) -> str:
        """One sentence and a link: what whoever is woken by it sees first."""
        return f"{says} What to do: {self.runbooks_url or 'docs'}/{_PAGE}#{section}"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One metric. `statistic` is a CloudWatch statistic or a percentile, such as p99."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Maximum"
    period_seconds: int = _PERIOD_SECONDS


@dataclass(frozen=True, kw_only=True)
class Formula:
    """An expression over measures, each by its id."""

    expression: str
    label: str
    measures: Mapping[str, Measure]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Rings once `periods` of the last `out_of` are on the wrong side of the threshold; of as many, where it is 0.

    `section` is one of docs/alarms.md, which also says for each alarm why `missing` is what it is. An expression that
    fills a measure in needs `out_of`: CloudWatch gets values minutes late, so the newest are always the filler.
    """

    says: str
    section: str
    measure: Measure | Formula
    threshold: float
    missing: Literal["notBreaching", "breaching", "missing", "ignore"]
    periods: int = 3
    out_of: int = 0
    rings: Literal["at or above", "below"] = "at or above"

    def ring(self, parent: pulumi.Resource, name: str, on_call: OnCall) -> aws.cloudwatch.MetricAlarm:
        """Declare it. Whoever hears that it rings hears that it is over, too."""
        return aws.cloudwatch.MetricAlarm(
            name,
            name=naming.alarm(name),
            alarm_description=on_call.description(self.says, self.section),
            **_measured(self.measure),
            evaluation_periods=self.out_of or self.periods,
            datapoints_to_alarm=self.periods if self.out_of else None,
            threshold=self.threshold,
            comparison_operator="LessThanThreshold" if self.rings == "below" else "GreaterThanOrEqualToThreshold",
            treat_missing_data=self.missing,
            alarm_actions=[on_call.topic_arn],
            ok_actions=[on_call.topic_arn],
            opts=pulumi.ResourceOptions(parent=parent),
        )


def _measured(measure: Measure | Formula) -> dict[str, Any]:
    if isinstance(measure, Measure):
        kind = "extended_statistic" if measure.statistic.startswith("p") else "statistic"
        return {
            "namespace": measure.namespace,
            "metric_name": measure.name,
            "dimensions": dict(measure.dimensions),
            kind: measure.statistic,
            "period": measure.period_seconds,
        }
    return {
        "metric_queries": [
            {"id": "e1", "expression": measure.expression, "label": measure.label, "return_data": True},
            *(
                {
                    "id": key,
                    "metric": {
                        "namespace": each.namespace,
                        "metric_name": each.name,
                        "dimensions": dict(each.dimensions),
                        "stat": each.statistic,
                        "period": each.period_seconds,
                    },
                }
                for key, each in measure.measures.items()
            ),
        ]
    }
