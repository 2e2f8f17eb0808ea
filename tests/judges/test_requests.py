"""botocore's models take every request that the provider makes of what the program declares.

The provider runs as it is, against clients that send nothing. The models say types, lengths, ranges, patterns and
enumerations of each parameter; what AWS refuses beyond them, they do not know.
"""

from collections.abc import Iterator
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


# Texts and numbers that no request holds as they are declared -> why.
KEPT = {
    "aws:acm/certificateValidation:CertificateValidation validationRecordFqdns": "compared with what ACM asks for",
    "aws:dynamodb/table:Table replicas.consistencyMode": "eventual copies are asked for by saying nothing",
    "aws:ecs/taskDefinition:TaskDefinition containerDefinitions": "a document, whose content is sent",
    "aws:rds/cluster:Cluster finalSnapshotIdentifier": "the sandbox's provider deletes without a last snapshot",
    "aws:route53/healthCheck:HealthCheck triggers.period": "the provider alone goes by it",
    "aws:route53/healthCheck:HealthCheck triggers.threshold": "the provider alone goes by it",
    "aws:route53/healthCheck:HealthCheck triggers.treat_missing_data": "the provider alone goes by it",
    "aws:s3/bucketObjectv2:BucketObjectv2 contentBase64": "sent as what it stands for",
    "aws:secretsmanager/secret:Secret recoveryWindowInDays": "none at all is another parameter",
}
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


def test_every_text_and_number_reaches_a_request() -> None:
    lost = set()
    for one in (each for shown in SHOWN for each in declared(*shown)):
        inputs = {key: one.inputs[key] for key in one.inputs.keys() - {"region", "tags"}}
        sent = [
            f"{text}".rstrip(".")
            for request in requests_of(one)
            for each in leaves(request.parameters)
            for text in each
        ]
        # A name of the DNS goes without its last dot.
        lost |= {
            f"{one.resource.type} {path}"
            for path, value in leaves(inputs)
            if not is_among(str(value).rstrip("."), sent)
        }
    assert sorted(lost - KEPT.keys()) == [], "an input that nobody is sent is judged by nobody"
    assert sorted(KEPT.keys() - lost) == [], "it reaches a request"


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - property values
    """Texts and numbers with the names that lead to them. Whether it holds is in too many places to be looked for."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, value


def is_among(text: str, sent: list[str]) -> bool:
    """A short text is part of many others by chance."""
    return text in sent or (len(text) > 7 and any(text in each for each in sent))


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
