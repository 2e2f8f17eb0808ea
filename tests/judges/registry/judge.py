"""cfn-lint on a template that holds one resource: the registry's schema, and what cfn-lint knows beyond it."""

import json
from functools import cache
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner, run_template_by_data

from tests.judges.declared import Declared
from tests.judges.objection import Objection
from tests.judges.registry.tables import WITHOUT
from tests.judges.registry.template import carry, region_of, written

_NAME = "Judged"
# Before them in a path: Resources, the name, Properties.
_ABOVE = 3
UNTRANSLATED = "untranslated"


def objections(one: Declared) -> list[Objection]:
    """What CloudFormation would have against the resource."""
    if one.resource.type in WITHOUT:
        return []
    region, said = region_of(one), written(one)
    unknown = f"{said.kind} has no such property; write its name into the table of the type, or why there is none"
    found = [
        Objection(subject=said.kind, path=path, rule=UNTRANSLATED, words=unknown, by=str(one)) for path in said.lost
    ]
    for match in _matches({"Type": said.kind, "Properties": said.properties}, region):
        path = ".".join("[]" if isinstance(part, int) else str(part) for part in match.path[_ABOVE:])
        found.append(Objection(subject=said.kind, path=path, rule=match.rule.id, words=match.message, by=str(one)))
    return found


def _matches(resource: dict[str, Any], region: str) -> list[Any]:
    template, unreadable = decode_str(json.dumps({"Resources": {_NAME: resource}}))
    if unreadable:
        raise ValueError(unreadable)
    return list(run_template_by_data(template, _config(region), _rules()))


@cache
def _config(region: str) -> Any:  # noqa: ANN401 - cfn-lint's
    # Its errors alone: warnings are advice about templates, such as not to write a zone's name into one.
    return ConfigMixIn(regions=[region], ignore_checks=["I", "W"])


@cache
def _rules() -> Any:  # noqa: ANN401 - cfn-lint's
    carry()
    return Runner(_config("us-east-1")).rules
