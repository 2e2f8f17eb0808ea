"""Everything that the program can declare: every strategy on both platforms, and what is switched off by default."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import pytest

from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.policy import Policy
from sandbox.recording import Recording, Resource
from tests.components.program import EAST, WEST, run, start
from tests.stack_files import HOME, PEER, STACKS, content

STRATEGIES = ("active-active", "warm-standby", "pilot-light")
RUNTIMES = ("ecs", "eks")
# With what costs extra: a canary, AWS's own plan of a failover, and the other engine of a cache.
EXTRAS = "extras"
VARIANTS = tuple(product(STACKS, (*(f"{each}-{runtime}" for each in STRATEGIES for runtime in RUNTIMES), EXTRAS)))
each_variant = pytest.mark.parametrize(("stack", "variant"), VARIANTS, ids=["-".join(each) for each in VARIANTS])
REGION_OF = {HOME: EAST, PEER: WEST}
# Type of a resource -> what its policy is.
DOCUMENTS = {
    "aws:iam/role:Role": Document.TRUST,
    "aws:s3/bucketPolicy:BucketPolicy": Document.BUCKET,
    "aws:sqs/queuePolicy:QueuePolicy": Document.QUEUE,
    "aws:sns/topicPolicy:TopicPolicy": Document.TOPIC,
    "aws:kms/key:Key": Document.KEY,
    "aws:kms/replicaKey:ReplicaKey": Document.KEY,
}


@dataclass(frozen=True)
class Declared:
    """A policy document that names principals, and the resource that it is an input of."""

    resource: Resource
    policy: Policy


@cache
def recorded(stack: str, variant: str) -> Recording:
    """What the stack registers in a variant."""
    if variant != EXTRAS:
        strategy, _, runtime = variant.rpartition("-")
        return run(stack, strategy=strategy, runtime=runtime)
    values = content(stack)
    extras = {
        "cache": values["cache"] | {"engine": "redis", "engine_version": "7.1"},
        "observability": values["observability"] | {"canary": {"enabled": True, "every_minutes": 60}},
        "region_switch": {"managed": True, "approver": "platform-operator"},
    }
    return start(stack, extras, home={} if stack == HOME else run(HOME).exported)


def policies(stack: str, variant: str) -> Iterator[Declared]:
    """Every document that says who may do something."""
    for resource in recorded(stack, variant).resources:
        for key, value in resource.plain.items():
            if isinstance(value, str) and '"Principal"' in value:
                yield Declared(resource, Policy.read(f"{resource.name} {key}", json.loads(value)))
