"""Replicas of secrets through boto3. How long a replica lags is not shown."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import EAST, WEST, Aws

pytestmark = pytest.mark.emulator

TO_WEST = [{"Region": WEST}]


def create(aws: Aws, name: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own
    return dict(aws.client("secretsmanager").create_secret(Name=name, **{"AddReplicaRegions": TO_WEST, **given}))


def value(aws: Aws, secret: str, region: str) -> str:
    return str(aws.client("secretsmanager", region).get_secret_value(SecretId=secret)["SecretString"])


def test_a_replica_has_the_primarys_arn_but_for_the_region(aws: Aws) -> None:
    primary = create(aws, "arns", SecretString="x")
    replica = aws.client("secretsmanager", WEST).describe_secret(SecretId="arns")
    assert replica["ARN"] == primary["ARN"].replace(EAST, WEST)
    assert value(aws, replica["ARN"], WEST) == "x"


def test_both_ends_say_where_the_primary_is(aws: Aws) -> None:
    create(aws, "ends", SecretString="x")
    shown = [aws.client("secretsmanager", region).describe_secret(SecretId="ends") for region in (EAST, WEST)]
    assert [end["PrimaryRegion"] for end in shown] == [EAST, EAST]
    assert "ReplicationStatus" not in shown[1]


def test_the_status_names_region_and_key(aws: Aws) -> None:
    key = f"arn:aws:kms:{WEST}:000000000000:key/mrk-1"
    (own,) = create(aws, "with-key", AddReplicaRegions=[{"Region": WEST, "KmsKeyId": key}])["ReplicationStatus"]
    (default,) = create(aws, "without-key")["ReplicationStatus"]
    assert own == {"Region": WEST, "KmsKeyId": key, "Status": "InSync"}
    assert default == {"Region": WEST, "KmsKeyId": "alias/aws/secretsmanager", "Status": "InSync"}


def test_a_value_that_is_put_later_is_in_both_regions(aws: Aws) -> None:
    create(aws, "later")
    aws.client("secretsmanager").put_secret_value(SecretId="later", SecretString="first")
    assert value(aws, "later", WEST) == "first"
    aws.client("secretsmanager").update_secret(SecretId="later", SecretString="second")
    assert value(aws, "later", WEST) == "second"


def test_a_replica_is_read_only(aws: Aws) -> None:
    create(aws, "read-only", SecretString="x")
    with pytest.raises(ClientError, match="InvalidRequestException"):
        aws.client("secretsmanager", WEST).put_secret_value(SecretId="read-only", SecretString="y")


def test_a_secret_with_replicas_cannot_be_deleted(aws: Aws) -> None:
    create(aws, "kept", SecretString="x")
    with pytest.raises(ClientError, match=rf"InvalidRequestException.*{WEST}"):
        aws.client("secretsmanager").delete_secret(SecretId="kept", ForceDeleteWithoutRecovery=True)
    assert value(aws, "kept", EAST) == value(aws, "kept", WEST) == "x"


@pytest.mark.parametrize("by", ["Name", "ARN"])
def test_a_removed_replica_is_gone_and_the_primary_is_as_it_was(aws: Aws, by: str) -> None:
    secrets, created = aws.client("secretsmanager"), create(aws, f"removed-by-{by}", SecretString="x")
    answer = secrets.remove_regions_from_replication(SecretId=created[by], RemoveReplicaRegions=[WEST])
    assert answer["ARN"] == created["ARN"]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        value(aws, created["Name"], WEST)
    described = secrets.describe_secret(SecretId=created["ARN"])
    assert "ReplicationStatus" not in described
    assert value(aws, created["Name"], EAST) == "x"
    assert secrets.delete_secret(SecretId=created["ARN"], ForceDeleteWithoutRecovery=True)


def test_one_of_two_replicas_is_removed_and_the_other_goes_on(aws: Aws) -> None:
    secrets = aws.client("secretsmanager")
    create(aws, "two", SecretString="x", AddReplicaRegions=[{"Region": WEST}, {"Region": "eu-west-1"}])
    secrets.remove_regions_from_replication(SecretId="two", RemoveReplicaRegions=["eu-west-1"])
    secrets.put_secret_value(SecretId="two", SecretString="y")
    assert value(aws, "two", WEST) == "y"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        value(aws, "two", "eu-west-1")


def test_removing_what_is_no_replica_leaves_what_is_there(aws: Aws) -> None:
    aws.client("secretsmanager", WEST).create_secret(Name="unrelated", SecretString="mine")
    aws.client("secretsmanager").create_secret(Name="unrelated", SecretString="theirs")
    aws.client("secretsmanager").remove_regions_from_replication(SecretId="unrelated", RemoveReplicaRegions=[WEST])
    assert value(aws, "unrelated", WEST) == "mine"


def test_a_secret_is_replicated_later_and_again(aws: Aws) -> None:
    secrets = aws.client("secretsmanager")
    secrets.create_secret(Name="again", SecretString="x")
    for _ in range(2):
        secrets.replicate_secret_to_regions(SecretId="again", AddReplicaRegions=TO_WEST)
        assert value(aws, "again", WEST) == "x"
        secrets.remove_regions_from_replication(SecretId="again", RemoveReplicaRegions=[WEST])


def test_a_name_that_is_taken_in_the_other_region_makes_no_half_of_a_secret(aws: Aws) -> None:
    aws.client("secretsmanager", WEST).create_secret(Name="taken", SecretString="theirs")
    with pytest.raises(ClientError, match="ResourceExistsException"):
        create(aws, "taken", SecretString="x")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        value(aws, "taken", EAST)
    assert value(aws, "taken", WEST) == "theirs"


def test_a_taken_name_is_overwritten_by_who_insists(aws: Aws) -> None:
    aws.client("secretsmanager", WEST).create_secret(Name="insisted", SecretString="theirs")
    create(aws, "insisted", SecretString="x", ForceOverwriteReplicaSecret=True)
    assert value(aws, "insisted", WEST) == "x"
