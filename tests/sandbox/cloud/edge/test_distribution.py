"""Which origins CloudFront asks, over configurations that are made up here.

The rules are those of CloudFront's documentation; that CloudFront follows them, only AWS shows.
"""

from typing import Any

import pytest

from sandbox.cloud.edge.distribution import RefusedError, behavior_for, origins_asked
from sandbox.cloud.edge.viewer_request import ViewerRequest, matches


def items(*each: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a boto3 answer
    return {"Quantity": len(each), "Items": list(each)}


def behavior(target: str, *methods: str, path: str = "") -> dict[str, Any]:
    pattern = {"PathPattern": path} if path else {}
    return {"TargetOriginId": target, "AllowedMethods": items(*methods or ("GET", "HEAD")), **pattern}


SHOP = {
    "Id": "shop",
    "DomainName": "origin.example.com",
    "CustomHeaders": items({"HeaderName": "X-From", "HeaderValue": "edge"}),
}
FILES = [{"Id": f"files-{number}", "DomainName": f"files-{number}.s3.eu-west-1.amazonaws.com"} for number in (1, 2)]
GROUP = {"Id": "files", "Members": items({"OriginId": "files-1"}, {"OriginId": "files-2"})}
CONFIG = {
    "Origins": items(SHOP, *FILES),
    "OriginGroups": items(GROUP),
    "CacheBehaviors": items(
        behavior("files", "GET", "HEAD", "OPTIONS", path="/files/*"), behavior("shop", "GET", path="/files/new")
    ),
    "DefaultCacheBehavior": behavior("shop", "GET", "HEAD", "POST"),
}


def asked(method: str, path: str, **headers: str) -> list[str]:
    return [each.origin_id for each in origins_asked(CONFIG, ViewerRequest(method, path, headers))]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/files/*", "/files/a/b.js", True),
        ("/files/*", "/files", False),
        ("/products", "/products/1", False),
        ("/p?ge", "/page", True),
        ("/p?ge", "/pge", False),
        ("*.js", "/files/a.js", True),
        ("/Files/*", "/files/a", False),
        ("/a*b*c", "/a-b-b-c", True),
        ("/a*b*c", "/a-c", False),
        ("*", "", True),
    ],
)
def test_patterns_cover_what_aws_says_that_they_do(pattern: str, path: str, fits: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is fits


def test_the_first_pattern_that_covers_the_path_decides() -> None:
    assert behavior_for(CONFIG, "/files/new")["TargetOriginId"] == "files"
    assert behavior_for(CONFIG, "/other")["TargetOriginId"] == "shop"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_group_asks_its_second_origin_for_what_only_reads(method: str) -> None:
    assert asked(method, "/files/a") == ["files-1", "files-2"]


def test_a_single_origin_is_asked_alone() -> None:
    assert asked("POST", "/orders") == ["shop"]


def test_a_method_that_the_behaviour_does_not_take_is_refused_at_the_edge() -> None:
    with pytest.raises(RefusedError, match=r"/files/\* takes no POST"):
        asked("POST", "/files/a")


def test_the_origin_gets_what_the_edge_adds_whatever_the_client_says_of_itself() -> None:
    (shop,) = origins_asked(CONFIG, ViewerRequest("GET", "/", {"x-from": "me", "host": "app.example.com"}))
    assert shop.request.headers == {"x-from": "edge", "host": "origin.example.com"}
