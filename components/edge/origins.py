"""Where the edge asks. Pure but for outputs passed through.

One origin is both regions: the name that the routing tree answers moves every method, without a word to CloudFront.
The buckets are a group, because files are only read and either bucket may answer.
"""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.common import naming, ports
from components.edge.behaviors import ASSETS, REGIONS
from components.edge.origin_header import NAME

Origin = aws.cloudfront.DistributionOriginArgsDict
# Refused, missing or broken in one bucket: a file that was published a moment ago may have reached only the other.
_ASK_THE_OTHER = [403, 404, 500, 502, 503, 504]


def regions(domain: str, header_value: pulumi.Input[str]) -> Origin:
    """Name the load balancer of the region that serves. A connection that does not come about is soon given up."""
    return {
        "origin_id": REGIONS,
        "domain_name": naming.origin_host(domain),
        "connection_attempts": 2,
        "connection_timeout": 3,
        "custom_headers": [{"name": NAME, "value": header_value}],
        "custom_origin_config": {
            "http_port": 80,
            "https_port": ports.HTTPS,
            "origin_protocol_policy": "https-only",
            "origin_ssl_protocols": ["TLSv1.2"],
            # Short, because what stays connected stays with a region that DNS has left.
            "origin_keepalive_timeout": 5,
            "origin_read_timeout": 30,
        },
    }


def buckets(names: Mapping[str, pulumi.Input[str]], access_id: pulumi.Input[str]) -> list[Origin]:
    """Name the bucket of each region; CloudFront does not ask whether it exists."""
    return [
        {
            "origin_id": _of_region(region),
            "domain_name": pulumi.Output.concat(name, naming.bucket_suffix(region)),
            "origin_access_control_id": access_id,
            "connection_attempts": 1,
            "connection_timeout": 3,
        }
        for region, name in names.items()
    ]


def either_bucket(names: Mapping[str, pulumi.Input[str]]) -> aws.cloudfront.DistributionOriginGroupArgsDict:
    """Group the buckets: the first is asked first, at every request."""
    return {
        "origin_id": ASSETS,
        "failover_criteria": {"status_codes": _ASK_THE_OTHER},
        "members": [{"origin_id": _of_region(region)} for region in names],
    }


def _of_region(region: str) -> str:
    return f"{ASSETS}-{region}"
