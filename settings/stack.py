"""Everything one region stack is told, and what follows from it. Pure: no Pulumi, no AWS."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from settings.cache import CacheSettings
from settings.database import DatabaseSettings
from settings.durations import format_duration
from settings.edge import EdgeSettings
from settings.eks_images import registry_account
from settings.kubernetes import KubernetesSettings
from settings.messaging import MessagingSettings
from settings.model import Check, SettingsModel
from settings.network import NetworkSettings, VpcBlock
from settings.objectives import Objectives
from settings.observability import ObservabilitySettings
from settings.problems import InvalidSettingsError, Problem
from settings.protection import Protection
from settings.region_switch import RegionSwitchSettings
from settings.regions import RegionName, witness_candidates
from settings.routing import RoutingSettings
from settings.strategy import (
    CAPACITY_PROFILES,
    STRATEGY_TARGETS,
    CapacityProfile,
    NatLayout,
    RegionRole,
    Strategy,
    StrategyTargets,
    capacity_profile_of,
    cheapest_strategy,
    region_role_of,
    sides_of,
)
from settings.support import SupportSettings
from settings.tables import Consistency, TablesSettings
from settings.text import no_longer_than, text_like
from settings.versions import StatedVersion
from settings.workload import Runtime, WorkloadSettings, unlike_declared
from settings.zones import of_region

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DomainName = Annotated[
    str,
    text_like("shop.example.com", rf"({_LABEL}\.)+([a-z]{{2,63}}|xn--[a-z0-9-]{{1,58}}[a-z0-9])"),
    no_longer_than(57, "ACM puts no more than 64 of origin.DOMAIN into a certificate (ACM API, RequestCertificate)"),
]
# Pulumi Cloud also takes the stack's organization and project in front.
StackName = Annotated[str, text_like("west", r"([A-Za-z0-9._-]{1,100}/){0,2}[A-Za-z0-9._-]{1,100}")]
# The key under which a caller may pass `unlike_declared` what it declares.
DECLARED_WORKLOADS = "declared workloads"


class PeerSettings(SettingsModel):
    """The other region stack of the pair."""

    stack: StackName = Field(description="Name of the other region's stack.")
    region: RegionName = Field(description="Region of the other stack.")
    cidr: VpcBlock = Field(description="Address block of the other stack's VPC.")


class StackSettings(SettingsModel):
    """One region stack. What both stacks of a pair have to say alike is in `settings.pair`."""

    renamed: ClassVar[Mapping[str, str]] = {"primary": "full_size_region"}
    strategy: Strategy = Field(description="How much of the second region runs.")
    writer: RegionName = Field(description="Region that serves and writes; a failover changes it.")
    full_size_region: RegionName = Field(description="Region built at full size; a failover does not change it.")
    region: RegionName = Field(description="Region of this stack.")
    home: RegionName = Field(description="Region whose stack owns what exists once.")
    peer: PeerSettings
    objectives: Objectives
    domain: DomainName = Field(description="Domain of the hosted zone.")
    protection: Protection = Field(default=Protection.LOCKED, description="locked, or lifted to take it down.")
    network: NetworkSettings
    database: DatabaseSettings
    tables: TablesSettings = TablesSettings()
    cache: CacheSettings
    messaging: MessagingSettings = MessagingSettings()
    routing: RoutingSettings = RoutingSettings()
    observability: ObservabilitySettings = ObservabilitySettings()
    edge: EdgeSettings = EdgeSettings()
    region_switch: RegionSwitchSettings = RegionSwitchSettings()
    support: SupportSettings = SupportSettings()
    workloads: dict[str, WorkloadSettings] = Field(description="Size of each workload, by name.")
    kubernetes: KubernetesSettings | None = Field(
        default=None, description="Cluster of the workloads with runtime: eks."
    )

    @field_validator("workloads")
    @classmethod
    def _as_declared(cls, value: dict[str, WorkloadSettings], info: ValidationInfo) -> dict[str, WorkloadSettings]:
        declared: Mapping[str, bool] | None = (info.context or {}).get(DECLARED_WORKLOADS)
        problems = tuple(unlike_declared(value, declared)) if declared is not None else ()
        if problems:
            raise InvalidSettingsError(problems)
        return value

    @field_validator("kubernetes", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        """Pulumi declares a key with a default or as required, and knows no optional one."""
        return None if value == {} else value

    @property
    def is_home(self) -> bool:
        """Whether this stack owns what exists once: zone, global cluster, global tables."""
        return self.region == self.home

    @property
    def is_writer(self) -> bool:
        """Whether this region serves and writes."""
        return self.region == self.writer

    @property
    def region_role(self) -> RegionRole:
        """What this region is under the strategy right now."""
        return region_role_of(self.strategy, is_writer=self.is_writer)

    @property
    def provisioned_as(self) -> RegionRole:
        """What this region was built to be; another than its role from a failover until `full_size_region` follows."""
        return region_role_of(self.strategy, is_writer=self.region == self.full_size_region)

    @property
    def shape(self) -> CapacityProfile:
        """What each tier of this region runs."""
        return capacity_profile_of(self.region_role, provisioned_as=self.provisioned_as)

    @property
    def peer_as_built(self) -> CapacityProfile:
        """What each tier of the other region was built to run, whatever a failover has moved since."""
        return CAPACITY_PROFILES[region_role_of(self.strategy, is_writer=self.peer.region == self.full_size_region)]

    @property
    def sides(self) -> Mapping[str, CapacityProfile]:
        """What a failover sets in the two regions: in the one that then serves, and in the one that then stands by."""
        return sides_of(self.strategy)

    @property
    def targets(self) -> StrategyTargets:
        """What the strategy holds."""
        return STRATEGY_TARGETS[self.strategy]

    @property
    def on_kubernetes(self) -> tuple[str, ...]:
        """Names of the workloads that run on EKS. Without any there is no cluster."""
        return tuple(sorted(name for name, workload in self.workloads.items() if workload.runtime is Runtime.EKS))

    @property
    def traces_by_endpoint(self) -> bool:
        """Whether spans are sent from a region that has no other way to X-Ray."""
        return self.observability.trace_share > 0 and self.shape.nat is NatLayout.NONE

    @property
    def versions(self) -> tuple[StatedVersion, ...]:
        """Every version of the file that comes to an end."""
        canary, cluster = self.observability.canary, self.kubernetes
        own = (
            StatedVersion("database.engine_version", "aurora-postgresql", self.database.engine_version),
            StatedVersion("cache.engine_version", str(self.cache.engine), self.cache.engine_version),
            StatedVersion(
                "observability.canary.runtime_version", "synthetics", canary.runtime_version, used=canary.enabled
            ),
        )
        if cluster is None:
            return own
        below = {
            "version": "kubernetes",
            "core_dns_version": "core-dns",
            "load_balancer_controller_version": "load-balancer-controller",
            "keda_version": "keda",
        }
        return (
            *own,
            *(
                StatedVersion(f"kubernetes.{key}", product, getattr(cluster, key), used=bool(self.on_kubernetes))
                for key, product in below.items()
            ),
        )

    @property
    def is_locked(self) -> bool:
        """Whether what holds data is protected from deletion."""
        return self.protection is Protection.LOCKED

    def checks(self) -> tuple[Check, ...]:
        """What only shows when the keys are read together."""
        return (
            self._region_problems,
            self._role_problems,
            self._zone_problems,
            self._address_problems,
            self._objective_problems,
            self._witness_problems,
            self._forwarding_problems,
            self._kubernetes_problems,
            self._region_switch_problems,
        )

    def _region_problems(self) -> Iterator[Problem]:
        if self.region == self.peer.region:
            yield Problem("peer.region", f"is {self.peer.region}, the region of this stack; write another region")

    def _role_problems(self) -> Iterator[Problem]:
        pair = (self.region, self.peer.region)
        for key, value in (("home", self.home), ("writer", self.writer), ("full_size_region", self.full_size_region)):
            if value not in pair:
                yield Problem(key, f"is {value}, neither this region nor the peer; write {pair[0]} or {pair[1]}")

    def _zone_problems(self) -> Iterator[Problem]:
        strays = [zone for zone in self.network.zones if not of_region(zone, self.region)]
        if strays:
            yield Problem("network.zones", f"names {', '.join(strays)}; write zones of {self.region}")

    def _address_problems(self) -> Iterator[Problem]:
        if self.network.cidr.overlaps(self.peer.cidr):
            yield Problem(
                "network.cidr",
                f"{self.network.cidr} overlaps peer.cidr {self.peer.cidr}, and overlapping VPCs can never be routed to "
                "each other; write a block of its own for each region",
            )

    def _objective_problems(self) -> Iterator[Problem]:
        targets, wanted = self.targets, self.objectives
        if targets.recovery_time <= wanted.rto and targets.recovery_point <= wanted.rpo:
            return
        cheapest = cheapest_strategy(wanted.rto, wanted.rpo)
        advice = f"the cheapest strategy that can is {cheapest}" if cheapest else "no strategy can: relax them"
        yield Problem(
            "objectives",
            f"rto {format_duration(wanted.rto)} and rpo {format_duration(wanted.rpo)} cannot be met by "
            f"{self.strategy}, which holds rto {format_duration(targets.recovery_time)} and rpo "
            f"{format_duration(targets.recovery_point)}; {advice}",
        )

    def _witness_problems(self) -> Iterator[Problem]:
        if self.tables.consistency is not Consistency.STRONG:
            if self.tables.witness is not None:
                yield Problem("tables.witness", "is set, but only consistency: strong has a witness; remove it")
            return
        candidates = witness_candidates(self.region, self.peer.region)
        if not candidates:
            yield Problem(
                "tables.consistency",
                f"is strong, which DynamoDB has not between {self.region} and {self.peer.region}; write eventual",
            )
        elif self.tables.witness not in candidates:
            found = f"is {self.tables.witness}" if self.tables.witness else "is missing"
            yield Problem("tables.witness", f"{found}; write one of: {', '.join(sorted(candidates))}")

    def _forwarding_problems(self) -> Iterator[Problem]:
        if self.targets.write_forwarding and not self.database.forwards_writes:
            yield Problem(
                "database.engine_version",
                f"is {self.database.engine_version}, which cannot hand writes to the other region as {self.strategy} "
                "needs; write 14.9, 15.4, 16.1 or newer",
            )

    def _kubernetes_problems(self) -> Iterator[Problem]:
        if self.on_kubernetes and self.kubernetes is None:
            yield Problem(
                "kubernetes",
                f"is missing, and {', '.join(self.on_kubernetes)} has runtime: eks; describe the cluster "
                "(docs/eks.md), or write runtime: ecs",
            )
        if self.on_kubernetes and registry_account(self.region) is None:
            yield Problem(
                "region",
                f"is {self.region}, and nobody has looked up in which account AWS keeps the images of EKS's "
                "controllers there; add it to settings/eks_images.py with its source, or write runtime: ecs",
            )

    def _region_switch_problems(self) -> Iterator[Problem]:
        if self.region_switch.managed and self.on_kubernetes:
            yield Problem(
                "region_switch.managed",
                f"is true, and {', '.join(self.on_kubernetes)} has runtime: eks, where KEDA takes back what a plan "
                "scales; write false and fail over with `standby failover`, or write runtime: ecs",
            )
