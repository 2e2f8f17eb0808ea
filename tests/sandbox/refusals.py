"""What the deploying role asked for in a cloud, and what of it was refused, by the log of its decisions."""

from typing import Any

from sandbox.cloud.iam.account import DEPLOYS, role_arn
from sandbox.cloud.process import Cloud


def asked(cloud: Cloud) -> list[dict[str, Any]]:
    """Every question of whoever brought the stacks up, with its answer."""
    decisions: list[dict[str, Any]] = cloud.ask("GET", "/_sandbox/decisions")["decisions"]
    return [each for each in decisions if each["role"] == role_arn(DEPLOYS)]


def refused(cloud: Cloud) -> list[str]:
    """Those that were denied, or that the sandbox could not answer."""
    return [
        f"{each['result']}: {each['action']} on {each['resource']} {each['reason']}"
        for each in asked(cloud)
        if each["result"] != "allowed"
    ]
