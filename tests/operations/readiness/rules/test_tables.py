"""DynamoDB: a table's replica in the region that takes over, and what somebody may do to it by hand."""

from typing import Any

import pytest

from operations.readiness.rule import Rule, Target
from operations.readiness.rules import RULES
from tests.operations.readiness.rules.answering import (
    ACCOUNT,
    EAST,
    HOME,
    PEER,
    WEST,
    Case,
    Refused,
    case,
    declared,
    one_problem,
    problems,
)

_TABLE, _BACKUPS = "dynamodb.describe_table", "dynamodb.describe_continuous_backups"
_TTL = "dynamodb.describe_time_to_live"
_KIND = "aws:dynamodb/table:Table"


def _key(region: str) -> str:
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/mrk-1"


TABLE = declared(
    _KIND,
    "tables-orders",
    "standby-orders",
    {
        "name": "standby-orders",
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "order_id",
        "globalSecondaryIndexes": [{"name": "pending"}],
        "streamEnabled": True,
        "streamViewType": "NEW_AND_OLD_IMAGES",
        "ttl": {"enabled": True, "attributeName": "expires_at"},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": _key(EAST)},
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
        "deletionProtectionEnabled": True,
        "replicas": [
            {
                "regionName": WEST,
                "kmsKeyArn": _key(WEST),
                "pointInTimeRecovery": True,
                "deletionProtectionEnabled": True,
                "consistencyMode": "STRONG",
            }
        ],
    },
    stack=HOME,
    region=EAST,
)
HEALTHY: dict[tuple[str, str], Any] = {
    ("dynamodb", "describe_table"): {
        "Table": {
            "TableStatus": "ACTIVE",
            "KeySchema": [{"AttributeName": "order_id", "KeyType": "HASH"}],
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "GlobalSecondaryIndexes": [{"IndexName": "pending", "IndexStatus": "ACTIVE"}],
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            "Replicas": [{"RegionName": EAST, "ReplicaStatus": "ACTIVE"}],
            "MultiRegionConsistency": "STRONG",
            "SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": _key(WEST)},
            "DeletionProtectionEnabled": True,
        }
    },
    ("dynamodb", "describe_continuous_backups"): {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
        }
    },
    ("dynamodb", "describe_time_to_live"): {
        "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    },
}
_OF = "tables-orders"
CASES = (
    case("replica removed", f"no replica in {WEST}", _TABLE, "", Refused("ResourceNotFoundException"), of=_OF,
         stops=True),
    case("a table of its own", f"no replica in {EAST}", _TABLE, "Table.Replicas", [], of=_OF, stops=True),
    case("replication refused", "REPLICATION_NOT_AUTHORIZED", _TABLE, "Table.Replicas.0.ReplicaStatus",
         "REPLICATION_NOT_AUTHORIZED", of=_OF, stops=True),
    case("archived", "is ARCHIVED", _TABLE, "Table.TableStatus", "ARCHIVED", of=_OF, stops=True),
    case("key schema", "partition key is id", _TABLE, "Table.KeySchema.0.AttributeName", "id", of=_OF, stops=True),
    case("billing", "billing mode is PROVISIONED", _TABLE, "Table.BillingModeSummary", of=_OF, stops=True),
    case("index gone", "index pending is not there", _TABLE, "Table.GlobalSecondaryIndexes", [], of=_OF, stops=True),
    case("index is made", "index pending is CREATING", _TABLE, "Table.GlobalSecondaryIndexes.0.IndexStatus",
         "CREATING", of=_OF, stops=True),
    case("stream", "stream is false", _TABLE, "Table.StreamSpecification", {"StreamEnabled": False,
         "StreamViewType": "NEW_AND_OLD_IMAGES"}, of=_OF, stops=True),
    case("key", "key is other", _TABLE, "Table.SSEDescription.KMSMasterKeyArn",
         f"arn:aws:kms:{WEST}:{ACCOUNT}:key/other", of=_OF, stops=True),
    case("AWS's own key", "key is none", _TABLE, "Table.SSEDescription", of=_OF, stops=True),
    case("consistency", "consistency is EVENTUAL", _TABLE, "Table.MultiRegionConsistency", "EVENTUAL", of=_OF,
         stops=True),
    case("unprotected", "deletion protection is false", _TABLE, "Table.DeletionProtectionEnabled", False,  # noqa: FBT003
         of=_OF, stops=False),
    case("no recovery", "recovery to a point in time is false", _BACKUPS,
         "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus", "DISABLED", of=_OF,
         stops=False),
    case("nothing expires", "expiry is false", _TTL, "TimeToLiveDescription.TimeToLiveStatus", "DISABLED", of=_OF,
         stops=False),
)  # fmt: skip


def test_a_replica_as_declared_is_nothing_to_tell_of() -> None:
    assert problems([TABLE], HEALTHY) == []


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_what_was_changed_by_hand_is_named(one: Case) -> None:
    one_problem(one, [TABLE], HEALTHY)


@pytest.mark.parametrize(("region", "stack"), [(EAST, HOME), (WEST, PEER)])
def test_a_table_is_needed_in_the_region_of_each_replica(region: str, stack: str) -> None:
    rule = RULES[_KIND]
    assert isinstance(rule, Rule)
    assert rule.concerns(TABLE, Target(region=region, peer_region=EAST if region == WEST else WEST, stack=stack))


def test_a_region_without_a_replica_needs_no_table() -> None:
    rule = RULES[_KIND]
    assert isinstance(rule, Rule)
    assert not rule.concerns(TABLE, Target(region="eu-west-1", peer_region=WEST, stack=PEER))


def test_a_look_that_is_refused_is_no_table_that_is_missing() -> None:
    with pytest.raises(Exception, match="AccessDenied"):
        problems([TABLE], {**HEALTHY, ("dynamodb", "describe_table"): Refused("AccessDeniedException")})
