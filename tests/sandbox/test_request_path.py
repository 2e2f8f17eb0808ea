"""A request's way: public name -> distribution -> origin -> the load balancer or bucket that answers.

Resolved over the records, the distribution and the listener rules that the emulated AWS really holds. That CloudFront
and load balancers do as they are configured, how long they wait and what they keep, needs AWS. What each strategy
answers, with each region impaired, is walked in test_switches.
"""

import pytest

from components.edge import origin_header
from sandbox.cloud.edge.viewer_request import ViewerRequest
from sandbox.demo.request_path import Reached, RequestPaths
from tests.sandbox.sandboxes import Sandbox

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("request-path")]
APP, ORIGIN = "app.shop.example.com", "origin.shop.example.com"
EAST, WEST = "us-east-1", "us-west-2"
PLACES = (EAST, WEST, "eu-west-1")
ASSET = ViewerRequest("GET", "/assets/shop.4f2a.js")


@pytest.fixture
def paths(both_up: Sandbox) -> RequestPaths:
    return RequestPaths(both_up.clients, APP)


@pytest.mark.parametrize("near", PLACES)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/products/1"), ("POST", "/orders"), ("DELETE", "/session")]
)
def test_every_method_reaches_the_region_that_serves(paths: RequestPaths, method: str, path: str, near: str) -> None:
    assert paths.follow(ViewerRequest(method, path), near) == Reached("load-balancer", EAST, 200, (APP, ORIGIN))


@pytest.mark.parametrize(("method", "path"), [("POST", "/assets/shop.js"), ("POST", "/products"), ("PUT", "/products")])
def test_what_is_only_read_takes_no_writes_at_the_edge(paths: RequestPaths, method: str, path: str) -> None:
    assert paths.follow(ViewerRequest(method, path), EAST).kind == "edge"


def test_assets_come_from_the_bucket_that_is_asked_first(paths: RequestPaths) -> None:
    reached = paths.follow(ASSET, WEST)
    assert (reached.kind, reached.region, len(reached.hosts)) == ("bucket", EAST, 2)


def test_assets_come_from_the_other_bucket_when_the_first_is_dark(paths: RequestPaths) -> None:
    reached = paths.follow(ASSET, EAST, dark={EAST})
    assert (reached.kind, reached.region, len(reached.hosts)) == ("bucket", WEST, 3)


@pytest.mark.parametrize("region", [EAST, WEST])
def test_a_load_balancer_takes_nothing_past_the_edge_but_its_health_check(paths: RequestPaths, region: str) -> None:
    forged = ViewerRequest("POST", "/orders", {origin_header.NAME: "0" * 64})
    asked = {
        "nothing but the name": ViewerRequest("GET", "/products"),
        "a header that somebody made up": forged,
        "below the health check": ViewerRequest("GET", "/health/ready/../orders"),
        "the health check": ViewerRequest("GET", "/health/ready"),
    }
    answers = {what: paths.past_the_edge(request, region) for what, request in asked.items()}
    assert answers == {**dict.fromkeys(asked, 403), "the health check": 200}


def test_both_regions_take_the_value_that_the_edge_sends_and_its_neighbours(
    both_up: Sandbox, paths: RequestPaths
) -> None:
    name = both_up.clients.of("secretsmanager", EAST).list_secrets()
    (secret,) = [each["ARN"] for each in name["SecretList"] if each["Name"] == "standby/edge/origin"]
    value = both_up.clients.of("secretsmanager", EAST).get_secret_value(SecretId=secret)["SecretString"]

    def answers(generation: int) -> list[int]:
        headers = {origin_header.NAME: origin_header.value(value, generation)}
        return [paths.past_the_edge(ViewerRequest("GET", "/", headers), region) for region in (EAST, WEST)]

    assert {generation: answers(generation) for generation in (-1, 0, 1, 2, 3)} == {
        -1: [403, 403], 0: [200, 200], 1: [200, 200], 2: [200, 200], 3: [403, 403]
    }  # fmt: skip


def test_an_asset_that_is_published_in_either_region_arrives_in_the_other(both_up: Sandbox) -> None:
    buckets = {
        region: both_up.engine.outputs(stack)["assets_bucket"]
        for stack, region in (("prod-east", EAST), ("dr-west", WEST))
    }
    for source, target in ((EAST, WEST), (WEST, EAST)):
        key = f"assets/from-{source}.js"
        both_up.clients.of("s3", source).put_object(Bucket=buckets[source], Key=key, Body=b"1")
        found = both_up.clients.of("s3", target).get_object(Bucket=buckets[target], Key=key)
        assert found["Body"].read() == b"1"
