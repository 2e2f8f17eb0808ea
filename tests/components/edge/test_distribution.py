"""The distribution: what is kept and what never is, how errors go away, and what holds it to both regions at once.

Where a request really ends is resolved in tests/sandbox. What CloudFront keeps, and for how long, only AWS shows.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from components.edge import origin_header
from components.edge.cache_policies import KEEP_NOTHING, SEND_ALL_BUT_HOST
from sandbox.protocol.values import is_secret
from sandbox.recording import ACCOUNT, DRAWN, Recording
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, settings_of
from workloads.declaration import WEB
from workloads.shop.web import api

DISTRIBUTION, POLICY = "aws:cloudfront/distribution:Distribution", "aws:cloudfront/cachePolicy:CachePolicy"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
STRATEGIES = ("active-active", "warm-standby", "pilot-light")
_WRITES = {"DELETE", "PATCH", "POST", "PUT"}


def _distribution(recording: Recording | None = None) -> Mapping[str, Any]:
    return (recording or run(HOME)).one(DISTRIBUTION).plain


def _origins() -> dict[str, Mapping[str, Any]]:
    return {origin["originId"]: origin for origin in _distribution()["origins"]}


def _seconds(directive: str) -> int:
    """What the shop says of a product it answers with."""
    (found,) = [
        part.strip().partition("=")[2]
        for part in api._PUBLIC["Cache-Control"].split(",")
        if part.strip().startswith(f"{directive}=")
    ]
    return int(found)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("writer", [EAST, WEST])
def test_neither_a_strategy_nor_a_failover_changes_the_edge(strategy: str, writer: str) -> None:
    def edge(recording: Recording) -> dict[str, Any]:
        kinds = ("aws:cloudfront/", "aws:wafv2/", "aws:acm/")
        return {each.urn: each.plain for each in recording.resources if each.type.startswith(kinds)}

    assert edge(run(HOME, strategy=strategy, writer=writer)) == edge(run(HOME))


def test_the_peer_stack_declares_nothing_of_cloudfronts() -> None:
    kinds = {each.type.split("/")[0] for each in run(PEER).resources}
    assert not kinds & {"aws:cloudfront", "aws:wafv2"}


def test_one_origin_is_both_regions_so_that_every_method_moves() -> None:
    distribution = _distribution()
    default = distribution["defaultCacheBehavior"]
    assert set(default["allowedMethods"]) >= _WRITES
    assert _origins()[default["targetOriginId"]]["domainName"] == "origin.shop.example.com"
    grouped = {group["originId"] for group in distribution["originGroups"]}
    assert default["targetOriginId"] not in grouped, "an origin group never moves a POST"


def test_origin_groups_serve_nothing_that_is_written() -> None:
    distribution = _distribution()
    grouped = {group["originId"] for group in distribution["originGroups"]}
    behaviors = [one for one in distribution["orderedCacheBehaviors"] if one["targetOriginId"] in grouped]
    assert [one["pathPattern"] for one in behaviors] == ["/assets/*"]
    assert not [one for one in behaviors if _WRITES & set(one["allowedMethods"])]


def test_the_group_is_the_buckets_of_both_regions_and_asks_the_second_for_what_the_first_lacks() -> None:
    (group,) = _distribution()["originGroups"]
    hosts = [_origins()[member["originId"]]["domainName"] for member in group["members"]]
    assert hosts == [f"standby-{ACCOUNT}-{region}-assets.s3.{region}.amazonaws.com" for region in (EAST, WEST)]
    assert set(group["failoverCriteria"]["statusCodes"]) >= {403, 404, 500, 502, 503, 504}
    assert {_origins()[member["originId"]]["originAccessControlId"] for member in group["members"]} == {
        "edge-distribution-access.id"
    }


def test_an_origin_that_does_not_answer_is_given_up_within_seconds() -> None:
    slow = {name: origin["connectionAttempts"] * origin["connectionTimeout"] for name, origin in _origins().items()}
    assert {name: seconds for name, seconds in slow.items() if seconds > 6} == {}, "CloudFront's own are thirty"


def test_what_is_personal_is_passed_on_whole_and_never_kept() -> None:
    default = _distribution()["defaultCacheBehavior"]
    assert (default["cachePolicyId"], default["originRequestPolicyId"]) == (KEEP_NOTHING, SEND_ALL_BUT_HOST)
    assert api._PRIVATE == {"Cache-Control": "private, no-store"}
    kept = [one["pathPattern"] for one in _distribution()["orderedCacheBehaviors"]]
    assert not [path for path in kept if path.startswith(("/orders", "/session", "/health", "/*"))]


def test_only_paths_that_the_workload_declares_are_kept_and_by_nothing_but_the_path() -> None:
    assert WEB.entry
    behaviors = {one["pathPattern"]: one for one in _distribution()["orderedCacheBehaviors"]}
    assert set(behaviors) == {"/assets/*", *WEB.entry.cacheable_paths}
    assert {behaviors[path]["cachePolicyId"] for path in WEB.entry.cacheable_paths} == {"edge-cache-dynamic.id"}
    for policy in run(HOME).some(POLICY):
        key = policy.plain["parametersInCacheKeyAndForwardedToOrigin"]
        assert {part[name] for part in key.values() if isinstance(part, dict) for name in part} == {"none"}


def test_answers_are_fresh_for_seconds_and_stand_in_longer_while_no_region_answers() -> None:
    policy = run(HOME).one(POLICY, "edge-cache-dynamic").plain
    assert (policy["minTtl"], policy["defaultTtl"]) == (0, 0), "an answer that says nothing is not kept"
    assert _seconds("max-age") <= 10
    assert _seconds("max-age") < _seconds("stale-while-revalidate") < _seconds("stale-if-error")
    assert policy["maxTtl"] >= _seconds("stale-if-error"), "CloudFront shows nothing stale beyond it"


def test_assets_are_kept_for_a_year() -> None:
    policy = run(HOME).one(POLICY, "edge-cache-static").plain
    assert (policy["defaultTtl"], policy["maxTtl"]) == (31_536_000, 31_536_000)
    assert policy["minTtl"] > 0


def test_an_error_is_not_kept_beyond_the_outage() -> None:
    kept = {each["errorCode"]: each["errorCachingMinTtl"] for each in _distribution()["customErrorResponses"]}
    assert {code: kept.get(code) for code in (500, 502, 503, 504)} == dict.fromkeys((500, 502, 503, 504), 0)
    assert max(kept.values()) <= 1


def test_clients_speak_tls_1_2_or_newer_up_to_http_3_and_get_compressed_answers() -> None:
    distribution = _distribution()
    assert distribution["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
    assert (distribution["httpVersion"], distribution["isIpv6Enabled"]) == ("http2and3", True)
    behaviors = [distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"]]
    assert {(one["viewerProtocolPolicy"], one["compress"]) for one in behaviors} == {("redirect-to-https", True)}


def test_the_origin_is_asked_by_tls_alone() -> None:
    custom = _origins()["regions"]["customOriginConfig"]
    assert (custom["originProtocolPolicy"], custom["originSslProtocols"]) == ("https-only", ["TLSv1.2"])


def test_every_answer_carries_security_headers() -> None:
    distribution, policy = _distribution(), run(HOME).one(HEADERS).plain["securityHeadersConfig"]
    behaviors = [distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"]]
    assert {one["responseHeadersPolicyId"] for one in behaviors} == {"edge-headers.id"}
    hsts = policy["strictTransportSecurity"]
    assert hsts["accessControlMaxAgeSec"] >= 31_536_000
    assert (hsts["includeSubdomains"], hsts["override"]) == (True, True)
    content = policy["contentSecurityPolicy"]["contentSecurityPolicy"]
    assert {"default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"} <= set(content.split("; "))
    assert policy["frameOptions"]["frameOption"] == "DENY"
    assert policy["contentTypeOptions"]["override"] is True


def test_an_up_does_not_wait_until_the_edge_has_spread_a_change() -> None:
    assert _distribution()["waitForDeployment"] is False


@pytest.mark.parametrize("generation", [1, 2, 7])
def test_the_edge_sends_the_value_of_its_generation_and_nobody_sees_it(generation: int) -> None:
    edge = settings_of(HOME).edge.model_dump(mode="json") | {"header_generation": generation}
    recording = start(
        HOME,
        {"edge": edge},
        home={},
        peer={"region_role": "warm", "provisioned_as": "warm", "header_generation": generation},
    )
    distribution = recording.one(DISTRIBUTION)
    ((header,),) = [one["customHeaders"] for one in distribution.plain["origins"] if one["originId"] == "regions"]
    assert header == {"name": origin_header.NAME, "value": origin_header.value(DRAWN, generation)}
    (sealed,) = [one for one in distribution.inputs["origins"] if one["originId"] == "regions"]
    assert is_secret(sealed["customHeaders"][0]["value"])


def test_the_name_that_clients_use_leads_to_the_distribution_by_both_protocols() -> None:
    records = [each.plain for each in run(HOME).of("aws:route53/record:Record") if each.name.startswith("app-")]
    assert [each["type"] for each in records] == ["A", "AAAA"]
    for record in records:
        assert record["name"] == _distribution()["aliases"][0] == "app.shop.example.com"
        (alias,) = record["aliases"]
        assert (alias["name"], alias["evaluateTargetHealth"]) == ("edge-distribution.domainName", False)


def test_the_certificate_of_the_edge_stands_where_cloudfront_takes_it() -> None:
    home = run(HOME)
    certificate = home.one("aws:acm/certificate:Certificate", "edge-certificate").plain
    issued = home.one("aws:acm/certificateValidation:CertificateValidation", "edge-certificate-issued")
    assert (certificate["domainName"], certificate["region"]) == ("app.shop.example.com", "us-east-1")
    assert issued.plain["region"] == "us-east-1"
    assert issued.urn in home.one(DISTRIBUTION).depends_on, "CloudFront refuses one that is not issued yet"


def test_access_is_logged_into_a_bucket_that_strangers_cannot_write_to() -> None:
    home = run(HOME)
    destination = home.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").plain
    bucket = destination["deliveryDestinationConfiguration"]["destinationResourceArn"]
    assert bucket == f"arn:aws:s3:::standby-{ACCOUNT}-{EAST}-access-logs"
    source = home.one("aws:cloudwatch/logDeliverySource:LogDeliverySource").plain
    assert (source["logType"], source["region"]) == ("ACCESS_LOGS", "us-east-1")
    assert "loggingConfig" not in _distribution(), "CloudFront's older way wants a bucket with ACLs"
