"""Images: scanned, immutable, and in the other region before it needs them."""

import json

import pytest

from components.registry import Registry, RegistryArgs
from sandbox.recording import ACCOUNT, Recording, tokens
from tests.components.place import PEER_REGION, build
from tests.components.program import run
from tests.stack_files import HOME, PEER, STACKS

REPOSITORY, LIFECYCLE, REPLICATION = tokens("ecr", "Repository", "LifecyclePolicy", "ReplicationConfiguration")


def _registry(*, locked: bool = True) -> Recording:
    args = RegistryArgs(repositories=("web", "worker"), peer_region=PEER_REGION, account=ACCOUNT, locked=locked)
    return build(lambda here: Registry("registry", args, here.opts))


def test_each_workload_has_a_repository() -> None:
    assert {each.plain["name"] for each in _registry().of(REPOSITORY)} == {"standby/web", "standby/worker"}


def test_images_are_scanned_and_a_tag_means_one_image_for_ever() -> None:
    for repository in _registry().of(REPOSITORY):
        assert repository.plain["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.plain["imageTagMutability"] == "IMMUTABLE"
        assert repository.plain["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_old_images_expire_by_number_and_not_by_age() -> None:
    policies = [json.loads(each.plain["policy"]) for each in _registry().of(LIFECYCLE)]
    assert len(policies) == 2
    for policy in policies:
        (rule,) = policy["rules"]
        assert (rule["selection"]["countType"], rule["selection"]["countNumber"]) == ("imageCountMoreThan", 50)
        assert rule["action"] == {"type": "expire"}


def test_every_image_of_this_platform_goes_to_the_other_region() -> None:
    (rule,) = _registry().one(REPLICATION).plain["replicationConfiguration"]["rules"]
    assert rule["destinations"] == [{"region": PEER_REGION, "registryId": ACCOUNT}]
    assert rule["repositoryFilters"] == [{"filter": "standby/", "filterType": "PREFIX_MATCH"}]


def test_the_regions_replicate_to_each_other() -> None:
    rules = {
        stack: run(stack).one(REPLICATION).plain["replicationConfiguration"]["rules"][0]["destinations"][0]["region"]
        for stack in STACKS
    }
    assert rules == {HOME: "us-west-2", PEER: "us-east-1"}, "after a failover images are pushed to the other one"


@pytest.mark.parametrize("locked", [True, False])
def test_images_are_protected_while_the_stack_is_locked(locked: bool) -> None:  # noqa: FBT001
    for repository in _registry(locked=locked).of(REPOSITORY):
        assert (repository.protect, repository.plain["forceDelete"]) == (locked, not locked)
