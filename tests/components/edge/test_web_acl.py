"""The web ACL: order, switches, exemptions and rates of our rules, over a corpus of attacks and ordinary requests.

Proves which of our rules answers for which kind of request and what every switch does to it. What AWS's managed groups
really recognise is closed and changes; `managed_groups.py` says what stands in for them. That a rule blocks a given
request, how soon a rate rule notices, and what CloudFront makes of the refusal, only AWS shows.
"""

from functools import cache
from typing import Any

import pytest

from components.edge.web_acl import WebAcl, WebAclArgs
from components.edge.web_acl_rules import CAPACITY_UNITS
from sandbox.recording import Recording
from settings.edge import WafSettings
from tests.components.edge.corpus import ATTACKS, BENIGN
from tests.components.edge.managed_groups import GROUPS
from tests.components.edge.waf import Request, Waf
from tests.components.place import build
from tests.components.program import EAST, run
from tests.stack_files import HOME
from workloads.declaration import WEB

ACL, SET = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/ipSet:IpSet"
CANARY = "192.0.2.10"
COSTLY = WEB.entry.costly_posts if WEB.entry else ()
_GROUPS = ("ip_reputation", "known_bad_inputs", "common", "sql_injection")


@cache
def _declared(spec: WafSettings) -> Recording:
    return build(lambda here: WebAcl("firewall", WebAclArgs(spec=spec, costly_posts=COSTLY), here.opts))


