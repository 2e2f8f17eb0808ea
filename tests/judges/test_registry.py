"""CloudFormation's registry schemas, and what cfn-lint adds to them, take everything that the program declares.

Each resource is written in CloudFormation's words, by a table for each type, and judged in its own region. Where the
provider and CloudFormation speak of different things, a table says so; what stands there without need is red as well.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.judges.declared import Declared, declared, each_variant, everything
from tests.judges.objection import Objection, left, stale
from tests.judges.registry.exceptions import EXCEPTIONS
from tests.judges.registry.judge import UNTRANSLATED, objections
from tests.judges.registry.tables import TRANSLATIONS, WITHOUT
from tests.judges.registry.template import written
from tests.stack_files import HOME

pytestmark = pytest.mark.xdist_group("judges")
# What wrong values are written into.
SHOWN = ((HOME, "otherwise-ecs"), (HOME, "otherwise-eks"))
_VERDICTS: dict[str, list[Objection]] = {}


def judged(many: Iterable[Declared]) -> list[Objection]:
    """What there is against all of them; what is declared equally elsewhere is judged once."""
    wanted = tuple(many)
    _VERDICTS.update(objections(one for one in wanted if one.key not in _VERDICTS))
    return [objection for one in wanted for objection in _VERDICTS.get(one.key, ())]


@each_variant
def test_the_schemas_take_everything(stack: str, variant: str) -> None:
    assert list(map(str, left(judged(declared(stack, variant)), EXCEPTIONS))) == []


def test_every_type_is_translated_or_has_no_counterpart() -> None:
    types = {one.resource.type for one in everything()}
    assert types == TRANSLATIONS.keys() | WITHOUT.keys()
    assert TRANSLATIONS.keys() & WITHOUT.keys() == set()


def test_no_table_names_what_nobody_declares() -> None:
    met: dict[str, set[str]] = {kind: set() for kind in TRANSLATIONS}
    for one in everything():
        if one.resource.type in TRANSLATIONS:
            met[one.resource.type] |= written(one).met
    idle = {
        kind: sorted((table.names.keys() | table.forms.keys() | table.own.keys()) - met[kind])
        for kind, table in TRANSLATIONS.items()
    }
    assert {kind: paths for kind, paths in idle.items() if paths} == {}


def test_no_exception_has_outlived_its_reason() -> None:
    assert stale(judged(everything()), EXCEPTIONS) == []


def test_every_exception_has_a_reason() -> None:
    said = [one.why for one in EXCEPTIONS] + [why for table in TRANSLATIONS.values() for why in table.own.values()]
    assert all(map(str.strip, [*said, *WITHOUT.values()]))


def first(kind: str) -> Declared:
    return next(one for shown in SHOWN for one in declared(*shown) if one.resource.type == kind)


@pytest.mark.parametrize(
    ("kind", "wrong", "rule"),
    [
        pytest.param("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 45}, "E3030", id="enumeration"),
        pytest.param("aws:sqs/queue:Queue", {"messageRetentionSeconds": 1209601}, "E3034", id="range"),
        pytest.param("aws:kms/key:Key", {"deletionWindowInDays": 45}, "E3034", id="another range"),
        pytest.param("aws:kms/alias:Alias", {"name": "alias/a b"}, "E3031", id="pattern"),
        pytest.param("aws:iam/role:Role", {"name": "r" * 65}, "E3033", id="length"),
        pytest.param("aws:cloudwatch/compositeAlarm:CompositeAlarm", {"okActions": ["a"] * 6}, "E3032", id="items"),
        pytest.param("aws:dynamodb/table:Table", {"billingMode": "ON_DEMAND"}, "E3030", id="another enumeration"),
        pytest.param("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcId": None}, "E3003", id="required"),
        pytest.param("aws:sqs/queue:Queue", {"delaySeconds": "soon"}, "E3012", id="type"),
        pytest.param("aws:sqs/queue:Queue", {"visibility": 30}, UNTRANSLATED, id="unknown"),
        pytest.param(
            "aws:eks/cluster:Cluster", {"upgradePolicy": {"supportType": "LONG"}}, "E3030", id="inner enumeration"
        ),
    ],
)
def test_a_wrong_value_is_found(kind: str, wrong: dict[str, Any], rule: str) -> None:
    one = first(kind)
    inputs = {key: value for key, value in {**one.inputs, **wrong}.items() if value is not None}
    assert left(judged([one]), EXCEPTIONS) == [], "as it is declared it is right"
    (found,) = objections([replace(one, inputs=inputs)]).values()
    assert rule in {objection.rule for objection in found}
