"""KMS keys: who may use them, and in which regions they are."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from components.data.kms_data_key import DataKey, DataKeyArgs
from components.data.kms_region_key import RegionKey, RegionKeyArgs
from sandbox.recording import ACCOUNT, Recording
from tests.components.place import PEER_REGION, REGION, build

KEY, REPLICA = "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"
_ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def _data_key(*, locked: bool = True) -> Recording:
    return build(
        lambda here: DataKey("key", DataKeyArgs(account=ACCOUNT, peer_provider=here.peer, locked=locked), here.opts)
    )


def _region_key(*, locked: bool = True) -> Recording:
    args = RegionKeyArgs(account=ACCOUNT, region=REGION, locked=locked)
    return build(lambda here: RegionKey("key", args, here.opts))


def _statements(recording: Recording, kind: str = KEY) -> list[Mapping[str, Any]]:
    statements: list[Mapping[str, Any]] = json.loads(recording.one(kind).plain["policy"])["Statement"]
    return statements


def _services(recording: Recording) -> dict[str, Any]:
    return {
        each["Principal"]["Service"]: each.get("Condition")
        for each in _statements(recording)
        if "Service" in each["Principal"]
    }


def test_the_data_key_is_one_key_in_both_regions() -> None:
    recording = _data_key()
    key, replica = recording.one(KEY), recording.one(REPLICA)
    assert (key.region, replica.region) == (REGION, PEER_REGION)
    assert key.plain["multiRegion"] is True
    assert replica.plain["primaryKeyArn"].endswith(":key")
    assert key.plain["policy"] == replica.plain["policy"], "either side must be usable alone"


@pytest.mark.parametrize("recording", [_data_key, _region_key])
def test_keys_rotate(recording: Any) -> None:  # noqa: ANN401 - a builder
    assert recording().one(KEY).plain["enableKeyRotation"] is True


@pytest.mark.parametrize(("locked", "days"), [(True, 30), (False, 7)])
def test_keys_wait_out_a_window_even_when_protection_is_lifted(locked: bool, days: int) -> None:  # noqa: FBT001
    data, region = _data_key(locked=locked), _region_key(locked=locked)
    for key in (data.one(KEY), data.one(REPLICA), region.one(KEY)):
        assert (key.protect, key.plain["deletionWindowInDays"]) == (locked, days)


def test_both_regions_find_the_key_under_the_same_alias() -> None:
    aliases = {each.region: each.plain["name"] for each in _data_key().of("aws:kms/alias:Alias")}
    assert aliases == {REGION: "alias/standby-data", PEER_REGION: "alias/standby-data"}


@pytest.mark.parametrize("recording", [_data_key, _region_key])
def test_the_account_keeps_control_of_its_keys(recording: Any) -> None:  # noqa: ANN401 - a builder
    actions = {action for each in _statements(recording()) if each["Principal"] == _ROOT for action in each["Action"]}
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:Decrypt", "kms:GenerateDataKey"} <= actions


def _grants(recording: Recording) -> Mapping[str, Any]:
    (statement,) = [each for each in _statements(recording) if "kms:CreateGrant" in each["Action"]]
    return statement


def test_a_grant_of_the_data_key_is_made_only_for_aws_services() -> None:
    assert _grants(_data_key())["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_a_grant_of_the_region_key_may_be_the_one_that_eks_makes() -> None:
    assert "Condition" not in _grants(_region_key()), "EKS's grant is not said to be for a service"


def test_kms_may_keep_the_replica_like_the_key() -> None:
    for kind in (KEY, REPLICA):
        actions = {action for each in _statements(_data_key(), kind) for action in each["Action"]}
        assert {"kms:ReplicateKey", "kms:SynchronizeMultiRegionKey"} <= actions


def test_the_data_key_names_no_service() -> None:
    assert _services(_data_key()) == {}, "databases, tables and secrets take it by grants"


def test_the_region_key_names_each_service_that_delivers_or_logs() -> None:
    assert _services(_region_key()) == {
        "cloudwatch.amazonaws.com": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        "events.amazonaws.com": None,
        "sns.amazonaws.com": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:standby-order-events"}},
        f"logs.{REGION}.amazonaws.com": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": [
                    f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
                    for group in ("/standby/*", "/aws/eks/standby/cluster")
                ]
            }
        },
    }


def test_the_region_key_never_leaves_its_region() -> None:
    recording = _region_key()
    assert "multiRegion" not in recording.one(KEY).plain
    assert recording.of(REPLICA) == []