def waf(**settings: Any) -> Waf:  # noqa: ANN401 - values of a stack file
    """A web ACL by these settings, with nobody counted yet."""
    recording = _declared(WafSettings.model_validate(settings))
    addresses = recording.one(SET)
    return Waf(
        recording.one(ACL).plain["rules"],
        GROUPS,
        {f"arn:aws:wafv2:{EAST}:123456789012:{addresses.name}": addresses.plain["addresses"]},
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_stopped_by_the_rule_that_answers_for_it(name: str) -> None:
    rule, request = ATTACKS[name]
    verdict = waf().judge(request)
    assert (verdict.passes, verdict.rule, verdict.status) == (False, rule, 403)


@pytest.mark.parametrize("name", BENIGN)
def test_an_ordinary_request_passes_uncounted(name: str) -> None:
    verdict = waf().judge(BENIGN[name])
    assert (verdict.passes, verdict.counted) == (True, ())


@pytest.mark.parametrize("group", _GROUPS)
def test_a_group_on_count_lets_its_attacks_pass_and_stops_the_others(group: str) -> None:
    switched = group.replace("_", "-")
    for rule, request in ATTACKS.values():
        verdict = waf(**{group: "count"}).judge(request)
        if rule == switched:
            assert (verdict.passes, verdict.counted) == (True, (switched,))
        else:
            assert (verdict.passes, verdict.rule) == (False, rule)


def test_one_client_has_a_rate_and_the_others_are_not_held_to_it() -> None:
    wall = waf(requests_per_client=200, writes_per_client=10, window_seconds=60)
    first = [wall.judge(Request(at=second / 10)).passes for second in range(200)]
    assert all(first)
    over = wall.judge(Request(at=20))
    assert (over.passes, over.rule, over.status) == (False, "rate", 429)
    assert wall.judge(Request(at=20, address="198.51.100.8")).passes
    assert wall.judge(Request(at=81)).passes, "the window has moved on"


@pytest.mark.parametrize("path", ["/orders", "/session"])
def test_orders_and_logins_have_a_stricter_rate_and_browsing_goes_on(path: str) -> None:
    wall = waf(requests_per_client=200, writes_per_client=10)
    assert all(wall.judge(Request(method="POST", path=path)).passes for _ in range(10))
    over = wall.judge(Request(method="POST", path=path))
    assert (over.passes, over.rule, over.status) == (False, "rate-of-writes", 429)
    assert wall.judge(Request(path=path)).passes, "reading is not rationed with writing"
    assert wall.judge(Request(path="/products")).passes


@pytest.mark.parametrize("path", ["//orders", "/%6Frders", "/ORDERS", "/products/../orders", "/orders/"])
def test_another_spelling_of_a_path_counts_all_the_same(path: str) -> None:
    wall = waf(requests_per_client=200, writes_per_client=10)
    for _ in range(10):
        wall.judge(Request(method="POST", path=path))
    assert wall.judge(Request(method="POST", path="/orders")).rule == "rate-of-writes"


def test_rates_on_count_stop_nobody_and_are_counted() -> None:
    wall = waf(requests_per_client=11, writes_per_client=10, rate_limits="count")
    verdicts = [wall.judge(Request(method="POST", path="/orders")) for _ in range(12)]
    assert all(verdict.passes for verdict in verdicts)
    assert verdicts[-1].counted == ("rate-of-writes", "rate")


def test_a_canary_passes_whatever_it_sends_and_however_often() -> None:
    wall = waf(requests_per_client=20, writes_per_client=10, exempt_addresses=[f"{CANARY}/32"])
    floods = [wall.judge(Request(method="POST", path="/orders", address=CANARY)) for _ in range(50)]
    assert {(verdict.passes, verdict.rule) for verdict in floods} == {(True, "exempt")}
    assert not wall.judge(ATTACKS["a union in a query"][1]).passes, "and nobody else does"


def test_nobody_is_exempt_by_default() -> None:
    assert run(HOME).one(SET).plain["addresses"] == []


def test_what_costs_least_to_refuse_is_asked_first() -> None:
    rules = sorted(run(HOME).one(ACL).plain["rules"], key=lambda rule: int(rule["priority"]))
    assert [rule["name"] for rule in rules] == [
        "exempt", "ip-reputation", "rate-of-writes", "rate", "known-bad-inputs", "sql-injection", "common"
    ]  # fmt: skip


def test_all_rules_fit_into_what_a_web_acl_includes() -> None:
    names = [
        rule["statement"]["managedRuleGroupStatement"]["name"]
        for rule in run(HOME).one(ACL).plain["rules"]
        if "managedRuleGroupStatement" in rule["statement"]
    ]
    assert sorted(names) == sorted(CAPACITY_UNITS)
    ours = 100
    assert sum(CAPACITY_UNITS.values()) + ours <= 1500, "beyond it every million requests costs more"


def test_it_stands_where_cloudfront_does_and_guards_the_distribution() -> None:
    home = run(HOME)
    acl = home.one(ACL)
    assert (acl.plain["scope"], acl.plain["region"]) == ("CLOUDFRONT", "us-east-1")
    assert acl.urn in home.one("aws:cloudfront/distribution:Distribution").depends_on


def test_every_rule_is_measured_and_none_keeps_samples_of_requests() -> None:
    acl = run(HOME).one(ACL).plain
    seen = [each["visibilityConfig"] for each in (acl, *acl["rules"])]
    assert {(each["cloudwatchMetricsEnabled"], each["sampledRequestsEnabled"]) for each in seen} == {(True, False)}
    assert len({each["metricName"] for each in seen}) == len(seen)


def test_what_was_stopped_is_logged_without_what_lets_somebody_in() -> None:
    home = run(HOME)
    log = home.one("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").plain
    hidden = {field["singleHeader"]["name"] for field in log["redactedFields"]}
    assert hidden == {"authorization", "cookie", "idempotency-key"}
    (kept,) = log["loggingFilter"]["filters"]
    actions = {each["actionCondition"]["action"] for each in kept["conditions"]}
    assert (log["loggingFilter"]["defaultBehavior"], kept["behavior"]) == ("DROP", "KEEP")
    assert actions == {"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"}
    group = home.one("aws:cloudwatch/logGroup:LogGroup", "edge-firewall-logs-group").plain
    assert group["name"].startswith("aws-waf-logs-"), "WAF delivers to no other"
    assert (group["retentionInDays"], group["region"]) == (30, "us-east-1")
