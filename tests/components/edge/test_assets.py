"""Each region's bucket of assets: private, read by the distribution alone, and copied both ways by the second stack.

That S3 copies, and how soon, is asked of the emulated AWS and of AWS.
"""

import json
from typing import Any

import pytest

from sandbox.recording import ACCOUNT, Resource
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS

REGION_OF = {HOME: EAST, PEER: WEST}
COPY = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
each_stack = pytest.mark.parametrize("stack", STACKS)


def _setting(stack: str, kind: str) -> dict[str, Any]:
    (found,) = [
        each.plain
        for each in run(stack).of(f"aws:s3/{kind[0].lower()}{kind[1:]}:{kind}")
        if each.name.startswith("assets")
    ]
    return found


def _bucket(region: str) -> str:
    return f"standby-{ACCOUNT}-{region}-assets"


def _copies() -> dict[str, Resource]:
    return {each.name: each for each in run(PEER).some(COPY)}


@each_stack
def test_only_the_distribution_reads_a_bucket_and_by_tls_alone(stack: str) -> None:
    reads, refuses = json.loads(_setting(stack, "BucketPolicy")["policy"])["Statement"]
    assert (reads["Principal"], reads["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, ["s3:GetObject"])
    assert reads["Condition"] == {"StringEquals": {"aws:SourceArn": run(HOME).exported["shared"]["distribution_arn"]}}
    assert refuses["Effect"] == "Deny"


@each_stack
def test_a_bucket_is_private_and_keeps_versions(stack: str) -> None:
    private = _setting(stack, "BucketPublicAccessBlock")
    assert {value for key, value in private.items() if key != "bucket"} == {True}
    assert _setting(stack, "BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}
    assert _setting(stack, "BucketOwnershipControls")["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


@each_stack
def test_old_versions_expire_and_assets_do_not(stack: str) -> None:
    (rule,) = _setting(stack, "BucketLifecycleConfiguration")["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 30}
    assert "expiration" not in rule


def test_the_home_stack_never_asks_for_a_bucket_that_is_not_there_yet() -> None:
    assert run(HOME).of(COPY) == [], "S3 refuses to replicate to nothing"


def test_the_second_stack_copies_both_ways() -> None:
    ways = {each.plain["bucket"]: each.plain["rules"][0]["destination"]["bucket"] for each in _copies().values()}
    assert ways == {_bucket(EAST): f"arn:aws:s3:::{_bucket(WEST)}", _bucket(WEST): f"arn:aws:s3:::{_bucket(EAST)}"}
    assert {name: each.region for name, each in _copies().items()} == {"assets-out": WEST, "assets-in": EAST}


def test_deletions_and_changes_of_copies_are_copied_too() -> None:
    for copy in _copies().values():
        (rule,) = copy.plain["rules"]
        assert (rule["status"], rule["filter"]) == ("Enabled", {"prefix": ""})
        assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
        assert rule["sourceSelectionCriteria"]["replicaModifications"] == {"status": "Enabled"}


def test_a_copy_waits_for_the_versions_of_this_regions_bucket_and_for_its_rights() -> None:
    versioning = run(PEER).one("aws:s3/bucketVersioning:BucketVersioning", "assets-versioning")
    for name, copy in _copies().items():
        assert run(PEER).one("aws:iam/rolePolicy:RolePolicy", f"{name}-role-replicate").urn in copy.depends_on
        assert versioning.urn in copy.depends_on


@pytest.mark.parametrize(("name", "source", "target"), [("assets-out", WEST, EAST), ("assets-in", EAST, WEST)])
def test_a_role_reads_one_bucket_and_writes_copies_into_the_other(name: str, source: str, target: str) -> None:
    policy = json.loads(run(PEER).one("aws:iam/rolePolicy:RolePolicy", f"{name}-role-replicate").plain["policy"])
    allowed = {resource: set(each["Action"]) for each in policy["Statement"] for resource in each["Resource"]}
    assert set(allowed) == {
        f"arn:aws:s3:::{_bucket(source)}",
        f"arn:aws:s3:::{_bucket(source)}/*",
        f"arn:aws:s3:::{_bucket(target)}/*",
    }
    assert allowed[f"arn:aws:s3:::{_bucket(target)}/*"] == {
        "s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"
    }  # fmt: skip
