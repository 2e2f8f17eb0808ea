"""botocore's models take every request that the provider makes of what the program declares.

The provider runs as it is, against clients that send nothing. The models say types, lengths, ranges, patterns and
enumerations of each parameter; what AWS refuses beyond them, they do not know.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.judges.declared import Declared, declared, each_variant, everything
from tests.judges.objection import Objection, left, stale
from tests.judges.plausible import FORMLESS
from tests.judges.requests.asked import requests_of
from tests.judges.requests.exceptions import EXCEPTIONS
from tests.judges.requests.model import objections
from tests.stack_files import HOME

pytestmark = pytest.mark.xdist_group("judges")
# What wrong values are written into.
SHOWN = ((HOME, "otherwise-ecs"), (HOME, "otherwise-eks"))


_VERDICTS: dict[str, list[Objection]] = {}


def judged(one: Declared) -> list[Objection]:
    """What the models have against all requests of a resource."""
    if one.key not in _VERDICTS:
        _VERDICTS[one.key] = judged_anew(one)
    return _VERDICTS[one.key]


def judged_anew(one: Declared) -> list[Objection]:
    return [
        objection
        for request in requests_of(one)
        for objection in objections(request.service, request.operation, request.parameters, str(one))
    ]


@each_variant
def test_the_models_take_every_request(stack: str, variant: str) -> None:
    found = [objection for one in declared(stack, variant) for objection in judged(one)]
    assert list(map(str, left(found, EXCEPTIONS))) == []


@each_variant
def test_what_aws_would_answer_is_in_its_form(stack: str, variant: str) -> None:
    formless = [str(one) for one in declared(stack, variant) if FORMLESS in str(one.inputs)]
    assert formless == [], "an identifier that is made up cannot be judged; write its form into plausible.py"


def test_no_exception_has_outlived_its_reason() -> None:
    found = [objection for one in everything() for objection in judged(one)]
    assert stale(found, EXCEPTIONS) == []
    assert [one for one in EXCEPTIONS if not one.why] == []


def test_every_type_asks_for_something() -> None:
    silent = {one.resource.type for shown in SHOWN for one in declared(*shown) if not requests_of(one)}
    assert silent == set(), "a type that asks nothing is judged by nobody"


def first(kind: str) -> Declared:
    return next(one for shown in SHOWN for one in declared(*shown) if one.resource.type == kind)


@pytest.mark.parametrize(
    ("kind", "wrong", "rule"),
    [
        ("aws:sns/topic:Topic", {"tagsAll": {"k" * 129: "too long a key"}}, "max"),
        ("aws:kms/key:Key", {"deletionWindowInDays": 400}, "max"),
        ("aws:kms/key:Key", {"deletionWindowInDays": 0}, "invalid range"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"comparisonOperator": "GreaterOrEqual"}, "enum"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmActions": ["arn"] * 6}, "max"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmDescription": "d" * 1025}, "max"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "a name with blanks"}, "pattern"),
        ("aws:cloudwatch/eventRule:EventRule", {"name": "order placed"}, "pattern"),
        ("aws:iam/role:Role", {"name": "web/tasks"}, "pattern"),
        ("aws:iam/role:Role", {"name": ""}, "invalid length"),
        ("aws:cloudwatch/eventTarget:EventTarget", {"arn": None}, "missing required field"),
        ("aws:ecs/service:Service", {"desiredCount": "three"}, "invalid type"),
        ("aws:ecs/service:Service", {"launchType": "SERVERLESS"}, "enum"),
        ("aws:eks/cluster:Cluster", {"upgradePolicy": {"supportType": "LONG"}}, "enum"),
        ("aws:eks/cluster:Cluster", {"upgradePolicy": {"supportKind": "STANDARD"}}, "unknown field"),
    ],
)
def test_a_wrong_value_is_found(kind: str, wrong: dict[str, Any], rule: str) -> None:
    one = first(kind)
    inputs = {key: value for key, value in {**one.inputs, **wrong}.items() if value is not None}
    assert rule in {objection.rule for objection in judged_anew(replace(one, inputs=inputs))}
    assert judged_anew(one) == [], "as it is declared it is right"
