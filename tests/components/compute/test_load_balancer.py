"""The load balancer: in front of three zones, TLS only, with timings chosen for a failover, and its logs."""

import json

import pytest

from components.edge import origin_header
from sandbox.recording import ACCOUNT, tokens
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS

BALANCER, LISTENER, RULE, GROUP = tokens("lb", "LoadBalancer", "Listener", "ListenerRule", "TargetGroup")
REGION_OF = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)


@each_stack
def test_it_stands_in_three_zones_and_faces_the_internet(stack: str) -> None:
    recording = run(stack)
    balancer = recording.one(BALANCER).plain
    zones = {
        each.plain["availabilityZone"]
        for each in recording.of("aws:ec2/subnet:Subnet")
        if f"{each.name}.id" in balancer["subnets"]
    }
    assert zones == {f"{REGION_OF[stack]}{letter}" for letter in "abc"}
    assert (balancer["internal"], balancer["loadBalancerType"]) == (False, "application")


def test_a_zone_can_be_taken_out_and_requests_that_smuggle_are_refused() -> None:
    balancer = run(HOME).one(BALANCER).plain
    assert balancer["enableZonalShift"] is True
    assert balancer["dropInvalidHeaderFields"] is True


def test_clients_that_stay_connected_move_on_within_five_minutes() -> None:
    assert run(HOME).one(BALANCER).plain["clientKeepAlive"] == 300, "DNS moves only new connections"


def test_it_speaks_no_plain_http() -> None:
    assert [each.plain["port"] for each in run(HOME).of(LISTENER)] == [443], "the edge redirects clients by itself"


def test_https_takes_tls_1_2_and_newer_and_answers_only_what_a_rule_matches() -> None:
    listener = run(HOME).one(LISTENER, "load-balancer-https").plain
    (action,) = listener["defaultActions"]
    assert (listener["port"], listener["protocol"]) == (443, "HTTPS")
    assert listener["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
    assert (action["type"], action["fixedResponse"]["statusCode"]) == ("fixed-response", "403"), (
        "who does not come by the edge is told nothing"
    )


@each_stack
def test_https_waits_until_the_certificate_is_issued(stack: str) -> None:
    recording = run(stack)
    issued = recording.one("aws:acm/certificateValidation:CertificateValidation", "certificate-issued")
    listener = recording.one(LISTENER, "load-balancer-https")
    assert listener.plain["certificateArn"] == issued.plain["certificateArn"]
    assert issued.urn in listener.depends_on


@pytest.mark.parametrize(("protection", "locked"), [("locked", True), ("lifted", False)])
def test_it_cannot_be_deleted_by_accident(protection: str, locked: bool) -> None:  # noqa: FBT001
    assert run(HOME, protection=protection).one(BALANCER).plain["enableDeletionProtection"] is locked


def test_a_target_that_fails_is_out_in_half_a_minute_and_one_that_starts_is_in() -> None:
    check = run(HOME).one(GROUP).plain["healthCheck"]
    assert (check["enabled"], check["path"], check["matcher"]) == (True, "/health/ready", "200")
    assert check["interval"] * check["unhealthyThreshold"] <= 30
    assert check["interval"] * check["healthyThreshold"] <= 20
    assert check["timeout"] < check["interval"]


def test_a_new_target_is_loaded_slowly_and_an_old_one_drained() -> None:
    group = run(HOME).one(GROUP).plain
    assert (group["slowStart"], group["deregistrationDelay"]) == (30, 30)
    assert group["loadBalancingAlgorithmType"] == "round_robin", "AWS refuses slow start with any other"


def test_any_target_answers_any_client() -> None:
    group = run(HOME).one(GROUP).plain
    assert group["stickiness"] == {"enabled": False, "type": "lb_cookie"}
    assert group["targetType"] == "ip"


@each_stack
def test_the_rules_forward_what_the_edge_passes_on_and_the_path_that_health_checkers_ask(stack: str) -> None:
    rules = [rule.plain for rule in sorted(run(stack).of(RULE), key=lambda each: int(each.plain["priority"]))]
    by_edge, by_checker = (rule["conditions"] for rule in rules)
    assert [list(condition) for condition in by_edge] == [["pathPattern"], ["httpHeader"]]
    assert by_edge[0] == {"pathPattern": {"values": ["/*"]}}
    assert by_edge[1]["httpHeader"]["httpHeaderName"] == origin_header.NAME
    assert by_checker == [{"pathPattern": {"values": ["/health/ready"]}}], "one path, and nothing below it"
    assert {json.dumps(rule["actions"]) for rule in rules} == {
        json.dumps([{"type": "forward", "targetGroupArn": f"arn:aws:lb:{REGION_OF[stack]}:{ACCOUNT}:web-targets"}])
    }
    values = sum(len(value["values"]) for condition in by_edge for value in condition.values())
    assert values <= 5, "AWS takes five values in the conditions of a rule"


@pytest.mark.parametrize("strategy", ["active-active", "warm-standby", "pilot-light"])
def test_a_region_that_runs_nothing_has_all_of_it_too(strategy: str) -> None:
    recording = run(PEER, strategy=strategy)
    assert [len(recording.of(kind)) for kind in (BALANCER, LISTENER, RULE, GROUP)] == [1, 1, 2, 1], (
        "a failover must not need names that the other region's control plane makes"
    )


@each_stack
def test_access_is_logged_to_a_bucket_that_may_be_written(stack: str) -> None:
    recording = run(stack)
    balancer = recording.one(BALANCER)
    assert balancer.plain["accessLogs"] == {
        "bucket": f"standby-{ACCOUNT}-{REGION_OF[stack]}-access-logs",
        "enabled": True,
    }
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy", "access-logs-policy")
    assert policy.urn in balancer.depends_on, "a load balancer tests at creation whether it may write"
    allowed = json.loads(policy.plain["policy"])["Statement"][0]
    assert allowed["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert [each.partition("/")[2] for each in allowed["Resource"]] == [f"AWSLogs/{ACCOUNT}/*"], "the path is the guard"
    assert "Condition" not in allowed, "load balancers name no source"


def test_the_logs_are_private_encrypted_versioned_and_expire() -> None:
    recording = run(HOME)

    def of(kind: str) -> dict[str, object]:
        (token,) = tokens("s3", kind)
        (found,) = [each.plain for each in recording.of(token) if each.name.startswith("access-logs-")]
        return found

    private = of("BucketPublicAccessBlock")
    assert {value for key, value in private.items() if key != "bucket"} == {True}
    assert len(private) == 5
    assert of("BucketOwnershipControls")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    assert of("BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}
    assert of("BucketServerSideEncryptionConfiguration")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ], "load balancers cannot write under a customer's key"
    rules = of("BucketLifecycleConfiguration")["rules"]
    assert isinstance(rules, list)
    assert rules[0]["expiration"] == {"days": 90}
