"""Load balancers and what they remember of a client."""

import pytest

from stateless_compute.lb_no_stickiness import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _group(**props: object) -> list[Declared]:
    return [Declared("aws:lb/targetGroup:TargetGroup", "web", props)]


_STICKY = {"forward": {"stickiness": {"enabled": True, "duration": 60}}}
CASES = (
    passes("stickiness that is off", _group(stickiness={"enabled": False, "type": "lb_cookie"})),
    absent("no block", _group(port=80)),
    absent("a block whose switch is left out is on", _group(stickiness={"type": "lb_cookie"}), "(stickiness)"),
    fails("stickiness that is on", _group(stickiness={"enabled": True, "type": "lb_cookie"}), "(stickiness)"),
    fails(
        "by the older token too",
        [Declared("aws:alb/targetGroup:TargetGroup", "web", {"stickiness": {"enabled": True}})],
        "(stickiness)",
    ),
    fails(
        "a sticky default action",
        [Declared("aws:lb/listener:Listener", "https", {"defaultActions": [_STICKY]})],
        "forward.stickiness",
    ),
    fails(
        "a sticky rule",
        [Declared("aws:lb/listenerRule:ListenerRule", "web", {"actions": [{"type": "fixed-response"}, _STICKY]})],
        "forward.stickiness",
    ),
    fails(
        "an accelerator that remembers addresses",
        [Declared("aws:globalaccelerator/listener:Listener", "entry", {"clientAffinity": "SOURCE_IP"})],
        "clientAffinity",
    ),
    unknown("a switch that is not known", _group(stickiness={"enabled": UNKNOWN}), "stickiness.enabled is not known"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
