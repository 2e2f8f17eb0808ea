"""Spread of requests over zones."""

import pytest

from multi_az.lb_cross_zone import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _balancer(**props: object) -> list[Declared]:
    return [Declared("aws:lb/loadBalancer:LoadBalancer", "entry", props)]


def _group(**props: object) -> list[Declared]:
    return [Declared("aws:lb/targetGroup:TargetGroup", "web", props)]


CASES = (
    passes(
        "a network load balancer that spreads", _balancer(loadBalancerType="network", enableCrossZoneLoadBalancing=True)
    ),
    passes(
        "a group that follows its load balancer",
        _group(loadBalancingCrossZoneEnabled="use_load_balancer_configuration"),
    ),
    absent("an application load balancer always spreads", _balancer()),
    absent("a network load balancer does not by itself", _balancer(loadBalancerType="network"), "only to targets"),
    fails(
        "a gateway load balancer that does not",
        _balancer(loadBalancerType="gateway", enableCrossZoneLoadBalancing=False),
        "only to",
    ),
    fails("a group that does not, which is a text", _group(loadBalancingCrossZoneEnabled="false"), "keeps requests"),
    unknown(
        "a switch that is not known",
        _balancer(loadBalancerType="network", enableCrossZoneLoadBalancing=UNKNOWN),
        "not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
