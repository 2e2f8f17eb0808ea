"""What waits for somebody after it was declared: types whose creation, or whose use, ends only when a person acts.

Reviewed 2026-12-01, each with its source. Types that are not declared today stand here so that they are seen when
somebody declares them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from components.common import naming
from sandbox.recording import ACCOUNT, Resource

_CONFIRMED = frozenset({"email", "email-json", "http", "https"})
_APPROVED = "approvalRole"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """`waits` says of one resource whether it does; the page names the type, and says `told`."""

    type: str
    told: str
    source: str
    waits: Callable[[Resource], bool] = lambda _: True


def _pulls_ours(resource: Resource) -> bool:
    return f"{ACCOUNT}.dkr.ecr." in json.dumps(resource.plain, default=str)


WAITS: tuple[Wait, ...] = (
    Wait(
        type="aws:acm/certificateValidation:CertificateValidation",
        told="75 minutes",
        source="provider: aws_acm_certificate_validation, timeouts; ACM user guide, DNS validation",
    ),
    Wait(
        type="aws:arcregionswitch/plan:Plan",
        told="the approval",
        source="ARC developer guide, manual approval execution block",
        waits=lambda resource: _APPROVED in json.dumps(resource.plain, default=str),
    ),
    Wait(
        type="aws:ecs/service:Service",
        told="their images",
        source="ECS developer guide, CannotPullContainer task errors",
    ),
    Wait(
        type="kubernetes:apps/v1:Deployment",
        told="KEDA's images",
        source="Kubernetes documentation, images: ImagePullBackOff",
        waits=_pulls_ours,
    ),
    Wait(
        type="aws:sns/topic:Topic",
        told="confirmed",
        source="SNS developer guide, subscribing to a topic: email has to be confirmed within three days",
        waits=lambda resource: resource.plain["name"] == naming.ALARM_TOPIC,
    ),
    Wait(
        type="aws:sns/topicSubscription:TopicSubscription",
        told="confirm",
        source="SNS API reference, Subscribe: the endpoint's owner must confirm the subscription",
        waits=lambda resource: resource.plain["protocol"] in _CONFIRMED,
    ),
    Wait(
        type="aws:route53/zone:Zone",
        told="delegated",
        source="Route 53 developer guide, making Route 53 the DNS service of a domain in use",
    ),
    *(
        Wait(type=type_, told="accept", source=source)
        for type_, source in (
            ("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "VPC peering guide, accept a peering connection"),
            ("aws:ec2transitgateway/peeringAttachment:PeeringAttachment", "Transit Gateway guide, peering attachments"),
            ("aws:ram/principalAssociation:PrincipalAssociation", "RAM user guide, accept an invitation"),
            ("aws:ses/emailIdentity:EmailIdentity", "SES developer guide, verify an email address"),
            ("aws:sesv2/emailIdentity:EmailIdentity", "SES developer guide, verify an email address"),
            ("aws:codestarconnections/connection:Connection", "Developer tools guide, update a pending connection"),
            ("aws:acmpca/certificateAuthority:CertificateAuthority", "Private CA guide, install the CA certificate"),
            ("aws:servicequotas/serviceQuota:ServiceQuota", "Service Quotas user guide, requests that AWS reviews"),
        )
    ),
)
# Services of which every type was looked at.
LOOKED_AT = frozenset(
    {
        *("acm", "appautoscaling", "arcregionswitch", "cloudfront", "cloudwatch", "dynamodb", "ec2", "ecr", "ecs"),
        *("eks", "elasticache", "iam", "kms", "lb", "rds", "route53", "s3", "secretsmanager", "sns", "sqs"),
        *("synthetics", "vpc", "wafv2"),
    }
)
