"""What the edge adds to every answer, so that browsers hold it to HTTPS, to itself and to its declared type."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming

_TWO_YEARS = 63_072_000
_CONTENT = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "upgrade-insecure-requests",
    )
)
_UNUSED_FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


@dataclass(frozen=True, kw_only=True)
class ResponseHeadersArgs:
    """Nothing differs between environments."""


class ResponseHeaders(pulumi.ComponentResource):
    """Overrides what a region says, but for the content policy: a workload may know a stricter one."""

    id: pulumi.Output[str]

    def __init__(self, name: str, args: ResponseHeadersArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:ResponseHeaders", name, None, opts)
        del args
        policy = aws.cloudfront.ResponseHeadersPolicy(
            name,
            name=naming.PREFIX,
            comment="Security headers",
            security_headers_config={
                "content_security_policy": {"content_security_policy": _CONTENT, "override": False},
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
                "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": True},
                "strict_transport_security": {
                    "access_control_max_age_sec": _TWO_YEARS,
                    "include_subdomains": True,
                    # Being on the browsers' own list is for the owner of the whole domain to decide.
                    "preload": False,
                    "override": True,
                },
            },
            custom_headers_config={
                "items": [{"header": "Permissions-Policy", "value": _UNUSED_FEATURES, "override": True}]
            },
            remove_headers_config={"items": [{"header": "Server"}]},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id = policy.id
        self.register_outputs({"id": self.id})
