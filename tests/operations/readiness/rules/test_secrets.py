"""Secrets Manager: the copy of a secret in the region that takes over."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    EAST,
    HOME,
    PEER,
    WEST,
    Case,
    Refused,
    case,
    changed,
    declared,
    one_problem,
    problems,
)

_DESCRIBE = "secretsmanager.describe_secret"
_ARN = f"arn:aws:secretsmanager:{{region}}:{ACCOUNT}:secret:standby/database/master-a1b2c3"


def _key(region: str) -> str:
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/mrk-1"


def _declared(region: str, peer: str, stack: str) -> list[Any]:
    arn = _ARN.format(region=region)
    return [
        declared(
            "aws:secretsmanager/secret:Secret",
            "database-secret",
            arn,
            {
                "name": "standby/database/master",
                "kmsKeyId": _key(region),
                "replicas": [{"region": peer, "kmsKeyId": _key(peer)}],
            },
            stack=stack,
            region=region,
        ),
        declared(
            "aws:secretsmanager/secretVersion:SecretVersion",
            "database-secret-version",
            f"{arn}|version-2-of-32-characters-000000",
            {"secretId": arn},
            stack=stack,
            region=region,
        ),
    ]


RESOURCES = _declared(EAST, WEST, HOME)
HEALTHY: dict[tuple[str, str], Any] = {
    ("secretsmanager", "describe_secret"): {
        "ARN": _ARN.format(region=WEST),
        "KmsKeyId": _key(WEST),
        "PrimaryRegion": EAST,
        "VersionIdsToStages": {
            "version-1-of-32-characters-000000": ["AWSPREVIOUS"],
            "version-2-of-32-characters-000000": ["AWSCURRENT"],
        },
    }
}
CASES = (
    case("to be deleted", f"is to be deleted in {WEST}", _DESCRIBE, "DeletedDate", datetime(2026, 12, 1, tzinfo=UTC),
         of="database-secret", stops=True),
    case("key", "key is aws/secretsmanager", _DESCRIBE, "KmsKeyId", "aws/secretsmanager", of="database-secret",
         stops=True),
    case("stands alone", f"is no replica of the one in {EAST}", _DESCRIBE, "PrimaryRegion", of="database-secret",
         stops=False),
    case("no value", "has no current version", _DESCRIBE, "VersionIdsToStages", {}, of="database-secret-version",
         stops=True),
    case("another value", "current version is version-3", _DESCRIBE, "VersionIdsToStages",
         {"version-3-of-32-characters-000000": ["AWSCURRENT"]}, of="database-secret-version", stops=False),
)  # fmt: skip


def test_a_copy_as_declared_is_nothing_to_tell_of() -> None:
    assert problems(RESOURCES, HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, RESOURCES, HEALTHY)


def test_a_copy_that_was_removed_has_no_value_either() -> None:
    gone = {("secretsmanager", "describe_secret"): Refused("ResourceNotFoundException")}
    found = problems(RESOURCES, gone)
    assert {(each.resource.name, each.stops) for each in found} == {
        ("database-secret", True),
        ("database-secret-version", True),
    }


def test_the_copy_is_asked_for_by_its_own_arn() -> None:
    def described(SecretId: str) -> Any:  # noqa: ANN401, N803 - as AWS has it
        assert SecretId == _ARN.format(region=WEST)
        return HEALTHY["secretsmanager", "describe_secret"]

    assert problems(RESOURCES, {("secretsmanager", "describe_secret"): described}) == []


def test_where_the_secret_was_made_a_broken_copy_is_told_and_stops_nothing() -> None:
    here = _declared(WEST, EAST, PEER)
    one = case("", "", _DESCRIBE, "ReplicationStatus", [{"Region": EAST, "Status": "InSync"}], of="", stops=False)
    well = changed(HEALTHY, one.changes)
    assert problems(here, well) == []
    failed = [{"Region": EAST, "Status": "Failed", "StatusMessage": "no key"}]
    broken = changed(HEALTHY, case("", "", _DESCRIBE, "ReplicationStatus", failed, of="", stops=False).changes)
    (found,) = problems(here, broken)
    assert (found.seen, found.stops) == (f"its replica in {EAST} is Failed (no key)", False)
