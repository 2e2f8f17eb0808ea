"""A composite alarm is made after the alarms that its rule names, and goes before them.

CloudWatch deletes no alarm that a composite alarm depends on.
"""

import re

from tests.components.variants import each_variant, recorded

COMPOSITE, METRIC = "aws:cloudwatch/compositeAlarm:CompositeAlarm", "aws:cloudwatch/metricAlarm:MetricAlarm"


@each_variant
def test_a_composite_alarm_waits_for_every_alarm_that_it_names(stack: str, variant: str) -> None:
    recording = recorded(stack, variant)
    urns = {each.plain["name"]: each.urn for each in recording.of(METRIC)}
    for composite in recording.some(COMPOSITE):
        named = set(re.findall(r'\("([^"]+)"\)', composite.plain["alarmRule"]))
        waited = set(composite.depends_on) | {urn for urns in composite.sources.values() for urn in urns}
        assert {name for name in named if urns[name] not in waited} == set()
