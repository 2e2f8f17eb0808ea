"""Every input that the program declares in any variant, completed by the provider's own defaults, each once."""

import json
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from sandbox.protocol.values import Properties, reveal
from sandbox.providers.aws.checking import complete, default_tags_of
from sandbox.providers.aws.resource_type import ResourceType, all_types
from sandbox.recording import LookUps, Recording, Resource, deploy
from tests.components.program import STRONG
from tests.components.variants import REGION_OF, RUNTIMES, STRATEGIES
from tests.judges.plausible import made_up
from tests.stack_files import HOME, ROOT, STACKS, configuration, content

# With everything that is off by default, or is another choice than the stack files'.
OTHERWISE = tuple(f"otherwise-{runtime}" for runtime in RUNTIMES)
VARIANTS = (*(f"{strategy}-{runtime}" for strategy in STRATEGIES for runtime in RUNTIMES), *OTHERWISE)
each_variant = pytest.mark.parametrize(("stack", "variant"), [(stack, each) for stack in STACKS for each in VARIANTS])
_LOOK_UPS: LookUps = {
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda _: {"id": "pl-3b927c52"},
    "aws:ec2/getPrefixList:getPrefixList": lambda _: {"id": "pl-63a5400a"},
    "aws:eks/getCluster:getCluster": lambda given: {
        "name": given["name"],
        "identities": [{"oidcs": [{"issuer": "https://oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF"}]}],
        "vpcConfig": {"clusterSecurityGroupId": "sg-0123456789abcdef0"},
    },
}


@dataclass(frozen=True)
class Declared:
    """A resource as the provider gets it: its inputs with defaults, and the tags that the provider adds."""

    stack: str
    variant: str
    resource: Resource
    kind: type[ResourceType]
    inputs: Properties
    region: str
    # Equal for what is declared equally, wherever.
    key: str

    def __str__(self) -> str:
        """Where to look for it."""
        return f"{self.resource.type} {self.resource.name} ({self.stack}, {self.variant})"


@cache
def recorded(stack: str, variant: str) -> Recording:
    """What the stack registers in a variant, where everything else is up and AWS answers in its own forms."""
    return deploy(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
        stack=stack,
        config=configuration(_values(stack, variant)),
        stacks={name: _exported(name, stack, variant) for name in STACKS},
        look_ups=_LOOK_UPS,
        made_up=made_up,
    )


@cache
def declared(stack: str, variant: str) -> tuple[Declared, ...]:
    """Every AWS resource of the stack in a variant; of equal ones, the first."""
    recording = recorded(stack, variant)
    tags = {each.urn: default_tags_of(each.plain) for each in recording.of("pulumi:providers:aws")}
    found: dict[str, Declared] = {}
    for resource in recording.resources:
        kind = all_types().get(resource.type)
        if kind is None:
            continue
        filled = complete(
            kind, resource.name, {}, resource.inputs, default_tags=tags.get(resource.provider, {}), seed=b"judged"
        )
        inputs, region = reveal(filled), resource.region or REGION_OF[stack]
        key = json.dumps([resource.type, region, inputs], sort_keys=True, default=str)
        found.setdefault(key, Declared(stack, variant, resource, kind, inputs, region, key))
    return tuple(found.values())


def everything() -> Iterator[Declared]:
    """What all variants of both stacks declare, each once."""
    found: dict[str, Declared] = {}
    for stack in STACKS:
        for variant in VARIANTS:
            for one in declared(stack, variant):
                found.setdefault(one.key, one)
    yield from found.values()


def _values(stack: str, variant: str) -> Properties:
    values = content(stack)
    strategy, _, runtime = variant.rpartition("-")
    workloads = {key: sizes | {"runtime": runtime} for key, sizes in values["workloads"].items()}
    if variant not in OTHERWISE:
        return values | {"strategy": strategy, "workloads": workloads}
    observability = {"trace_share": 0.05, "canary": {"enabled": True, "every_minutes": 60}}
    waf = {
        **dict.fromkeys(("ip_reputation", "known_bad_inputs", "common", "sql_injection", "rate_limits"), "count"),
        "exempt_addresses": ["192.0.2.0/24"],
    }
    kubernetes = {"upgrade_policy": "extended", "endpoint": "public", "public_cidrs": ["192.0.2.0/24"]}
    return values | {
        "protection": "lifted",
        "cache": values["cache"] | {"engine": "redis", "engine_version": "7.1"},
        "edge": values["edge"] | {"price_class": "PriceClass_All", "waf": values["edge"]["waf"] | waf},
        "kubernetes": values["kubernetes"] | kubernetes,
        "observability": values["observability"] | observability,
        # KEDA would take back what a plan scales.
        "region_switch": {"managed": runtime == "ecs", "approver": "platform-operator"},
        "tables": STRONG,
        "workloads": workloads,
    }


def _exported(name: str, stack: str, variant: str) -> Properties:
    if name == stack or name != HOME:
        return {"region_role": "serving", "provisioned_as": "serving"}
    return recorded(HOME, variant).exported
