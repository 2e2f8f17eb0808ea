"""Exemptions and settings that are wrong. With the rules of others, because it judges what they were told."""

from typing import Any

import pytest

from meta.evaluated import RULE
from stateless_compute import no_managed_ebs, no_standalone_instance, scratch_bounded
from tests.policies.bench import Declared, analyze, stack_root
from tests.policies.cases import Case, fails, passes

_INSTANCE = Declared("aws:ec2/instance:Instance", "bastion")
_STACK = [stack_root(), _INSTANCE, Declared("aws:ecs/service:Service", "web")]
_OTHERS = [no_standalone_instance.RULE, no_managed_ebs.RULE, scratch_bounded.RULE]


def _config(rule: str, **config: Any) -> dict[str, Any]:  # noqa: ANN401 - settings
    return {"rules": {rule: config}}


def _exempt(urn: str, *, rule: str = "sc-ec2-no-standalone-instance", **more: str) -> dict[str, Any]:
    entry = {"urn": urn, "reason": "Goes when Session Manager is in use", "expires": "2027-01-31", **more}
    return _config(rule, exempt=[entry])


CASES = (
    passes("an exemption that is used", _STACK, **_exempt(_INSTANCE.urn)),
    passes("an exemption for another stack", _STACK, **_exempt("urn:pulumi:prod-east::*::bastion")),
    passes("a setting that is in the schema", _STACK, **_config("sc-scratch-bounded", maxTaskGib=30)),
    fails("an exemption that matches nothing", _STACK, "matches no resource", **_exempt("urn:pulumi:test::*::gone")),
    fails(
        "an exemption where the rule holds",
        _STACK,
        "excuses nothing",
        **_exempt("urn:pulumi:test::*::web", rule="sc-ecs-no-managed-ebs"),
    ),
    fails("an exemption of everything", _STACK, "more than wildcards", **_exempt("*")),
    fails("an exemption without a reason", _STACK, "no reason", **_exempt(_INSTANCE.urn, reason="later")),
    fails("an exemption without an end", _STACK, "no day in expires", **_exempt(_INSTANCE.urn, expires="never")),
    fails("an exemption with a misspelt part", _STACK, "has no until", **_exempt(_INSTANCE.urn, until="2027")),
    fails("a misspelt setting", _STACK, "has no setting maxTaskGiB", **_config("sc-scratch-bounded", maxTaskGiB=30)),
    fails("a setting of another type", _STACK, "wants integer", **_config("sc-scratch-bounded", maxTaskGib="many")),
    fails("a setting out of bounds", _STACK, "at least 20", **_config("sc-scratch-bounded", maxTaskGib=1)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    messages = analyze([*_OTHERS, RULE], case.stack(), case.config["rules"]).of(RULE.id)
    assert messages == [] if not case.says else any(case.says in message for message in messages), messages
