"""Each value of a stack file: one that is refused, with the line that says so, and the nearest one that is taken.

How problems are put together is in test_settings.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

import pulumi
import pytest
from pydantic import BaseModel

from settings import StackSettings
from tests.stack_files import HOME, changed, content, load


@dataclass(frozen=True)
class Case:
    """`bad` at `path` is refused with `says` under `key` (`path`, where it is not given); `good` is taken."""

    path: str
    bad: Any
    good: Any
    says: str
    key: str = ""
    given: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}={self.bad}"[:60]

    def values(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML
        """The home stack's file with this value, and what has to be given along with it."""
        values = content(HOME)
        for path, also in self.given.items():
            values = changed(values, path, also)
        return changed(values, self.path, value)


_WORKLOADS = content(HOME)["workloads"]
_STRONG = {"tables.consistency": "strong", "tables.witness": "us-east-2"}
_EUROPE = {
    "region": "us-east-1",
    "peer.region": "eu-west-1",
    "network.zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
    "tables.witness": "eu-west-2",
}
_PUBLIC = {"kubernetes.endpoint": "public"}
_OPERATORS = "kubernetes.operators"
CASES = [
    # Which region is which.
    Case("strategy", "lukewarm", "active-active", "is 'lukewarm'; write 'active-active', 'warm-standby' or"),
    Case("region", "useast1", "us-east-1", "is 'useast1'; write something like us-east-1"),
    Case("peer.region", "us-gov-west-1", "us-west-2", "is 'us-gov-west-1'; write something like us-east-1"),
    Case("peer.region", "us-east-1", "us-west-2", "is us-east-1, the region of this stack; write another region"),
    Case("peer.stack", "dr west", "acme/standby/dr-west", "is 'dr west'; write something like west"),
    Case("peer.cidr", "10.20.0.0/24", "10.20.0.0/20", "is 10.20.0.0/24, a /24; write a block of /16 to /20"),
    Case("peer", ..., content(HOME)["peer"], "is missing; add it"),
    Case("home", "eu-west-1", "us-west-2", "neither this region nor the peer; write us-east-1 or us-west-2"),
    Case("writer", "eu-west-1", "us-west-2", "neither this region nor the peer; write us-east-1 or us-west-2"),
    Case(
        "full_size_region", "eu-west-1", "us-west-2", "neither this region nor the peer; write us-east-1 or us-west-2"
    ),
    Case("full_size_region", ..., "us-west-2", "is missing; add it"),
    Case(
        "region_switch",
        {"managed": True},
        {"managed": True, "approver": "platform-operator"},
        "is missing; name the IAM role of those who approve",
        key="region_switch.approver",
    ),
    Case("region_switch.approver", "a role", "platform-operator", "write something like platform-operator"),
    Case("domain", "shop", "shop.example.com", "is 'shop'; write something like shop.example.com"),
    Case("domain", "Shop.example.com", "a-b.example.com", "write something like shop.example.com"),
    Case("domain", "shop.xn--p1ai-", "shop.xn--p1ai", "write something like shop.example.com"),
    Case("domain", f"{'a' * 54}.com", f"{'a' * 53}.com", "has 58 characters, and ACM puts no more than 64 of origin"),
    Case("protection", "off", "lifted", "is 'off'; write 'locked' or 'lifted'"),
    # Objectives.
    Case("objectives.rto", "15", "15m", "is '15', which is no duration; write a whole number and a unit"),
    Case("objectives.rpo", 60, "60s", "is 60, which is no duration"),
    Case("objectives.rpo", "0s", "1m", "is zero, which no strategy can hold; write at least 1s"),
    Case(
        "objectives.rto",
        "14m",
        "15m",
        "holds rto 15m and rpo 1m; the cheapest strategy that can is active-active",
        key="objectives",
    ),
    Case("objectives.rpo", "59s", "1m", "the cheapest strategy that can is active-active", key="objectives"),
    Case("objectives.rto", "2m", "15m", "no strategy can: relax them", key="objectives"),
    Case(
        "strategy",
        "pilot-light",
        "warm-standby",
        "the cheapest strategy that can is warm-standby",
        key="objectives",
        given={"objectives.rto": "20m"},
    ),
    # Network.
    Case("network.cidr", "10.10.0.1/16", "10.10.0.0/16", "write the first address and the size of a block"),
    Case("network.cidr", "10.0.0.0/15", "10.0.0.0/16", "a /15; write a block of /16 to /20"),
    Case("network.cidr", "10.10.0.0/21", "10.10.0.0/20", "a /21; write a block of /16 to /20"),
    Case("network.cidr", "10.20.0.0/20", "10.21.0.0/20", "overlaps peer.cidr 10.20.0.0/16"),
    Case(
        "network.zones",
        ["us-east-1a", "us-east-1b"],
        ["us-east-1a", "us-east-1b", "us-east-1d"],
        "has 2 distinct zone(s)",
    ),
    Case(
        "network.zones",
        ["us-east-1a", "us-east-1b", "us-east-1a"],
        ["us-east-1c", "us-east-1b", "us-east-1a"],
        "name exactly 3 different ones",
    ),
    Case("network.zones", "us-east-1a", ["us-east-1a", "us-east-1b", "us-east-1f"], "is 'us-east-1a'; write a list"),
    Case(
        "network.zones",
        ["us-east-1a", "us-east-1b", "us-east-1-bos-1a"],
        ["us-east-1a", "use1-az2", "use1-az4"],
        "is 'us-east-1-bos-1a'; write something like us-east-1a or use1-az1",
        key="network.zones.2",
    ),
    Case(
        "network.zones",
        ["use1-az1", "use1-az2", "use1-bos1-az1"],
        ["use1-az1", "use1-az2", "use1-az6"],
        "is 'use1-bos1-az1'; write something like us-east-1a or use1-az1",
        key="network.zones.2",
    ),
    Case(
        "network.zones",
        ["use1-az1", "use1-az2", "use2-az3"],
        ["use1-az1", "use1-az2", "use1-az4"],
        "names use2-az3; write zones of us-east-1",
    ),
    Case(
        "network.zones",
        ["us-east-1a", "us-east-1b", "us-west-2c"],
        ["us-east-1a", "us-east-1b", "us-east-1c"],
        "names us-west-2c; write zones of us-east-1",
    ),
    Case("network.flow_log_retention_days", 31, 365, "is 31; write 1, 3, 5, 7, 14, 30"),
    # Database.
    Case("database.name", "Shop", "shop_2", "is 'Shop'; write something like shop"),
    Case("database.name", "a" * 64, "a" * 63, "write something like shop"),
    Case("database.name", "order", "orders", "is 'order', a word that PostgreSQL reserves, and RDS takes no database"),
    Case("database.engine_version", "16", "17.5", "is '16'; write something like 16.8"),
    Case("database.engine_version", 16.8, "16.8", "is 16.8; write a text"),
    Case(
        "database.engine_version",
        "15.3",
        "15.4",
        "cannot hand writes to the other region as active-active needs",
        given={"strategy": "active-active"},
    ),
    Case(
        "database.engine_version",
        "13.20",
        "14.9",
        "cannot hand writes to the other region as active-active needs",
        given={"strategy": "active-active"},
    ),
    Case("database.min_acu", 0, 0.5, "is 0; write 0.5 or more"),
    Case("database.min_acu", 0.7, 1.5, "is 0.7; write a multiple of 0.5"),
    Case("database.max_acu", 257, 256, "is 257; write 256 or less"),
    Case("database.max_acu", 1.5, 2, "is 1.5, below min_acu 2; raise it"),
    Case("database.max_acu", "lots", 8, "is 'lots'; write a number"),
    Case("database.instances", 1, 2, "is 1; write 2 or more"),
    Case("database.instances", 2.5, 2, "is 2.5; write a whole number"),
    Case("database.warm_instances", 0, 1, "is 0; write 1 or more"),
    Case("database.warm_instances", 4, 3, "is 4, above instances 3; a warm standby is the smaller one"),
    Case("database.backup_retention_days", 6, 7, "is 6; write 7 or more"),
    # Tables.
    Case("tables.consistency", "weak", "eventual", "is 'weak'; write 'eventual' or 'strong'"),
    Case(
        "tables.consistency",
        "strong",
        "eventual",
        "DynamoDB has not between us-east-1 and eu-west-1; write eventual",
        given={k: v for k, v in _EUROPE.items() if k != "tables.witness"},
    ),
    Case("tables.witness", "us-west-1", "us-east-2", "is us-west-1; write one of: us-east-2", given=_STRONG),
    Case("tables.witness", ..., "us-east-2", "is missing; write one of: us-east-2", given=_STRONG),
    Case("tables.witness", "us-east-2", None, "only consistency: strong has a witness; remove it"),
    Case("tables.recovery_days", 36, 35, "is 36; write 35 or less"),
    # Cache.
    Case("cache.engine", "memcached", "redis", "is 'memcached'; write 'valkey' or 'redis'"),
    Case("cache.engine_version", "8", "8.1", "is '8'; write something like 8.0"),
    Case("cache.engine_version", "6.2", "7.2", "is 6.2, which has no login by IAM"),
    Case("cache.engine_version", "6.2", "7.0", "write 7.0 or newer", given={"cache.engine": "redis"}),
    Case("cache.node_type", "r7g.large", "cache.r7g.xlarge", "is 'r7g.large'; write something like cache.r7g.large"),
    Case("cache.nodes", 1, 2, "is 1; write 2 or more"),
    Case("cache.warm_nodes", 4, 3, "is 4, above nodes 3; a warm standby is the smaller one"),
    Case("cache.snapshot_retention_days", 0, 1, "is 0; write 1 or more"),
    # Messaging and routing.
    Case("messaging.visibility_timeout_seconds", 43_201, 43_200, "is 43201; write 43200 or less"),
    Case("messaging.retention_days", 15, 13, "is 15; write 14 or less"),
    Case("messaging.dead_letter_retention_days", 4, 5, "is 4, not above retention_days 4"),
    Case("messaging.max_receives", 0, 1, "is 0; write 1 or more"),
    Case("messaging.archive_days", 0, 1, "is 0; write 1 or more"),
    Case("routing.check_interval_seconds", 20, 30, "is 20; write 10 or 30"),
    Case("routing.failure_threshold", 11, 10, "is 11; write 10 or less"),
    # Observability.
    Case("observability.trace_share", 1.5, 1, "is 1.5; write 1 or less"),
    Case("observability.trace_share", -0.1, 0, "is -0.1; write 0 or more"),
    Case(
        "observability.runbooks_url",
        f"https://{'w' * 693}",
        f"https://{'w' * 692}",
        "has 701 characters, and CloudWatch keeps 1024 of an alarm's description",
    ),
    Case("observability.runbooks_url", "http://wiki", "https://wiki.example.com/standby", "is 'http://wiki'; write"),
    Case("observability.canary.enabled", "luck", "true", "is 'luck'; write true or false"),
    Case("observability.canary.every_minutes", 2, 5, "is 2; write 1, 5, 10, 15, 30 or 60"),
    Case("observability.canary.runtime_version", "latest", "syn-python-selenium-14.0", "is 'latest'; write something"),
    # Edge.
    Case("edge.price_class", "cheap", "PriceClass_200", "is 'cheap'; write 'PriceClass_100', 'PriceClass_200' or"),
    Case("edge.minimum_tls", "TLSv1", "TLSv1.3_2025", "is 'TLSv1'; write 'TLSv1.2_2021' or 'TLSv1.3_2025'"),
    Case("edge.stale_seconds", 59, 60, "is 59; write 60 or more"),
    Case("edge.header_generation", 0, 1, "is 0; write 1 or more"),
    Case("edge.waf_log_retention_days", 31, 365, "is 31; write 1, 3, 5, 7, 14, 30"),
    *(
        Case(f"edge.waf.{group}", "off", "count", "is 'off'; write 'block' or 'count'")
        for group in ("ip_reputation", "known_bad_inputs", "common", "sql_injection", "rate_limits")
    ),
    Case("edge.waf.window_seconds", 90, 120, "is 90; write 60, 120, 300 or 600"),
    Case("edge.waf.requests_per_client", 9, 101, "is 9; write 10 or more"),
    Case("edge.waf.writes_per_client", 9, 10, "is 9; write 10 or more"),
    Case("edge.waf.writes_per_client", 2000, 1999, "is 2000, not below requests_per_client 2000"),
    Case(
        "edge.waf.exempt_addresses",
        ["10.0.0.0/19"],
        ["10.0.0.0/20", "203.0.113.7/32"],
        "has 10.0.0.0/19, and whoever is in it passes unseen; write blocks of /20 or smaller",
    ),
    Case(
        "edge.waf.exempt_addresses",
        [7],
        ["203.0.113.7"],
        "is 7; write something like 10.10.0.0/16",
        key="edge.waf.exempt_addresses.0",
    ),
    # Workloads.
    Case(
        "workloads",
        _WORKLOADS | {"mailer": _WORKLOADS["worker"]},
        _WORKLOADS,
        "is no workload; write one of: web, worker",
        key="workloads.mailer",
    ),
    Case("workloads.worker", ..., _WORKLOADS["worker"], "is missing; give this workload its size"),
    Case("workloads", ["web"], _WORKLOADS, "is a list; write keys and values below it"),
    Case("workloads.web.runtime", "docker", "ecs", "is 'docker'; write 'ecs' or 'eks'"),
    Case("workloads.web.image_tag", "-1", "v1.2_3", "is '-1'; write something like 1.0.0"),
    Case(
        "workloads.web.cpu_units",
        500,
        1024,
        "is 500; Fargate offers [256, 512, 1024",
        given={"workloads.web.memory_mib": 2048},
    ),
    Case("workloads.web.memory_mib", 512, 1024, "is 512; with 512 CPU units Fargate offers [1024, 2048"),
    Case("workloads.web.memory_mib", "1 GB", 1024, "is '1 GB'; write a whole number"),
    Case("workloads.web.min_tasks", 2, 3, "is 2; write 3 or more"),
    Case("workloads.web.max_tasks", 5, 6, "is 5, below min_tasks 6; raise it"),
    Case("workloads.web.warm_tasks", 0, 1, "is 0; write 1 or more"),
    Case("workloads.web.warm_tasks", 7, 6, "is 7, above min_tasks 6; a warm standby is the smaller one"),
    Case("workloads.web.scaling.by", "luck", "requests", "is 'luck'; write one of 'requests', 'backlog'"),
    Case("workloads.worker.scaling.by", "load", "backlog", "is 'load'; write one of 'requests', 'backlog'"),
    Case("workloads.web.scaling.by", ..., "requests", "is missing; add it"),
    Case(
        "workloads.worker.scaling",
        _WORKLOADS["web"]["scaling"],
        _WORKLOADS["worker"]["scaling"],
        "is requests, but worker gets none; write backlog",
        key="workloads.worker.scaling.by",
    ),
    Case("workloads.web.scaling.requests_per_task_per_minute", 0, 1, "is 0; write more than 0"),
    Case("workloads.web.scaling.concurrent_requests_per_task", 0, 1, "is 0; write more than 0"),
    Case("workloads.worker.scaling.processing_seconds", 0, 0.1, "is 0; write 0.001 or more"),
    Case(
        "workloads.worker.scaling.acceptable_delay_seconds",
        0.2,
        0.25,
        "is 0.2, but one message takes 0.25s, so no number of tasks is enough; write at least 0.25",
    ),
    # Kubernetes.
    Case(
        "kubernetes",
        {},
        content(HOME)["kubernetes"],
        "is missing, and web has runtime: eks; describe the cluster",
        given={"workloads.web.runtime": "eks"},
    ),
    Case(
        path="region_switch.managed",
        bad=True,
        good=False,
        says="is true, and web has runtime: eks, where KEDA takes back",
        given={"workloads.web.runtime": "eks"},
    ),
    Case("kubernetes.version", "1.34.1", "1.35", "is '1.34.1'; write something like 1.36"),
    Case("kubernetes.upgrade_policy", "EXTENDED", "extended", "is 'EXTENDED'; write 'standard' or 'extended'"),
    Case("support.accept_ended", ["the old one"], ["valkey-8.0"], "write something like", key="support.accept_ended.0"),
    Case("support.accept_ended", ["kubernetes-1.31"], [], "names kubernetes-1.31, which this stack does not run on"),
    Case("kubernetes.endpoint", "open", "private", "is 'open'; write 'private' or 'public'"),
    Case(
        "kubernetes.public_cidrs", ["192.0.2.0/24"], [], "is set, but endpoint is private; remove it or write endpoint"
    ),
    Case("kubernetes.public_cidrs", [], ["192.0.2.0/24"], "is missing; name the blocks", given=_PUBLIC),
    Case(
        "kubernetes.public_cidrs", ["0.0.0.0/0"], ["192.0.2.1/32"], "has 0.0.0.0/0, which is everybody", given=_PUBLIC
    ),
    Case("kubernetes.protection", "off", "lifted", "is 'off'; write 'locked' or 'lifted'"),
    Case("kubernetes.log_retention_days", 31, 60, "is 31; write 1, 3, 5"),
    Case("kubernetes.administrators", [], ["admin"], "names nobody; write one or more"),
    Case(
        "kubernetes.operators", ["no role"], ["on-call"], "write something like platform-admin", key=f"{_OPERATORS}.0"
    ),
    Case(
        "kubernetes.peer_issuer",
        f"{'o' * 240}/id/1A2B",
        f"{'o' * 239}/id/1A2B",
        "has 248 characters, and IAM knows issuers by addresses of 255",
    ),
    Case("kubernetes.core_dns_version", "1.14", "v1.14.2-eksbuild.4", "is '1.14'; write something like v1.14.6"),
    Case("kubernetes.load_balancer_controller_version", "3.5.0", "v3.4.3", "write something like v3.5.0"),
    Case("kubernetes.keda_version", "latest", "2.20.2", "is 'latest'; write something like 2.21.0"),
    Case("kubernetes.keda_version", "2.18.1", "2.20.2", "can lose autoscaling.keda.sh/paused-replicas in a race"),
    Case("kubernetes.keda_version", "2.18.2", "2.21.0", "CVE-2025-68476); write 2.20.2 or newer"),
    Case("kubernetes.keda_version", "2.19.0", "2.20.0", "pauses through the count of another reconciliation"),
    Case(
        "kubernetes.peer_issuer",
        "https://oidc.eks.us-west-2.amazonaws.com/id/1A2B",
        "oidc.eks.us-west-2.amazonaws.com/id/1A2B",
        "write something like oidc.eks.us-west-2.amazonaws.com/id/1A2B",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_bad_value_is_refused_by_one_line_that_names_it(case: Case) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, case.values(case.bad))
    _, *lines = str(refused.value).splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"Pulumi.prod-east.yaml: standby:{case.key or case.path}: ")
    assert case.says in lines[0]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_nearest_good_value_is_taken(case: Case) -> None:
    assert load(HOME, case.values(case.good))


