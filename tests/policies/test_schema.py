"""Every type and property that a rule reads exists in the packages that are installed.

A rule about a name that programs no longer emit passes for ever, and looks like proof.
"""

from typing import Any

import pytest

from tests.policies.pack import RULES
from tests.policies.schema import arguments, class_of, inner, properties

# Pulumi's own, and the type of everything.
_BUILT_IN = ("pulumi:", "aws:")
PATHS = sorted(
    {
        (token, path)
        for rule in RULES
        for token, paths in rule.reads.items()
        for path in (*paths, "")
        if not token.startswith("pulumi:") and token not in _BUILT_IN
    }
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("token", "path"), PATHS, ids=[f"{token} {path}".strip() for token, path in PATHS])
def test_the_packages_know_what_a_rule_reads(token: str, path: str) -> None:
    cls = class_of(token)
    assert cls.pulumi_type == token
    if not path:
        return
    place: Any = arguments(cls)
    walked = []
    for part in path.split("."):
        known = properties(place)
        walked.append(part)
        assert part in known, f"{token} has no {'.'.join(walked)}; it has {sorted(known)}"
        place = inner(known[part])
        if place is None:
            break


def test_every_rule_reads_something() -> None:
    assert [rule.id for rule in RULES if not rule.reads] == []
    strangers = {rule.id: [each for each in rule.judged if each not in rule.reads] for rule in RULES}
    assert {rule: types for rule, types in strangers.items() if types} == {}


def test_a_name_that_no_package_has_is_found_out() -> None:
    with pytest.raises(AttributeError):
        class_of("aws:lb/noSuchBalancer:NoSuchBalancer")
    with pytest.raises(AssertionError, match=r"has no stickiness\.sticky"):
        test_the_packages_know_what_a_rule_reads("aws:lb/targetGroup:TargetGroup", "stickiness.sticky")
