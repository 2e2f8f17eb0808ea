"""Every policy of both stacks as the program declares it, and what IAM was asked for, in the names of the program."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Decision, Kind, Policies, Request, evaluate
from sandbox.cloud.iam.managed import managed_by_aws
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import Principal, federated, role_session, service
from sandbox.recording import ACCOUNT, ISSUER, Recording, Resource
from tests.components.variants import recorded

ROLE, INLINE = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
ATTACHED = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
OF_RESOURCES = {
    "aws:sqs/queuePolicy:QueuePolicy": Kind.RESOURCE,
    "aws:sns/topicPolicy:TopicPolicy": Kind.RESOURCE,
    "aws:s3/bucketPolicy:BucketPolicy": Kind.RESOURCE,
    "aws:kms/key:Key": Kind.KEY,
    "aws:kms/replicaKey:ReplicaKey": Kind.KEY,
}
_SANDBOX = "000000000000"
_NAME = re.compile(r"<(?P<stack>[a-z-]+) (?P<resource>[a-z0-9-]+) (?P<output>[A-Za-z]+)>")
_ISSUER = re.compile(r"<issuer (?P<region>[a-z0-9-]+)>")


@dataclass(frozen=True)
class Asked:
    """One right, as it was asked for in `life`. `resources` are two ways to name what it is about.

    So are `context` and `literal`, where that is not the same.
    """

    runtime: str
    who: str
    action: str
    resources: tuple[str, ...]
    context: Mapping[str, list[str]]
    literal: Mapping[str, list[str]] | None = None

    def __hash__(self) -> int:
        """Without the context, which has no hash."""
        return hash((self.runtime, self.who, self.action, self.resources))

    @property
    def role(self) -> str:
        """Whose it was: the stack and the resource, or the name of a person's role."""
        found = _NAME.fullmatch(self.who)
        return f"{found['stack']} {found['resource']}" if found else self.who.rpartition("role/")[2]

    @property
    def is_taking(self) -> bool:
        """Whether a role was taken on."""
        return self.action.startswith("sts:")


@cache
def asked() -> tuple[Asked, ...]:
    """Everything that was asked for."""
    read = json.loads(Path(__file__).with_name("asked.json").read_text())
    return tuple(
        Asked(
            each["runtime"],
            each["who"],
            each["action"],
            tuple(dict.fromkeys((each["resource"], each["literal"]))),
            each["context"],
            each.get("literal_context"),
        )
        for each in read
    )


@dataclass(frozen=True)
class Declared:
    """A document of a stack, and whose it is: a role's label, or the resource's."""

    stack: str
    owner: str
    policy: Policy
    kind: Kind = Kind.RESOURCE

    @property
    def document(self) -> str:
        """Which document it is, whatever the stack."""
        return f"{self.owner}/{self.policy.name}" if self.policy.name != self.owner else self.owner


@dataclass(frozen=True)
class World:
    """Both stacks on one platform."""

    variant: str

    @property
    def runtime(self) -> str:
        """On which the workloads run."""
        return self.variant.rpartition("-")[2]

    def recording(self, stack: str) -> Recording:
        """What a stack registers."""
        return recorded(stack, self.variant)

    def filled(self, text: str) -> str:
        """A text with what the recorder makes up in place of the program's names."""

        def output(found: re.Match[str]) -> str:
            for state in self._states(found["stack"], found["resource"]):
                if found["output"] in state:
                    return str(state[found["output"]])
            return found[0]

        return _ISSUER.sub(ISSUER, _NAME.sub(output, text)).replace(_SANDBOX, ACCOUNT)

    def _states(self, stack: str, name: str) -> Iterator[Mapping[str, Any]]:
        states = self.recording(stack).states
        yield from (state for urn, state in states.items() if urn.rpartition("::")[2] == name)

    def roles(self, stack: str) -> list[Resource]:
        """Every role that a stack declares."""
        return self.recording(stack).of(ROLE)

    def identity(self, stack: str, role: str) -> list[Declared]:
        """What a role may do, by its resource's name."""
        recording = self.recording(stack)
        (found,) = [each for each in recording.of(ROLE) if each.name == role]
        named = {found.plain["name"], f"{role}.id"}
        inline = [each for each in recording.of(INLINE) if each.plain["role"] in named]
        attached = [each for each in recording.of(ATTACHED) if each.plain["role"] in named]
        policies = [
            *(Policy.read("inline", each.plain["policy"]) for each in inline),
            *(managed_by_aws(each.plain["policyArn"]) or Policy(each.plain["policyArn"], ()) for each in attached),
        ]
        return [Declared(stack, role, policy) for policy in policies]

    def trust(self, stack: str, role: str) -> Declared:
        """Who may act as a role."""
        (found,) = [each for each in self.roles(stack) if each.name == role]
        return Declared(stack, role, Policy.read("trust", found.plain["assumeRolePolicy"]), Kind.TRUST)

    def of_resources(self, stack: str) -> Iterator[Declared]:
        """The policies of queues, topics, buckets and keys."""
        yield from _of_resources(self.variant, stack)


@cache
def _of_resources(variant: str, stack: str) -> tuple[Declared, ...]:
    return tuple(
        Declared(stack, each.name, Policy.read(each.name, each.plain["policy"]), evaluated)
        for kind, evaluated in OF_RESOURCES.items()
        for each in recorded(stack, variant).of(kind)
    )


def principal(world: World, one: Asked) -> Principal:
    """Who asked."""
    if one.who.endswith(".amazonaws.com"):
        return service(one.who, ACCOUNT)
    if "oidc-provider" in one.who or "issuer" in one.who:
        return federated(world.filled(one.who))
    name = one.role.rpartition(" ")[2]
    return role_session(f"arn:aws:iam::{ACCOUNT}:role/{name}", "somebody")


def decide(world: World, one: Asked, policies: Policies) -> Decision:
    """Answer a question again. What it is about, and what comes with it, may be named in either way."""
    decisions = [
        evaluate(Request(principal(world, one), one.action, world.filled(each), _context(world, context)), policies)
        for each in one.resources
        for context in (one.context, *([one.literal] if one.literal else []))
    ]
    return next((each for each in decisions if each.is_allowed), decisions[0])


def _context(world: World, given: Mapping[str, list[str]]) -> Context:
    filled = {world.filled(key): [world.filled(each) for each in values] for key, values in given.items()}
    return Context(filled, complete=True)
