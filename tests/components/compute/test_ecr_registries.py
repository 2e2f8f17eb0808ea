"""Images: scanned, immutable, and in the other region before it needs them."""

import json

import pytest

from components.compute.ecr_registries import Registries, RegistriesArgs
from sandbox.recording import ACCOUNT, Recording, tokens
from tests.components.place import PEER_REGION, REGION, build
from tests.components.program import run
from tests.stack_files import HOME, PEER

REPOSITORY, LIFECYCLE, REPLICATION = tokens("ecr", "Repository", "LifecyclePolicy", "ReplicationConfiguration")


def _registries(*, locked: bool = True) -> Recording:
    return build(
        lambda here: Registries(
            "registries",
            RegistriesArgs(
                repositories=("web", "worker"),
                region=REGION,
                peer_region=PEER_REGION,
                peer_provider=here.peer,
                account=ACCOUNT,
                locked=locked,
            ),
            here.opts,
        )
    )


def test_both_regions_have_a_repository_for_each_image() -> None:
    assert sorted((each.region, each.plain["name"]) for each in _registries().of(REPOSITORY)) == [
        (region, f"standby/{image}") for region in (REGION, PEER_REGION) for image in ("web", "worker")
    ]


def test_images_are_scanned_and_a_tag_means_one_image_for_ever() -> None:
    for repository in _registries().some(REPOSITORY):
        assert repository.plain["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.plain["imageTagMutability"] == "IMMUTABLE"
        assert repository.plain["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_old_images_expire_by_number_and_not_by_age() -> None:
    policies = [json.loads(each.plain["policy"]) for each in _registries().of(LIFECYCLE)]
    assert len(policies) == 4
    for policy in policies:
        (rule,) = policy["rules"]
        assert (rule["selection"]["countType"], rule["selection"]["countNumber"]) == ("imageCountMoreThan", 50)
        assert rule["action"] == {"type": "expire"}


def test_the_regions_send_each_other_every_image_of_this_platform() -> None:
    sent = {}
    for each in _registries().some(REPLICATION):
        (rule,) = each.plain["replicationConfiguration"]["rules"]
        assert rule["repositoryFilters"] == [{"filter": "standby/", "filterType": "PREFIX_MATCH"}]
        sent[each.region] = rule["destinations"]
    assert sent == {
        REGION: [{"region": PEER_REGION, "registryId": ACCOUNT}],
        PEER_REGION: [{"region": REGION, "registryId": ACCOUNT}],
    }, "after a failover images are pushed to the other one"


def test_nothing_is_replicated_before_there_is_a_place_for_it() -> None:
    recording = _registries()
    repositories = {each.urn for each in recording.of(REPOSITORY)}
    for each in recording.some(REPLICATION):
        assert repositories <= set(each.depends_on), "ECR would make what is about to be created"


def test_the_stack_that_goes_first_owns_the_registries_of_both_regions() -> None:
    assert run(PEER).of(REPOSITORY) == run(PEER).of(REPLICATION) == []
    assert {each.region for each in run(HOME).of(REPOSITORY)} == {REGION, PEER_REGION}


@pytest.mark.parametrize("locked", [True, False])
def test_images_are_protected_while_the_stack_is_locked(locked: bool) -> None:  # noqa: FBT001
    for repository in _registries(locked=locked).some(REPOSITORY):
        assert (repository.protect, repository.plain["forceDelete"]) == (locked, not locked)
