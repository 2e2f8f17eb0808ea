"""What each service asks of a KMS key that it is given, at which call, and what AWS says where the key refuses. Data.

`{region}`, `{account}` and `{key}` are the key's; any other placeholder is what the call or the resource is told, by
the name that `names` gives it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Whoever makes the call. A service asks in this name, so the caller's own policies count as well.
CALLER = "the caller"
_ENVELOPE = ("kms:Decrypt", "kms:GenerateDataKey")


@dataclass(frozen=True, kw_only=True)
class Need:
    """Somebody who has to be allowed `actions` on the key, and the condition keys that come with the request.

    What is needed later is not asked for when the call is made.
    """

    who: str
    actions: tuple[str, ...]
    sends: Mapping[str, str] = field(default_factory=dict)
    is_later: bool = False
    source: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """AWS's answer where a need is not met. `said` is false where the words are not known from AWS."""

    code: str
    message: str
    said: bool = True


@dataclass(frozen=True, kw_only=True)
class KeyUse:
    """A property that names a key. `call` is service, operation, and where in the request the key is.

    Without a refusal AWS takes the call, and what needs the key fails later and elsewhere.
    """

    kind: str
    path: str
    call: tuple[str, str, str]
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    needs: tuple[Need, ...]
    refusal: Refusal | None = None


def _by_caller(service: str, *actions: str, source: str, is_grant: bool = False) -> Need:
    granted = {"kms:GrantIsForAWSResource": "true"} if is_grant else {}
    sends = {"kms:ViaService": f"{service}.{{region}}.amazonaws.com", "kms:CallerAccount": "{account}", **granted}
    return Need(who=CALLER, actions=actions, sends=sends, source=source)


_RDS = "Aurora user guide, Overview.Encryption: the caller needs kms:CreateGrant and kms:DescribeKey"
_DYNAMODB = "DynamoDB developer guide, encryption.usagenotes: what a principal needs of a customer managed key"
_ELASTICACHE = "ElastiCache user guide, at-rest-encryption: customer managed keys"
_EKS = "EKS user guide, enable-kms: kms:DescribeKey, and kms:CreateGrant without kms:GrantIsForAWSResource"
_SECRETS = "Secrets Manager user guide, security-encryption: permissions for the KMS key"
_EVENTS = "EventBridge user guide, eb-encryption-event-bus-cmkey and encryption-archives"
_LOGS = "CloudWatch Logs user guide, encrypt-log-data-kms"
_SQS = "SQS developer guide, sqs-key-management: producers need both, consumers kms:Decrypt"
_SNS = "SNS developer guide, sns-key-management: publishers need both"

_RDS_REFUSES = Refusal(
    code="KMSKeyNotAccessibleFault",
    message=(
        "The specified KMS key [{key}] either doesn't exist, isn't enabled, or isn't accessible by the current user."
    ),
)
_DYNAMODB_REFUSES = Refusal(
    code="AccessDeniedException",
    message=(
        "KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: User: {caller} is not "
        "authorized to perform: {action} on resource: {key}"
    ),
)
_SECRETS_REFUSES = Refusal(code="AccessDeniedException", message="Access to KMS is not allowed")
_LOGS_REFUSES = Refusal(
    code="InvalidParameterException",
    message=(
        "The specified KMS key does not exist or is not allowed to be used with LogGroup "
        "'arn:aws:logs:{region}:{account}:log-group:{group}'"
    ),
)
_DYNAMODB_NEEDS = (
    _by_caller(
        "dynamodb",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        source=_DYNAMODB,
    ),
    _by_caller("dynamodb", "kms:CreateGrant", source=_DYNAMODB, is_grant=True),
)
_SECRETS_NEEDS = (_by_caller("secretsmanager", *_ENVELOPE, source=_SECRETS),)
_LOGS_NEEDS = (
    Need(
        who="logs.{region}.amazonaws.com",
        actions=("kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", *_ENVELOPE, "kms:DescribeKey"),
        sends={"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:{region}:{account}:log-group:{group}"},
        source=_LOGS,
    ),
)
_BUS = "arn:aws:events:{region}:{account}:event-bus/{bus}"
_EVENTS_SEND = {
    "aws:SourceAccount": "{account}",
    "aws:SourceArn": _BUS,
    "kms:EncryptionContext:aws:events:event-bus:arn": _BUS,
}

