"""What Route 53 asks to know whether a region is well: its endpoint, and all that must hold for it to serve.

The check that the other region can turn, to take traffic away, is the failover control's own.
"""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.common import ports
from settings.routing import RoutingSettings


def endpoint_check(
    parent: pulumi.Resource, name: str, spec: RoutingSettings, *, region: str, host: str, path: str
) -> aws.route53.HealthCheck:
    """Declare that `path` is asked on a region's own name, by HTTPS, from checkers around the world."""
    return aws.route53.HealthCheck(
        name,
        type="HTTPS",
        fqdn=host,
        port=ports.HTTPS,
        resource_path=path,
        enable_sni=True,
        request_interval=spec.check_interval_seconds,
        failure_threshold=spec.failure_threshold,
        measure_latency=False,
        tags={"Name": f"{region}-endpoint"},
        opts=pulumi.ResourceOptions(parent=parent),
    )


def serving_check(
    parent: pulumi.Resource, name: str, *, region: str, all_of: Sequence[pulumi.Output[str]]
) -> aws.route53.HealthCheck:
    """Declare that a region serves while every one of these checks is healthy."""
    return aws.route53.HealthCheck(
        name,
        type="CALCULATED",
        child_healthchecks=all_of,
        child_health_threshold=len(all_of),
        tags={"Name": f"{region}-serving"},
        opts=pulumi.ResourceOptions(parent=parent),
    )
