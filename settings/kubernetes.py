"""The EKS cluster of a region. Needed only where a workload runs on it."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field
from typing_extensions import override

from settings.model import Check, SettingsModel
from settings.network import RetentionDays
from settings.problems import Problem
from settings.protection import Protection
from settings.text import no_longer_than, text_like, version_of

RoleName = Annotated[str, text_like("platform-admin", r"[A-Za-z0-9+=,.@_-]{1,64}")]
_THREE = r"[0-9]{1,5}\.[0-9]{1,5}\.[0-9]{1,5}"
_EVERYWHERE = IPv4Network("0.0.0.0/0")
# Versions of KEDA below the first word do what the second says. Its own changelog and issues are the source.
_KEDA_FAULTS = (
    (
        "2.18.2",
        "can lose autoscaling.keda.sh/paused-replicas in a race, so that workers run on (kedacore/keda issue 7231)",
    ),
    ("2.18.3", "lets a TriggerAuthentication read files that it must not (CVE-2025-68476)"),
    ("2.20.0", "pauses through the count of another reconciliation (kedacore/keda issue 7663)"),
)


class EndpointAccess(StrEnum):
    """From where the Kubernetes API is reached. The VPC always reaches it."""

    PRIVATE = "private"
    PUBLIC = "public"


class UpgradePolicy(StrEnum):
    """What EKS does when standard support of the cluster's version ends."""

    # EKS moves the cluster to the next version by itself.
    STANDARD = "standard"
    # It stays for a year more, at 0.60 USD an hour instead of 0.10.
    EXTENDED = "extended"


class KubernetesSettings(SettingsModel):
    """Version, reach, logs and keepers of the cluster, and the versions of what runs in it."""

    version: Annotated[str, text_like("1.36", r"1\.[1-9][0-9]")] = Field(
        description="Kubernetes version; equal in both stacks."
    )
    upgrade_policy: UpgradePolicy = Field(
        default=UpgradePolicy.STANDARD,
        description="standard: moved on when support ends. extended: stays, at six times the price.",
    )
    endpoint: EndpointAccess = Field(
        default=EndpointAccess.PRIVATE, description="private: from the VPC alone. public: from public_cidrs too."
    )
    public_cidrs: tuple[IPv4Network, ...] = Field(
        default=(), description="Blocks that reach a public endpoint; never everybody."
    )
    protection: Protection = Field(
        default=Protection.LOCKED, description="locked, or lifted before the last workload leaves the cluster."
    )
    log_retention_days: RetentionDays = Field(default=30, description="Days that logs of cluster and pods are kept.")
    administrators: tuple[RoleName, ...] = Field(
        min_length=1, description="IAM roles that administer the cluster; the one that runs this program is among them."
    )
    operators: tuple[RoleName, ...] = Field(
        default=(), description="IAM roles that may raise scaling bounds, as a failover does, and nothing else."
    )
    core_dns_version: Annotated[str, text_like("v1.14.6-eksbuild.4", rf"v{_THREE}-eksbuild\.[0-9]{{1,5}}")] = Field(
        description="Version of the add-on CoreDNS."
    )
    load_balancer_controller_version: Annotated[str, text_like("v3.5.0", rf"v{_THREE}")] = Field(
        description="Image tag of the AWS Load Balancer Controller."
    )
    keda_version: Annotated[str, text_like("2.21.0", _THREE)] = Field(
        description="Image tag of KEDA, as it is pushed to this account's registry."
    )
    peer_issuer: Annotated[
        str,
        text_like("oidc.eks.us-west-2.amazonaws.com/id/1A2B", r"[a-z0-9.-]+/id/[A-Z0-9]+"),
        no_longer_than(247, "IAM knows issuers by addresses of 255 at most, with https:// in front"),
    ] = Field(default="", description="Issuer of the other region's cluster, for the stack that cannot read it.")

    @override
    def checks(self) -> tuple[Check, ...]:
        return (self._reach_problems, self._scaler_problems)

    def _reach_problems(self) -> Iterator[Problem]:
        if self.endpoint is EndpointAccess.PUBLIC and not self.public_cidrs:
            yield Problem("public_cidrs", "is missing; name the blocks that may reach a public endpoint")
        if self.endpoint is EndpointAccess.PRIVATE and self.public_cidrs:
            yield Problem("public_cidrs", "is set, but endpoint is private; remove it or write endpoint: public")
        if _EVERYWHERE in self.public_cidrs:
            yield Problem("public_cidrs", "has 0.0.0.0/0, which is everybody; write the blocks of those who need it")

    def _scaler_problems(self) -> Iterator[Problem]:
        for mended, does in _KEDA_FAULTS:
            if version_of(self.keda_version) < version_of(mended):
                yield Problem("keda_version", f"is {self.keda_version}, which {does}; write 2.20.2 or newer")
                return
