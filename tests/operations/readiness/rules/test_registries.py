"""ECR: the repositories of the region that takes over."""

import json
from typing import Any

import pytest

from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    EAST,
    HOME,
    Case,
    Refused,
    case,
    declared,
    one_problem,
    problems,
    stack,
)

_REPOSITORIES, _REGISTRY = "ecr.describe_repositories", "ecr.describe_registry"
_LIFECYCLE = "ecr.get_lifecycle_policy"
_PICKED = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 50}
_RULES = {"rules": [{"rulePriority": 1, "selection": _PICKED, "action": {"type": "expire"}}]}
_SENT = {
    "destinations": [{"region": EAST, "registryId": ACCOUNT}],
    "repositoryFilters": [{"filter": "standby/", "filterType": "PREFIX_MATCH"}],
}
RESOURCES = [
    stack(images={"web": {"repository": "standby/web", "tag": "1.0.0"}}),
    declared(
        "aws:ecr/repository:Repository",
        "peer-registry-web",
        "standby/web",
        {
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "AES256"}],
        },
        stack=HOME,
    ),
    declared(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "peer-registry-web-lifecycle",
        "standby/web",
        {"repository": "standby/web", "policy": json.dumps(_RULES)},
        stack=HOME,
    ),
    declared(
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "peer-registry-replication",
        ACCOUNT,
        {"replicationConfiguration": {"rules": [_SENT]}},
        stack=HOME,
    ),
]
HEALTHY: dict[tuple[str, str], Any] = {
    ("ecr", "describe_repositories"): {
        "repositories": [
            {
                "repositoryName": "standby/web",
                "imageTagMutability": "IMMUTABLE",
                "imageScanningConfiguration": {"scanOnPush": True},
                "encryptionConfiguration": {"encryptionType": "AES256"},
            }
        ]
    },
    ("ecr", "describe_images"): {"imageDetails": [{"imageTags": ["0.9.0"]}, {"imageTags": ["1.0.0", "latest"]}, {}]},
    ("ecr", "describe_registry"): {"replicationConfiguration": {"rules": [_SENT]}},
    ("ecr", "get_lifecycle_policy"): {"lifecyclePolicyText": json.dumps(_RULES, indent=1)},
}
_OF = "peer-registry-web"
CASES = (
    case("gone", "is not there", _REPOSITORIES, "repositories.0", of=_OF, stops=True),
    case("no image", "lacks 1.0.0", "ecr.describe_images", "imageDetails.1.imageTags.0", of=_OF, stops=True),
    case("tags", "mutability of tags is MUTABLE", _REPOSITORIES, "repositories.0.imageTagMutability", "MUTABLE", of=_OF,
         stops=False),
    case("unscanned", "scan on push is false", _REPOSITORIES, "repositories.0.imageScanningConfiguration.scanOnPush",
         False, of=_OF, stops=False),  # noqa: FBT003
    case("no rules", "is not there", _LIFECYCLE, "", Refused("LifecyclePolicyNotFoundException"),
         of="peer-registry-web-lifecycle", stops=False),
    case("other rules", "not those that are declared", _LIFECYCLE, "lifecyclePolicyText",
         json.dumps(_RULES).replace("50", "1"), of="peer-registry-web-lifecycle", stops=False),
    case("sends nothing", f"sends no image on to {EAST}", _REGISTRY, "replicationConfiguration.rules", [],
         of="peer-registry-replication", stops=False),
)  # fmt: skip


def test_a_registry_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_a_repository_that_nothing_is_started_from_stops_no_failover() -> None:
    scaler = declared("aws:ecr/repository:Repository", "peer-registry-keda", "standby/keda", {}, stack=HOME)
    (found,) = problems([*RESOURCES, scaler], HEALTHY)
    assert (found.resource.name, found.seen, found.stops) == ("peer-registry-keda", "is not there", False)
