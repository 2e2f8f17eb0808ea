"""How requests reach the platform from outside: caching, TLS, the web ACL in front, and the header of the origin."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.network import RetentionDays, written_as_text
from settings.problems import Problem

# A larger exemption would be a hole that a botnet fits through.
_LARGEST_EXEMPT_PREFIX = 20
Addresses = Annotated[IPv4Network, BeforeValidator(written_as_text)]


class RuleMode(StrEnum):
    """What a group of web ACL rules does with a request that it matches."""

    BLOCK = "block"
    COUNT = "count"


class WafSettings(SettingsModel):
    """The web ACL. A group on `count` only writes down what it would have blocked."""

    ip_reputation: RuleMode = Field(default=RuleMode.BLOCK, description="Addresses that AWS knows to be bad.")
    known_bad_inputs: RuleMode = Field(default=RuleMode.BLOCK, description="Requests known from exploits.")
    common: RuleMode = Field(default=RuleMode.BLOCK, description="Common attacks, and bodies above 8 KB.")
    sql_injection: RuleMode = Field(default=RuleMode.BLOCK, description="SQL in requests.")
    rate_limits: RuleMode = Field(default=RuleMode.BLOCK, description="Both limits below.")
    window_seconds: Literal[60, 120, 300, 600] = Field(default=300, description="Window in which requests count.")
    requests_per_client: int = Field(
        default=2000, ge=10, le=2_000_000_000, description="Requests of one address in a window."
    )
    writes_per_client: int = Field(
        default=100, ge=10, le=2_000_000_000, description="Orders and logins of one address in a window."
    )
    exempt_addresses: tuple[Addresses, ...] = Field(
        default=(), max_length=1000, description="Canaries and outside checkers, which no rule stops."
    )

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._rate_problems, self._exempt_problems)

    def _rate_problems(self) -> Iterator[Problem]:
        if self.writes_per_client >= self.requests_per_client:
            yield Problem(
                "writes_per_client",
                f"is {self.writes_per_client}, not below requests_per_client {self.requests_per_client}, so it would "
                "never be the stricter limit; lower it",
            )

    def _exempt_problems(self) -> Iterator[Problem]:
        for block in self.exempt_addresses:
            if block.prefixlen < _LARGEST_EXEMPT_PREFIX:
                yield Problem(
                    "exempt_addresses",
                    f"has {block}, and whoever is in it passes unseen; write blocks of /{_LARGEST_EXEMPT_PREFIX} or "
                    "smaller",
                )


class EdgeSettings(SettingsModel):
    """CloudFront in front of both regions. What may be cached is code: the workload's declaration, and its answers."""

    renamed: ClassVar[Mapping[str, str]] = {"firewall": "waf", "firewall_log_retention_days": "waf_log_retention_days"}
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = Field(
        default="PriceClass_100", description="Which of CloudFront's locations serve."
    )
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.3_2025"] = Field(
        default="TLSv1.2_2021", description="Oldest TLS that clients may speak."
    )
    stale_seconds: int = Field(
        default=600, ge=60, le=86_400, description="How long a cacheable answer may stand in while no region answers."
    )
    header_generation: int = Field(
        default=1, ge=1, description="Generation of the secret header; raise it by one to rotate."
    )
    waf_log_retention_days: RetentionDays = Field(default=30, description="Days the web ACL's log is kept.")
    waf: WafSettings = WafSettings()
