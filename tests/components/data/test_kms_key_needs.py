"""Every key lets each service do what the service's guide asks of it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.evaluate import Policies
from sandbox.cloud.iam.key_check import Key, undelivered, unmet
from sandbox.cloud.iam.policy import Policy, Statement
from sandbox.cloud.iam.principal import role_session
from sandbox.cloud.iam.service_needs import KEY_USES, KeyUse
from sandbox.recording import ACCOUNT, Recording, Resource
from tests.components.variants import DOCUMENTS, EXTRAS, REGION_OF, VARIANTS, each_variant, policies, recorded
from tests.stack_files import HOME, PEER

_DEPLOYS = role_session(f"arn:aws:iam::{ACCOUNT}:role/deploy", "run")
_EVERYTHING = Policy.read("whatever IAM allows", {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
# What a key encrypts, and by which input its policy names it.
_OWNERS = {
    "aws:sqs/queuePolicy:QueuePolicy": ("aws:sqs/queue:Queue", "queueUrl", "url"),
    "aws:sns/topicPolicy:TopicPolicy": ("aws:sns/topic:Topic", "arn", "arn"),
}


def _policies_by_key(stack: str, variant: str) -> dict[str, Policy]:
    """Every key that the stack may be given, by ARN: its own, and the home stack's with their replicas."""
    found: dict[str, Policy] = {}
    for recording in (recorded(HOME, EXTRAS), recorded(stack, variant)):
        for kind in ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"):
            for key in recording.of(kind):
                policy = Policy.read(f"the policy of {key.name}", json.loads(key.plain["policy"]))
                arn = str(recording.states[key.urn]["arn"])
                found[arn] = policy
                if kind == "aws:kms/replicaKey:ReplicaKey":
                    # The peer stack makes the replica's ARN of the key's: they share an id.
                    primary = str(key.plain["primaryKeyArn"]).split(":")
                    found[":".join([*primary[:3], str(key.region), *primary[4:]])] = policy
    return found


def _at(value: Any, parts: list[str]) -> Iterator[Any]:  # noqa: ANN401 - property values
    if value is None:
        return
    if not parts:
        yield value
        return
    inner = value.get(parts[0].removesuffix("[]"))
    for item in (inner or []) if parts[0].endswith("[]") else [inner]:
        yield from _at(item, parts[1:])


def _told(use: KeyUse, resource: Resource) -> dict[str, str]:
    return {
        name: str(resource.plain.get(where, "")).rpartition("event-bus/")[2] for name, (where, _) in use.names.items()
    }


def _keys_of(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - property values
    """Paths of the inputs that name a key."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _keys_of(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys_of(inner, f"{path}[]")
    elif isinstance(value, str) and value.startswith("arn:aws:kms:"):
        yield path


@each_variant
def test_whatever_is_given_a_key_is_in_the_table(stack: str, variant: str) -> None:
    known = {(use.kind, use.path) for use in KEY_USES}
    given = {(each.type, path) for each in recorded(stack, variant).resources for path in _keys_of(each.plain)}
    assert given <= known


@each_variant
def test_each_key_grants_what_the_service_asks_of_it(stack: str, variant: str) -> None:
    keys = _policies_by_key(stack, variant)
    found = [
        f"{resource.name}: {missing}"
        for use in KEY_USES
        for resource in recorded(stack, variant).of(use.kind)
        for arn in _at(resource.plain, use.path.split("."))
        for missing in [
            unmet(use.needs, Key(arn, keys[arn], _told(use, resource)), _DEPLOYS, Policies(identity=[_EVERYTHING]))
        ]
        if missing
    ]
    assert found == []


@each_variant
def test_whoever_delivers_to_something_encrypted_may_use_its_key(stack: str, variant: str) -> None:
    keys, recording, found = _policies_by_key(stack, variant), recorded(stack, variant), []
    for declared in policies(stack, variant):
        if declared.resource.type not in _OWNERS:
            continue
        arn = _owner(recording, declared.resource).plain["kmsMasterKeyId"]
        for statement in declared.policy.statements:
            sender = statement.principal.get("Service") if isinstance(statement.principal, Mapping) else None
            for sent in _sources(recording, statement) if sender else ():
                missing = undelivered(str(sender), Key(arn, keys[arn], {}), sent)
                found += [f"{declared.resource.name}: {missing}"] if missing else []
    assert found == []


def _owner(recording: Recording, policy: Resource) -> Resource:
    kind, names, called = _OWNERS[policy.type]
    (owner,) = [each for each in recording.of(kind) if recording.states[each.urn][called] == policy.plain[names]]
    return owner


def _sources(recording: Recording, statement: Statement) -> list[dict[str, str]]:
    """For each thing that the statement lets deliver: what the service says of it."""
    named = [condition.wanted for condition in statement.conditions if condition.key.lower() == "aws:sourcearn"]
    # The recorder names topics by their resources, AWS by their names.
    topics = {
        str(recording.states[topic.urn]["arn"]): f"arn:aws:sns:{topic.region}:{ACCOUNT}:{topic.plain['name']}"
        for topic in recording.of("aws:sns/topic:Topic")
    }
    return [{"aws:SourceArn": topics.get(source, source)} for source in named[0]] if named else [{}]


def test_each_need_says_where_it_is_documented() -> None:
    assert [use.kind for use in KEY_USES for need in use.needs if not need.source] == []


@pytest.mark.parametrize("document", [Document.QUEUE, Document.TOPIC])
def test_deliveries_are_declared(document: Document) -> None:
    kinds = {kind for kind, its in DOCUMENTS.items() if its is document}
    assert kinds <= {declared.resource.type for stack in (HOME, PEER) for declared in policies(stack, EXTRAS)}
    assert len(VARIANTS) == len(REGION_OF) * 7
