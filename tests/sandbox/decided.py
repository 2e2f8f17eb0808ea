"""What IAM decided in a cloud, for tests that want nothing refused."""

from typing import Any

from sandbox.cloud.process import Cloud


def decisions(cloud: Cloud, result: str = "") -> list[dict[str, Any]]:
    """Each question with its answer, or those with one result."""
    found: list[dict[str, Any]] = cloud.ask("GET", "/_sandbox/decisions")["decisions"]
    return [each for each in found if result in ("", each["result"])]


def not_allowed(cloud: Cloud) -> list[str]:
    """What was denied, and what nobody could decide, as a red test shows it."""
    return [
        f"{each['result']}: {each['principal']} {each['action']} on {each['resource']} for {each['operation']}: "
        f"{each['reason']}"
        for each in decisions(cloud)
        if each["result"] != "allowed"
    ]


def roles(cloud: Cloud) -> set[str]:
    """Names of the roles that asked for something, without those that only people of this machine have."""
    return {each["role"].rpartition("/")[2] for each in decisions(cloud, "allowed") if each["role"]}