KEY_USES: tuple[KeyUse, ...] = (
    KeyUse(
        kind="aws:rds/cluster:Cluster",
        path="kmsKeyId",
        call=("rds", "CreateDBCluster", "KmsKeyId"),
        needs=(
            _by_caller("rds", "kms:DescribeKey", source=_RDS),
            _by_caller("rds", "kms:CreateGrant", source=_RDS, is_grant=True),
        ),
        refusal=_RDS_REFUSES,
    ),
    KeyUse(
        kind="aws:rds/clusterInstance:ClusterInstance",
        path="performanceInsightsKmsKeyId",
        call=("rds", "CreateDBInstance", "PerformanceInsightsKMSKeyId"),
        needs=(
            _by_caller("rds", "kms:DescribeKey", *_ENVELOPE, source=_RDS),
            _by_caller("rds", "kms:CreateGrant", source=_RDS, is_grant=True),
        ),
        refusal=_RDS_REFUSES,
    ),
    KeyUse(
        kind="aws:dynamodb/table:Table",
        path="serverSideEncryption.kmsKeyArn",
        call=("dynamodb", "CreateTable", "SSESpecification.KMSMasterKeyId"),
        needs=_DYNAMODB_NEEDS,
        refusal=_DYNAMODB_REFUSES,
    ),
    KeyUse(
        kind="aws:dynamodb/table:Table",
        path="replicas[].kmsKeyArn",
        call=("dynamodb", "UpdateTable", "ReplicaUpdates[].Create.KMSMasterKeyId"),
        needs=_DYNAMODB_NEEDS,
        refusal=_DYNAMODB_REFUSES,
    ),
    KeyUse(
        kind="aws:elasticache/replicationGroup:ReplicationGroup",
        path="kmsKeyId",
        call=("elasticache", "CreateReplicationGroup", "KmsKeyId"),
        needs=(
            _by_caller("elasticache", "kms:DescribeKey", source=_ELASTICACHE),
            _by_caller("elasticache", "kms:CreateGrant", source=_ELASTICACHE, is_grant=True),
        ),
        refusal=Refusal(
            code="InvalidKMSKeyFault",
            message="User: {caller} is not authorized to perform: {action} on resource: {key}",
            said=False,
        ),
    ),
    KeyUse(
        kind="aws:eks/cluster:Cluster",
        path="encryptionConfig.provider.keyArn",
        call=("eks", "CreateCluster", "encryptionConfig[].provider.keyArn"),
        # No further key is documented to come with it, kms:ViaService neither.
        needs=(
            Need(
                who=CALLER,
                actions=("kms:DescribeKey", "kms:CreateGrant"),
                sends={"kms:CallerAccount": "{account}"},
                source=_EKS,
            ),
        ),
        refusal=Refusal(code="InvalidRequestException", message="User not authorized to perform {action} operation"),
    ),
    KeyUse(
        kind="aws:secretsmanager/secret:Secret",
        path="kmsKeyId",
        call=("secretsmanager", "CreateSecret", "KmsKeyId"),
        needs=_SECRETS_NEEDS,
        refusal=_SECRETS_REFUSES,
    ),
    KeyUse(
        kind="aws:secretsmanager/secret:Secret",
        path="replicas[].kmsKeyId",
        call=("secretsmanager", "CreateSecret", "AddReplicaRegions[].KmsKeyId"),
        needs=_SECRETS_NEEDS,
        refusal=_SECRETS_REFUSES,
    ),
    KeyUse(
        kind="aws:cloudwatch/logGroup:LogGroup",
        path="kmsKeyId",
        call=("logs", "CreateLogGroup", "kmsKeyId"),
        names={"group": ("name", "logGroupName")},
        needs=_LOGS_NEEDS,
        refusal=_LOGS_REFUSES,
    ),
    KeyUse(
        kind="aws:cloudwatch/logGroup:LogGroup",
        path="kmsKeyId",
        call=("logs", "AssociateKmsKey", "kmsKeyId"),
        names={"group": ("name", "logGroupName")},
        needs=_LOGS_NEEDS,
        refusal=_LOGS_REFUSES,
    ),
    KeyUse(
        kind="aws:cloudwatch/eventBus:EventBus",
        path="kmsKeyIdentifier",
        call=("events", "CreateEventBus", "KmsKeyIdentifier"),
        names={"bus": ("name", "Name")},
        needs=(
            Need(who=CALLER, actions=("kms:DescribeKey",), sends={"kms:CallerAccount": "{account}"}, source=_EVENTS),
            Need(
                who="events.amazonaws.com", actions=("kms:DescribeKey", *_ENVELOPE), sends=_EVENTS_SEND, source=_EVENTS
            ),
        ),
    ),
    KeyUse(
        kind="aws:cloudwatch/eventArchive:EventArchive",
        path="kmsKeyIdentifier",
        call=("events", "CreateArchive", "KmsKeyIdentifier"),
        names={"bus": ("eventSourceArn", "EventSourceArn")},
        needs=(
            Need(
                who="events.amazonaws.com",
                actions=("kms:DescribeKey", *_ENVELOPE, "kms:ReEncryptFrom", "kms:ReEncryptTo"),
                sends=_EVENTS_SEND,
                source=_EVENTS,
            ),
        ),
    ),
    KeyUse(
        kind="aws:sqs/queue:Queue",
        path="kmsMasterKeyId",
        call=("sqs", "CreateQueue", "Attributes.KmsMasterKeyId"),
        needs=(_by_caller("sqs", *_ENVELOPE, source=_SQS),),
    ),
    KeyUse(
        kind="aws:sns/topic:Topic",
        path="kmsMasterKeyId",
        call=("sns", "CreateTopic", "Attributes.KmsMasterKeyId"),
        needs=(_by_caller("sns", *_ENVELOPE, source=_SNS),),
    ),
    KeyUse(
        kind="aws:kms/replicaKey:ReplicaKey",
        path="primaryKeyArn",
        call=("kms", "ReplicateKey", "KeyId"),
        needs=(
            Need(
                who=CALLER,
                actions=("kms:ReplicateKey",),
                sends={"kms:CallerAccount": "{account}"},
                source="KMS developer guide, multi-region-keys-auth",
            ),
            Need(
                who=CALLER,
                actions=("kms:SynchronizeMultiRegionKey",),
                sends={"kms:CallerAccount": "{account}"},
                is_later=True,
                source="KMS developer guide, multi-region-auth-slr: a role of the account, which KMS itself takes on",
            ),
        ),
        refusal=Refusal(
            code="AccessDeniedException",
            message="User: {caller} is not authorized to perform: {action} on resource: {key}",
        ),
    ),
)
# What a service does with the key of a queue or a topic that it sends to.
DELIVERY = _ENVELOPE
