"""Which requests the edge keeps answers to, and where it asks. Pure but for outputs passed through."""

from collections.abc import Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from components.edge.cache_policies import KEEP_NOTHING, SEND_ALL_BUT_HOST

REGIONS, ASSETS = "regions", "assets"
ASSETS_PATH = "/assets/*"
_READING = ["GET", "HEAD", "OPTIONS"]
_EVERYTHING = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
Behavior = aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict


def for_assets(policy_id: pulumi.Input[str], headers_id: pulumi.Input[str]) -> Behavior:
    """Serve files from the buckets. An origin group takes no writes, which is why nothing else has one."""
    return _below(ASSETS_PATH, _behavior(ASSETS, _READING, policy_id, headers_id))


def for_answers(paths: Sequence[str], policy_id: pulumi.Input[str], headers_id: pulumi.Input[str]) -> list[Behavior]:
    """Serve what many clients get alike, from the region that the routing chooses."""
    return [_below(path, _behavior(REGIONS, _READING, policy_id, headers_id)) for path in paths]


def for_everything_else(
    headers_id: pulumi.Input[str],
) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    """Pass on what is personal, whole but for the client's Host, and keep nothing."""
    behavior = _behavior(REGIONS, _EVERYTHING, KEEP_NOTHING, headers_id)
    return cast(
        "aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict",
        {**behavior, "origin_request_policy_id": SEND_ALL_BUT_HOST},
    )


def _below(path: str, behavior: dict[str, Any]) -> Behavior:
    return cast("Behavior", {"path_pattern": path, **behavior})


def _behavior(
    target: str, methods: list[str], policy_id: pulumi.Input[str], headers_id: pulumi.Input[str]
) -> dict[str, Any]:
    return {
        "target_origin_id": target,
        "allowed_methods": methods,
        "cached_methods": ["GET", "HEAD"],
        "viewer_protocol_policy": "redirect-to-https",
        "compress": True,
        "cache_policy_id": policy_id,
        "response_headers_policy_id": headers_id,
    }
