"""cfn-lint on templates of what is declared: the registry's schema, and what cfn-lint knows beyond it."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner, run_template_by_data

from tests.judges.declared import Declared
from tests.judges.objection import Objection
from tests.judges.registry.tables import WITHOUT
from tests.judges.registry.template import Written, carry, region_of, written

# Before a property in a path: Resources, the name, Properties.
_ABOVE = 3
UNTRANSLATED = "untranslated"
_IGNORED = (
    # Warnings are advice about templates, such as not to write a zone's name into one.
    *("I", "W"),
    # Two resources of one name: what is several resources of the provider's, such as a bucket, is one here.
    "E3019",
)


def objections(many: Iterable[Declared]) -> dict[str, list[Objection]]:
    """What CloudFormation would have against each resource, by its key. All at once: most of the time is cfn-lint's."""
    judged = [one for one in many if one.resource.type not in WITHOUT]
    found: dict[str, list[Objection]] = {one.key: [] for one in judged}
    templates: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(judged):
        said = written(one)
        found[one.key] += [_unknown(one, said, path) for path in said.lost]
        resource = {"Type": said.kind, "Properties": said.properties}
        templates.setdefault(region_of(one), {})[f"R{number}"] = resource
    for region, resources in templates.items():
        for match in _matches(resources, region):
            _, name, *_ = match.path
            one = judged[int(name[1:])]
            path = ".".join("[]" if isinstance(part, int) else str(part) for part in match.path[_ABOVE:])
            subject, words = resources[name]["Type"], match.message
            found[one.key].append(Objection(subject=subject, path=path, rule=match.rule.id, words=words, by=str(one)))
    return found


def _unknown(one: Declared, said: Written, path: str) -> Objection:
    words = f"{said.kind} has no such property; write its name into the table of the type, or why there is none"
    return Objection(subject=said.kind, path=path, rule=UNTRANSLATED, words=words, by=str(one))


def _matches(resources: dict[str, Any], region: str) -> list[Any]:
    template, unreadable = decode_str(json.dumps({"Resources": resources}))
    if unreadable:
        raise ValueError(unreadable)
    return list(run_template_by_data(template, _config(region), _rules()))


@cache
def _config(region: str) -> Any:  # noqa: ANN401 - cfn-lint's
    return ConfigMixIn(regions=[region], ignore_checks=list(_IGNORED))


@cache
def _rules() -> Any:  # noqa: ANN401 - cfn-lint's
    carry()
    return Runner(_config("us-east-1")).rules
