"""Names are identities: another name is another database.

The tables below are frozen. A row that has to change is an alias in the program and a decision record; a row that is
missing is a new store. What a store holds is in the component's own test.
"""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.recording import ACCOUNT, Resource
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, ROOT, STACKS

# Components from the outside in -> AWS type and logical name -> physical name, where there is one.
STORES: Mapping[str, Mapping[str, str]] = {
    "home:Home database:DatabaseSecret": {
        "secretsmanager/secret:Secret database-secret": "standby/database/master",
        "secretsmanager/secretVersion:SecretVersion database-secret-version": "",
    },
    "home:Home edge:OriginSecret": {
        "secretsmanager/secret:Secret origin-secret": "standby/edge/origin",
        "secretsmanager/secretVersion:SecretVersion origin-secret-version": "",
    },
    "home:Home database:GlobalDatabase": {
        "rds/globalCluster:GlobalCluster global-database": "standby",
    },
    "home:Home keys:DataKey": {
        "kms/key:Key data-key": "",
        "kms/replicaKey:ReplicaKey data-key-replica": "",
    },
    # Until decision 34 each stack had its own, below its Compute: the component's alias says so.
    "home:Home registry:Registries registry:Registry": {
        f"ecr/repository:Repository {registry}-{image}": f"standby/{image}"
        for registry in ("registry", "peer-registry")
        for image in ("keda", "keda-metrics-apiserver", "web", "worker")
    },
    "home:Home routing:HostedZone": {
        "route53/zone:Zone zone": "shop.example.com",
    },
    "home:Home tables:Tables": {
        "dynamodb/table:Table tables-operations": "standby-operations",
        "dynamodb/table:Table tables-orders": "standby-orders",
        "dynamodb/table:Table tables-products": "standby-products",
        "dynamodb/table:Table tables-sessions": "standby-sessions",
    },
    "region:Region cache:Cache": {
        "elasticache/replicationGroup:ReplicationGroup cache": "standby",
    },
    "region:Region database:Database": {
        "rds/cluster:Cluster database": "standby-REGION",
    },
    "region:Region edge:AssetsBucket": {
        "s3/bucket:Bucket assets": "standby-ACCOUNT-REGION-assets",
    },
    "region:Region keys:RegionKey": {
        "kms/key:Key region-key": "",
    },
    "region:Region loadbalancer:LogBucket": {
        "s3/bucket:Bucket access-logs": "standby-ACCOUNT-REGION-access-logs",
    },
    "region:Region messaging:Messaging messaging:EventBus": {
        "cloudwatch/eventArchive:EventArchive bus-archive": "standby-archive",
    },
    "region:Region messaging:Messaging messaging:EventBus messaging:DeadLetters": {
        "sqs/queue:Queue bus-undelivered": "standby-events-undelivered",
    },
    "region:Region messaging:Messaging messaging:OrderEvents messaging:DeadLetters": {
        "sqs/queue:Queue order-events-analytics-undelivered": "standby-analytics-undelivered",
        "sqs/queue:Queue order-events-fulfilment-undelivered": "standby-fulfilment-undelivered",
    },
    "region:Region messaging:Messaging messaging:OrderEvents messaging:Queue": {
        "sqs/queue:Queue order-events-analytics": "standby-analytics",
        "sqs/queue:Queue order-events-fulfilment": "standby-fulfilment",
    },
    "region:Region messaging:Messaging messaging:OrderEvents messaging:Queue messaging:DeadLetters": {
        "sqs/queue:Queue order-events-analytics-dead": "standby-analytics-dead",
        "sqs/queue:Queue order-events-fulfilment-dead": "standby-fulfilment-dead",
    },
    "region:Region messaging:Messaging messaging:Queue": {
        "sqs/queue:Queue orders": "standby-orders",
    },
    "region:Region messaging:Messaging messaging:Queue messaging:DeadLetters": {
        "sqs/queue:Queue orders-dead": "standby-orders-dead",
    },
}
# What holds nothing, but is found by its name when the region that made it is gone.
FOUND_BY_NAME: Mapping[str, str] = {
    "compute:ComputeCluster ecs/cluster:Cluster cluster": "standby",
    "compute:EcsService ecs/service:Service web": "web",
    "compute:EcsService ecs/service:Service worker": "worker",
    "loadbalancer:LoadBalancer lb/loadBalancer:LoadBalancer load-balancer": "standby",
    "messaging:EventBus cloudwatch/eventBus:EventBus bus": "standby",
    "messaging:OrderEvents sns/topic:Topic order-events": "standby-order-events",
    "messaging:AlarmTopic sns/topic:Topic alarms": "standby-alarms",
    "routing:TakeOver cloudwatch/metricAlarm:MetricAlarm routing-take-over-alarm": "standby-take-over-from-REGION",
    "database:Database rds/clusterInstance:ClusterInstance database-a": "standby-REGION-a",
    "database:Database rds/clusterInstance:ClusterInstance database-b": "standby-REGION-b",
}
_NAME_KEYS = ("name", "identifier", "clusterIdentifier", "replicationGroupId", "bucket", "globalClusterIdentifier")
_COMPONENTS = sorted((ROOT / "components").rglob("*.py"))
_BESIDE_THE_REGION = (
    "standby:home:Home",
    "standby:edge:AccessLogs",
    "standby:edge:AppRecord",
    "standby:routing:OriginEntry",
)
_REGION_OF = {HOME: EAST, PEER: WEST}