def test_every_key_has_a_case() -> None:
    keys = {case.path for case in CASES}
    assert _leaves(StackSettings) - keys == set(), "a key whose limits nothing checks"


@pytest.mark.parametrize(
    "path", ["peer", "objectives", "network", "database", "tables", "cache", "messaging", "routing", "observability"]
)
def test_a_misspelt_key_is_refused_with_the_known_ones(path: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, changed(content(HOME), f"{path}.misspelt", 1))
    model = StackSettings.model_fields[path].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    line = str(refused.value).splitlines()[1]
    assert f"standby:{path}.misspelt: is not a known key; write one of: {', '.join(sorted(model.model_fields))}" in line


@pytest.mark.parametrize("odd", ["luck", "", 2.5, -1, 10**9, True, [], [1], {}, {"a": 1}], ids=repr)
def test_whatever_stands_at_a_key_is_taken_or_refused_in_words_of_ours(odd: object) -> None:
    lines: list[str] = []
    for path in sorted(_leaves(StackSettings) | {"peer", "workloads", "workloads.web", "workloads.web.scaling"}):
        try:
            load(HOME, changed(content(HOME), path, odd))
        except pulumi.RunError as refused:
            lines += str(refused).splitlines()[1:]
    assert lines
    told = [line.split(": ", 2)[2] for line in lines]
    assert [text for text in told if "nput" in text or "alid" in text] == [], "a library's words"


def _leaves(model: type[BaseModel], prefix: str = "") -> set[str]:
    return {leaf for key, info in model.model_fields.items() for leaf in _leaves_of(info.annotation, f"{prefix}{key}")}


def _leaves_of(kind: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - an annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _leaves(kind, f"{path}.")
    elif get_origin(kind) is dict:
        # The stack files have one workload for each way to scale.
        yield from _leaves(get_args(kind)[1], f"{path}.web.")
    elif (
        type(None) in get_args(kind)
        and isinstance(get_args(kind)[0], type)
        and issubclass(get_args(kind)[0], BaseModel)
    ):
        yield from _leaves(get_args(kind)[0], f"{path}.")
    elif any(isinstance(each, type) and issubclass(each, BaseModel) for each in get_args(kind)):
        for each, workload in zip(get_args(kind), ("web", "worker"), strict=True):
            yield from _leaves(each, f"workloads.{workload}.scaling.")
    else:
        yield path
