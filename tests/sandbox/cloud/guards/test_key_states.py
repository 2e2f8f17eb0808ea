"""What is encrypted cannot be reached while its key is disabled or waits to be deleted, and can be again afterwards."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import WEST, Aws

pytestmark = pytest.mark.emulator
Call = Callable[[], object]


@pytest.fixture
def key(aws: Aws) -> str:
    return str(aws.client("kms", WEST).create_key()["KeyMetadata"]["KeyId"])


def _queue(aws: Aws, key: str) -> Call:
    sqs = aws.client("sqs", WEST)
    url = sqs.create_queue(QueueName=f"orders-{key[:8]}", Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    return lambda: sqs.send_message(QueueUrl=url, MessageBody="one")


def _topic(aws: Aws, key: str) -> Call:
    sns = aws.client("sns", WEST)
    arn = sns.create_topic(Name=f"alarms-{key[:8]}", Attributes={"KmsMasterKeyId": key})["TopicArn"]
    return lambda: sns.publish(TopicArn=arn, Message="one")


def _secret(aws: Aws, key: str) -> Call:
    manager = aws.client("secretsmanager", WEST)
    arn = manager.create_secret(Name=f"master-{key[:8]}", SecretString="x", KmsKeyId=key)["ARN"]
    return lambda: manager.get_secret_value(SecretId=arn)


def _table(aws: Aws, key: str) -> Call:
    dynamodb, name = aws.client("dynamodb", WEST), f"orders-{key[:8]}"
    arn = aws.client("kms", WEST).describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn},
    )
    return lambda: dynamodb.get_item(TableName=name, Key={"id": {"S": "one"}})


@pytest.mark.parametrize(
    ("make", "when_disabled", "when_going"),
    [
        (_queue, "KMS.DisabledException", "KMS.InvalidStateException"),
        (_topic, "KMSDisabled", "KMSInvalidState"),
        (_secret, "DecryptionFailure", "DecryptionFailure"),
        (_table, "AccessDeniedException", "AccessDeniedException"),
    ],
)
def test_what_a_key_encrypts_is_as_well_as_the_key(
    aws: Aws, key: str, make: Callable[[Aws, str], Call], when_disabled: str, when_going: str
) -> None:
    kms, call = aws.client("kms", WEST), make(aws, key)
    call()
    kms.disable_key(KeyId=key)
    with pytest.raises(ClientError, match=rf"{when_disabled}.*key/{key} is disabled"):
        call()
    kms.enable_key(KeyId=key)
    call()
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    with pytest.raises(ClientError, match=rf"{when_going}.*key/{key} is pending deletion"):
        call()
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    call()


def test_a_secret_is_not_written_either(aws: Aws, key: str) -> None:
    _secret(aws, key)
    aws.client("kms", WEST).disable_key(KeyId=key)
    with pytest.raises(ClientError, match="EncryptionFailure"):
        aws.client("secretsmanager", WEST).put_secret_value(SecretId=f"master-{key[:8]}", SecretString="y")