def _chain(resource: Resource) -> str:
    kinds = resource.urn.split("::")[2].split("$")[:-1]
    return " ".join(kind.removeprefix("standby:") for kind in kinds)


def _itself(resource: Resource) -> str:
    return f"{resource.type.removeprefix('aws:')} {resource.name}"


def _physical(resource: Resource, stack: str) -> str:
    name = str(next((resource.plain[key] for key in _NAME_KEYS if key in resource.plain), ""))
    return name.replace(_REGION_OF[stack], "REGION").replace(ACCOUNT, "ACCOUNT")


@pytest.mark.parametrize("stack", STACKS)
def test_every_store_has_the_name_that_it_always_had(stack: str) -> None:
    found: dict[str, dict[str, str]] = {}
    for resource in run(stack).resources:
        if resource.protect:
            found.setdefault(_chain(resource), {})[_itself(resource)] = _physical(resource, stack)
    frozen = {chain: stores for chain, stores in STORES.items() if stack == HOME or not chain.startswith("home:")}
    assert found == frozen


@pytest.mark.parametrize("stack", STACKS)
def test_what_a_failover_looks_for_has_its_name(stack: str) -> None:
    named = {
        f"{_chain(resource).split(' ')[-1]} {_itself(resource)}": _physical(resource, stack)
        for resource in run(stack).resources
        if resource.custom
    }
    assert {path: named.get(path) for path in FOUND_BY_NAME} == FOUND_BY_NAME


def _component_classes() -> dict[str, ast.ClassDef]:
    return {
        node.name: node
        for source in _COMPONENTS
        for node in ast.parse(source.read_text()).body
        if isinstance(node, ast.ClassDef) and "pulumi.ComponentResource" in {ast.unparse(base) for base in node.bases}
    }


def _constructor(component: ast.ClassDef) -> ast.FunctionDef:
    (found,) = [node for node in component.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    return found


def _token(component: ast.ClassDef) -> ast.expr:
    first = _constructor(component).body[0]
    assert isinstance(first, ast.Expr)
    assert isinstance(first.value, ast.Call)
    assert ast.unparse(first.value.func) == "super().__init__", "the component registers itself before anything else"
    assert [ast.unparse(argument) for argument in first.value.args[1:]] == ["name", "None", "opts"]
    return first.value.args[0]


@pytest.mark.parametrize("component", _component_classes().values(), ids=lambda node: node.name)
def test_a_components_type_is_a_literal_that_ends_in_its_class(component: ast.ClassDef) -> None:
    token = _token(component)
    assert isinstance(token, ast.Constant), "data in a type would make the identity follow the configuration"
    assert re.fullmatch(rf"standby:[a-z]+:{component.name}", str(token.value))


def test_no_two_components_share_a_type() -> None:
    tokens = [ast.literal_eval(_token(component)) for component in _component_classes().values()]
    assert len(set(tokens)) == len(tokens)
    assert tokens


@pytest.mark.parametrize("component", _component_classes().values(), ids=lambda node: node.name)
def test_a_component_registers_its_outputs_last(component: ast.ClassDef) -> None:
    assert ast.unparse(_constructor(component).body[-1]).startswith("self.register_outputs({")


@pytest.mark.parametrize("component", _component_classes().values(), ids=lambda node: node.name)
def test_a_component_takes_a_name_its_arguments_and_options(component: ast.ClassDef) -> None:
    assert [argument.arg for argument in _constructor(component).args.args] == ["self", "name", "args", "opts"]


def test_every_component_is_used_and_registers_outputs() -> None:
    registered = {}
    with_canary = start(HOME, {"observability": {"canary": {"enabled": True}}}, home={})
    with_plan = start(HOME, {"region_switch": {"managed": True, "approver": "platform-operator"}}, home={})
    on_kubernetes = [run(stack, runtime="eks") for stack in STACKS]
    for recording in (*map(run, STACKS), *on_kubernetes, with_canary, with_plan):
        for resource in recording.resources:
            if resource.type.startswith("standby:"):
                registered[resource.type.rpartition(":")[2]] = resource.urn in recording.outputs
    assert registered == dict.fromkeys(_component_classes(), True)


@pytest.mark.parametrize("source", _COMPONENTS, ids=lambda path: path.name)
def test_no_component_hands_its_callers_options_to_its_children(source: Path) -> None:
    assert not re.search(r"\.merge\(", source.read_text()), "a child inherits from its parent what it should"


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_stands_below_a_component(stack: str) -> None:
    roots = {resource.type for resource in run(stack).resources if resource.parent.endswith(f"::standby-{stack}")}
    assert roots == {
        "pulumi:providers:aws",
        "pulumi:providers:awsx",
        "standby:region:Region",
        *(_BESIDE_THE_REGION if stack == HOME else ()),
    }
