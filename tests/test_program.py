"""The whole program as the stack files stand, in every strategy, with writer and full size in either region.

It proves what the program asks for; that AWS takes it, and what an engine makes of a change, tests/sandbox does.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import permutations, product

import pulumi
import pytest

from sandbox.protocol.values import Properties, Value, is_secret
from sandbox.providers.aws.facts import replaces_on
from sandbox.recording import ACCOUNT, DRAWN, Recording, Resource, tokens
from tests.components.expected import expected
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, settings_of

REGION_OF = {HOME: EAST, PEER: WEST}
STRATEGIES = ("active-active", "warm-standby", "pilot-light")
VARIANTS = tuple(product(STRATEGIES, (EAST, WEST), (EAST, WEST)))
each_stack = pytest.mark.parametrize("stack", STACKS)
each_variant = pytest.mark.parametrize(("strategy", "writer", "full_size_region"), VARIANTS)

_IMAGES = ("keda", "keda-metrics-apiserver", "web", "worker")
# Resources that a stack declares in the other region, and why.
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    HOME: {
        "data-key-replica": "the secret's replica and the tables' replicas need the key before the peer stack is up",
        "data-key-replica-alias": "a name for that key",
        "peer-registry-replication": "an image that is pushed there must find its way before that stack is up",
        **dict.fromkeys(
            (f"peer-registry-{image}{part}" for image in _IMAGES for part in ("", "-lifecycle")),
            "replication would make what the peer stack is about to create",
        ),
        "routing-take-over-alarm": "the switch by which the peer takes over must not need this region",
    },
    PEER: {
        "routing-take-over-alarm": "the switch by which the home region takes over must not need this one",
        **dict.fromkeys(
            ("assets-in", "assets-in-role", "assets-in-role-replicate"),
            "S3 replicates only to what is there, and this stack is the second",
        ),
    },
}
# Properties that follow the strategy and the writer: what a failover moves. They change in place.
BOUNDS: Mapping[str, frozenset[str]] = {
    "aws:appautoscaling/target:Target": frozenset({"minCapacity", "maxCapacity"}),
}
# Properties that follow the strategy and the primary. All of them change in place, too.
SIZES: Mapping[str, frozenset[str]] = {
    # Whether the other region's silence means something.
    "aws:cloudwatch/metricAlarm:MetricAlarm": frozenset({"treatMissingData"}),
    "aws:ec2/route:Route": frozenset({"natGatewayId"}),
    "aws:elasticache/replicationGroup:ReplicationGroup": frozenset(
        {"numCacheClusters", "automaticFailoverEnabled", "multiAzEnabled"}
    ),
}
# Properties that follow the strategy alone.
STRATEGY_TARGETS: Mapping[str, frozenset[str]] = {
    "aws:rds/cluster:Cluster": frozenset({"enableGlobalWriteForwarding"}),
    "aws:route53/record:Record": frozenset({"aliases"}),
}
# What comes and goes with the size of a region. None of it holds data.
COMES_AND_GOES = frozenset(
    {
        "aws:ec2/eip:Eip",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/route:Route",
        "aws:rds/clusterInstance:ClusterInstance",
    }
)
# Properties that `standby:protection: lifted` changes.
PROTECTION: Mapping[str, frozenset[str]] = {
    "aws:dynamodb/table:Table": frozenset({"deletionProtectionEnabled", "replicas"}),
    "aws:ecr/repository:Repository": frozenset({"forceDelete"}),
    "aws:ecs/taskDefinition:TaskDefinition": frozenset({"skipDestroy"}),
    "aws:kms/key:Key": frozenset({"deletionWindowInDays"}),
    "aws:kms/replicaKey:ReplicaKey": frozenset({"deletionWindowInDays"}),
    "aws:lb/loadBalancer:LoadBalancer": frozenset({"enableDeletionProtection"}),
    "aws:rds/cluster:Cluster": frozenset({"deleteAutomatedBackups", "deletionProtection", "skipFinalSnapshot"}),
    "aws:rds/globalCluster:GlobalCluster": frozenset({"deletionProtection"}),
    "aws:s3/bucket:Bucket": frozenset({"forceDestroy"}),
    "aws:secretsmanager/secret:Secret": frozenset({"recoveryWindowInDays"}),
}
# Changes that are not followed, by type, and who makes them.
IGNORED: Mapping[str, str] = {
    "aws:ecs/service:Service": "counts belong to auto scaling and to a failover",
    "aws:rds/cluster:Cluster": "roles and versions move with the global database",
    "aws:rds/clusterInstance:ClusterInstance": "versions move with the global database",
    "aws:rds/globalCluster:GlobalCluster": "AWS fills in what the first member was",
    "aws:secretsmanager/secretVersion:SecretVersion": "each run draws a password, the first one counts",
}

# What only the home stack exports, beside the entry.
ONLY_HOME = frozenset({"distribution", "name_servers", "shared", "web_acl", "zone_id"})
# Properties that hold a physical name.
NAME_KEYS = ("name", "bucket", "clusterIdentifier", "identifier", "replicationGroupId", "globalClusterIdentifier")
# Types whose names are one namespace for all regions.
GLOBAL = frozenset({"aws:iam/role:Role", "aws:s3/bucket:Bucket", "aws:rds/globalCluster:GlobalCluster"})
# Types that are named within another resource, which several of them may share.
NAMED_WITHIN_ANOTHER = frozenset(
    {
        "aws:appautoscaling/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:route53/record:Record",
        *tokens(
            "s3",
            "BucketLifecycleConfiguration",
            "BucketOwnershipControls",
            "BucketPolicy",
            "BucketPublicAccessBlock",
            "BucketServerSideEncryptionConfiguration",
            "BucketVersioning",
        ),
    }
)


def _run(stack: str, strategy: str, writer: str, full_size_region: str) -> Recording:
    return run(stack, strategy=strategy, writer=writer, full_size_region=full_size_region)


def _aws(recording: Recording) -> list[Resource]:
    return [resource for resource in recording.resources if resource.type.startswith("aws:")]


def _changes(before: Recording, after: Recording) -> tuple[set[str], set[tuple[str, str]]]:
    """Types that came or went, and (type, property) that differ and are followed."""
    old, new = ({resource.urn: resource for resource in _aws(recording)} for recording in (before, after))
    moved = {each[urn].type for each in (old, new) for urn in set(old) ^ set(new) if urn in each}
    changed = {
        (new[urn].type, key)
        for urn in set(old) & set(new)
        for key in set(old[urn].plain) | set(new[urn].plain)
        if key not in new[urn].ignore_changes and old[urn].plain.get(key) != new[urn].plain.get(key)
    }
    return moved, changed


def _pairs(*tables: Mapping[str, frozenset[str]]) -> set[tuple[str, str]]:
    return {(kind, key) for table in tables for kind, keys in table.items() for key in keys}


@each_stack
@each_variant
def test_each_resource_is_in_the_stacks_region_through_a_named_provider(
    stack: str, strategy: str, writer: str, full_size_region: str
) -> None:
    recording = _run(stack, strategy, writer, full_size_region)
    strays = {resource.name: resource.region for resource in _aws(recording) if resource.region != REGION_OF[stack]}
    other = REGION_OF[PEER if stack == HOME else HOME]
    assert strays == dict.fromkeys(ELSEWHERE[stack], other), "without a provider, the region would be the shell's"


@each_stack
def test_each_look_up_asks_the_stacks_region(stack: str) -> None:
    assert {region for _, region in run(stack).look_ups} == {REGION_OF[stack]}


@each_stack
@each_variant
def test_a_stack_declares_exactly_what_its_shape_has(
    stack: str, strategy: str, writer: str, full_size_region: str
) -> None:
    settings = settings_of(stack, strategy=strategy, writer=writer, full_size_region=full_size_region)
    counted = Counter(resource.type for resource in _aws(_run(stack, strategy, writer, full_size_region)))
    assert counted == expected(settings.provisioned_as, is_home=settings.is_home)


@each_stack
@pytest.mark.parametrize(("before", "after"), list(permutations(VARIANTS, 2)), ids="/".join)
def test_a_switch_changes_sizes_in_place_and_nothing_else(
    stack: str, before: tuple[str, str, str], after: tuple[str, str, str]
) -> None:
    moved, changed = _changes(_run(stack, *before), _run(stack, *after))
    assert moved <= COMES_AND_GOES
    assert changed <= _pairs(BOUNDS, SIZES, STRATEGY_TARGETS)


@each_stack
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("full_size_region", [EAST, WEST])
def test_another_writer_declares_what_the_failover_moved_and_nothing_else(
    stack: str, strategy: str, full_size_region: str
) -> None:
    moved, changed = _changes(*(_run(stack, strategy, writer, full_size_region) for writer in (EAST, WEST)))
    assert moved == set()
    assert changed <= _pairs(BOUNDS)


@each_stack
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("writer", [EAST, WEST])
def test_another_primary_touches_neither_workloads_nor_routing_nor_roles(
    stack: str, strategy: str, writer: str
) -> None:
    moved, changed = _changes(*(_run(stack, strategy, writer, full_size_region) for full_size_region in (EAST, WEST)))
    assert moved <= COMES_AND_GOES
    assert changed <= _pairs(SIZES)


@pytest.mark.parametrize("strategy", ["warm-standby", "pilot-light"])
@pytest.mark.parametrize("values", [BOUNDS, SIZES], ids=["a failover", "a new primary"])
def test_it_swaps_what_the_two_regions_run(strategy: str, values: Mapping[str, frozenset[str]]) -> None:
    # Bounds follow the writer and sizes the primary: the other one of both stays where it is.
    where = {each: (each, EAST) if values is BOUNDS else (EAST, each) for each in (EAST, WEST)}
    found = {
        (stack, chosen): {
            (resource.name, key): resource.plain[key]
            for resource in _aws(_run(stack, strategy, *where[chosen]))
            for key in values.get(resource.type, frozenset()) - {"natGatewayId"}
        }
        for stack, chosen in product(STACKS, (EAST, WEST))
    }
    assert found[HOME, EAST] == found[PEER, WEST]
    assert found[HOME, WEST] == found[PEER, EAST]
    assert found[HOME, EAST] != found[HOME, WEST]


@pytest.mark.parametrize(("kind", "key"), sorted(_pairs(BOUNDS, SIZES, STRATEGY_TARGETS, PROTECTION)))
def test_no_property_that_may_change_replaces_its_resource(kind: str, key: str) -> None:
    assert not [path for path in replaces_on(kind) if path.partition("[")[0].partition(".")[0] == key]


@each_stack
def test_lifting_protection_changes_protection_alone(stack: str) -> None:
    lifted = run(stack, protection="lifted")
    moved, changed = _changes(run(stack), lifted)
    assert moved == set()
    assert changed <= _pairs(PROTECTION)
    assert changed >= {("aws:rds/cluster:Cluster", "deletionProtection"), ("aws:s3/bucket:Bucket", "forceDestroy")}
    assert [resource.name for resource in lifted.resources if resource.protect] == []


@each_stack
def test_only_listed_types_ignore_changes(stack: str) -> None:
    assert {resource.type for resource in run(stack).resources if resource.ignore_changes} <= set(IGNORED)


@each_stack
def test_what_is_ignored_is_written_as_pulumi_reads_it(stack: str) -> None:
    paths = [path for resource in run(stack).resources for path in resource.ignore_changes]
    assert [path for path in paths if "_" in path] == [], "below the first level the SDK does not translate names"


@each_stack
@each_variant
def test_no_count_of_tasks_is_sent_after_creation(
    stack: str, strategy: str, writer: str, full_size_region: str
) -> None:
    services = _run(stack, strategy, writer, full_size_region).of("aws:ecs/service:Service")
    assert [service.ignore_changes for service in services] == [("desiredCount",)] * 2


_SECRETS = {
    HOME: {
        ("database", "masterPassword"),
        ("database-secret-version", "secretString"),
        ("edge-distribution", "origins"),
        ("origin-secret-version", "secretString"),
        ("web-targets-rule", "conditions"),
    },
    PEER: {("web-targets-rule", "conditions")},
}


@each_stack
def test_secrets_are_marked_wherever_they_go_and_go_nowhere_else(stack: str) -> None:
    recording = run(stack)
    marked = {(resource.name, key) for resource in recording.resources for key in _secret_keys(resource.inputs)}
    assert marked == _SECRETS[stack]
    versions = recording.of("aws:secretsmanager/secretVersion:SecretVersion")
    assert {each.plain["secretString"] for each in versions} <= {DRAWN}


@each_stack
@each_variant
def test_nothing_secret_stands_in_plain(stack: str, strategy: str, writer: str, full_size_region: str) -> None:
    recording = _run(stack, strategy, writer, full_size_region)
    shown = [json.dumps(_shown(resource.inputs)) for resource in recording.resources]
    shown += [json.dumps(output) for output in recording.outputs.values()]
    assert not [text for text in shown if DRAWN in text]


@each_stack
def test_no_output_is_secret(stack: str) -> None:
    assert [urn for urn, output in run(stack).outputs.items() if list(_secret_keys(output))] == []


@each_stack
@each_variant
def test_no_input_is_made_of_an_output_that_is_not_there(
    stack: str, strategy: str, writer: str, full_size_region: str
) -> None:
    recording = _run(stack, strategy, writer, full_size_region)
    assert [each.name for each in recording.resources if "None" in json.dumps(each.plain, sort_keys=True)] == []


@each_stack
def test_the_program_warns_of_nothing(stack: str) -> None:
    assert run(stack).warnings == []


@each_stack
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_preview_declares_what_an_up_does(stack: str, strategy: str) -> None:
    previewed = {resource.urn for resource in run(stack, strategy=strategy, preview=True).resources}
    assert previewed == {resource.urn for resource in run(stack, strategy=strategy).resources}, (
        "what is declared must not depend on what only AWS knows"
    )


def test_no_two_resources_of_the_two_stacks_claim_one_name() -> None:
    claimed = Counter(
        (resource.type, "" if resource.type in GLOBAL else resource.region, resource.plain[key])
        for stack in STACKS
        for resource in _aws(run(stack))
        for key in NAME_KEYS
        if isinstance(resource.plain.get(key), str) and resource.type not in NAMED_WITHIN_ANOTHER
    )
    assert [claim for claim, count in claimed.items() if count > 1] == []
    assert len(claimed) > 100


@each_stack
def test_the_exports_say_where_everything_is(stack: str) -> None:
    exported = run(stack).exported
    assert set(exported) - ONLY_HOME - {"routing_mode"} == {
        "account", "alarm_topic", "app", "assets_bucket", "provisioned_as", "bus", "cache", "certificate", "cluster",
        "dashboard", "database", "domain", "event_queues", "header_generation", "images", "impaired_alarm",
        "load_balancer", "log_bucket", "origin", "peer_region", "region_role", "full_size_region", "queue", "region",
        "repositories", "routing", "scaling", "secrets", "services", "strategy", "tables", "target_groups", "vpc_id",
        "writer", "zones",
    }  # fmt: skip
    assert [exported[key] for key in ("region", "peer_region", "strategy")] == [
        REGION_OF[stack], REGION_OF[PEER if stack == HOME else HOME], "warm-standby"
    ]  # fmt: skip
    assert exported["region_role"] == exported["provisioned_as"] == {HOME: "serving", PEER: "warm"}[stack]


@each_stack
def test_after_a_failover_a_stack_says_what_it_is_and_as_what_it_was_built(stack: str) -> None:
    exported = run(stack, writer=WEST).exported
    assert (exported["writer"], exported["full_size_region"]) == (WEST, EAST)
    assert (exported["region_role"], exported["provisioned_as"]) == {
        HOME: ("warm", "serving"),
        PEER: ("serving", "warm"),
    }[stack]


def test_only_the_home_stack_exports_what_exists_once() -> None:
    assert set(run(HOME).exported) >= ONLY_HOME
    assert not ONLY_HOME & set(run(PEER).exported)


@each_stack
def test_the_exports_name_what_a_failover_must_find_in_the_stacks_own_region(stack: str) -> None:
    recording = run(stack)
    exported = recording.exported
    assert exported["account"] == ACCOUNT
    listener = recording.one("aws:lb/listener:Listener", "load-balancer-https")
    assert exported["certificate"] == listener.plain["certificateArn"]
    arns = [exported["certificate"], *exported["secrets"].values()]
    assert [arn.split(":")[3] for arn in arns] == [REGION_OF[stack]] * 3
    shared = run(HOME).exported["shared"]
    assert {name: arn.split(":")[4:] for name, arn in exported["secrets"].items()} == {
        "database": shared["database_secret_arn"].split(":")[4:],
        "origin": shared["origin_secret_arn"].split(":")[4:],
    }
    definitions = recording.of("aws:ecs/taskDefinition:TaskDefinition")
    pulled = [json.loads(each.plain["containerDefinitions"])[0]["image"] for each in definitions]
    assert sorted(image["tag"] for image in exported["images"].values()) == sorted(
        image.rpartition(":")[2] for image in pulled
    )
    declared = run(HOME).of("aws:ecr/repository:Repository")
    repositories = {each.plain["name"] for each in declared if each.region == REGION_OF[stack]}
    assert {image["repository"] for image in exported["images"].values()} <= repositories


@each_stack
def test_the_exports_name_the_switch_that_takes_traffic_away(stack: str) -> None:
    recording = run(stack)
    alarm = recording.one("aws:cloudwatch/metricAlarm:MetricAlarm", "routing-take-over-alarm")
    assert recording.exported["routing"]["failover_control"] == {
        "region": alarm.region,
        "alarm": alarm.plain["name"],
        "namespace": alarm.plain["namespace"],
        "metric": alarm.plain["metricName"],
        "dimensions": alarm.plain["dimensions"],
    }


def test_the_peer_stack_says_that_the_home_stack_goes_first() -> None:
    with pytest.raises(pulumi.RunError, match="run `pulumi up --stack prod-east` first"):
        start(PEER, {}, home={})


@each_stack
def test_a_bad_stack_file_stops_the_program(stack: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"Pulumi.{stack}.yaml: standby:strateggy: is not a known key"):
        start(stack, {"strateggy": "warm-standby"}, home={})


def test_strong_consistency_changes_the_tables_alone() -> None:
    moved, changed = _changes(run(HOME), run(HOME, strong=True))
    assert moved == set()
    assert changed == {("aws:dynamodb/table:Table", "replicas"), ("aws:dynamodb/table:Table", "globalTableWitness")}


def test_names_that_all_accounts_share_carry_the_account_and_the_region() -> None:
    for stack in STACKS:
        assert {each.plain["bucket"] for each in run(stack).of("aws:s3/bucket:Bucket")} == {
            f"standby-{ACCOUNT}-{REGION_OF[stack]}-{name}" for name in ("access-logs", "assets")
        }


def _secret_keys(properties: Properties) -> Iterator[str]:
    yield from (key for key, value in properties.items() if _holds_secret(value))


def _holds_secret(value: Value) -> bool:
    if is_secret(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds_secret(part) for part in parts)


def _shown(value: Value) -> Value:
    if is_secret(value):
        return "[secret]"
    if isinstance(value, dict):
        return {key: _shown(part) for key, part in value.items()}
    return [_shown(part) for part in value] if isinstance(value, list) else value
