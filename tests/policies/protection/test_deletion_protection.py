"""Resources that hold data, and what keeps them from being deleted."""

import pytest

from protection.deletion_protection import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown

_TABLE = "aws:dynamodb/table:Table"


def _table(*, protect: bool = True, **props: object) -> list[Declared]:
    return [Declared(_TABLE, "orders", {"deletionProtectionEnabled": True, **props}, protect=protect)]


def _cluster(**props: object) -> list[Declared]:
    return [Declared("aws:rds/cluster:Cluster", "database", {"deletionProtection": True, **props})]


CASES = (
    passes("protected by AWS and by Pulumi", _table(replicas=[{"deletionProtectionEnabled": True}])),
    passes("by AWS alone, where that is enough", _table(protect=False), requireProtect=False),
    passes(
        "a load balancer needs no protect",
        [Declared("aws:lb/loadBalancer:LoadBalancer", "entry", {"enableDeletionProtection": True}, protect=False)],
    ),
    passes(
        "a bucket for logs may go",
        [
            (bucket := Declared("aws:s3/bucket:Bucket", "logs", {"forceDestroy": True}, protect=False)),
            Declared(
                "aws:lb/loadBalancer:LoadBalancer",
                "entry",
                {"enableDeletionProtection": True},
                {"accessLogs": [bucket]},
            ),
        ],
    ),
    absent("nothing is said", [Declared("aws:rds/cluster:Cluster", "database")], "deletionProtection"),
    fails("a table that one call deletes", _table(deletionProtectionEnabled=False), "deletionProtectionEnabled"),
    fails("a replica that one call deletes", _table(replicas=[{"regionName": "us-west-2"}]), "replicas.deletion"),
    fails("no final snapshot", _cluster(skipFinalSnapshot=True), "skipFinalSnapshot"),
    fails(
        "a bucket that goes with its objects",
        [Declared("aws:s3/bucket:Bucket", "uploads", {"forceDestroy": True})],
        "forceDestroy",
    ),
    fails(
        "images that go with their repository",
        [Declared("aws:ecr/repository:Repository", "web", {"forceDelete": True})],
        "forceDelete",
    ),
    fails("nothing but AWS's protection", _table(protect=False), "(protect)"),
    fails("a key without protect", [Declared("aws:kms/key:Key", "data", protect=False)], "(protect)"),
    unknown("a switch that is not known", _cluster(deletionProtection=UNKNOWN), "deletionProtection is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
