"""What IAM decided in a cloud, for tests that want nothing refused."""

from typing import Any

from sandbox.cloud.iam.account import DEPLOYS, role_arn
from sandbox.cloud.process import Cloud


def decisions(cloud: Cloud, result: str = "") -> list[dict[str, Any]]:
    """Each question with its answer, or those with one result."""
    found: list[dict[str, Any]] = cloud.ask("GET", "/_sandbox/decisions")["decisions"]
    return [each for each in found if result in ("", each["result"])]


def asked_by_deployment(cloud: Cloud) -> list[dict[str, Any]]:
    """Every question of the role that brings the stacks up."""
    return [each for each in decisions(cloud) if each["role"] == role_arn(DEPLOYS)]


def not_allowed(cloud: Cloud) -> list[str]:
    """What was denied to anybody, and what nobody could decide, as a red test shows it."""
    return _told(decisions(cloud))


def not_allowed_to_deployment(cloud: Cloud) -> list[str]:
    """Of that, what the role that brings the stacks up asked for; others may have been refused on purpose."""
    return _told(asked_by_deployment(cloud))


def roles(cloud: Cloud) -> set[str]:
    """Names of the roles that asked for something, without those that only people of this machine have."""
    return {each["role"].rpartition("/")[2] for each in decisions(cloud, "allowed") if each["role"]}


def _told(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{each['result']}: {each['principal']} {each['action']} on {each['resource']} for {each['operation']}: "
        f"{each['reason']}"
        for each in found
        if each["result"] != "allowed"
    ]
