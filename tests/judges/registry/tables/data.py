"""Databases, tables, caches and buckets."""

from collections.abc import Mapping

from tests.judges.registry.translation import (
    CLIENTS,
    DELETING,
    PROVIDERS,
    Properties,
    Translation,
    alone,
    document,
    mapping,
    pairs,
)

_BUCKET = {"bucket": "BucketName"}


def _global_table(given: Properties, region: str) -> Properties:
    """A table with copies: in CloudFormation the region that it is made in is one of them."""
    of_replica = {"deletionProtectionEnabled", "pointInTimeRecovery", "serverSideEncryption", "tableClass", "tagsAll"}
    of_table = {"attributes", "billingMode", "globalSecondaryIndexes", "hashKey", "name", "rangeKey", "ttl"}
    taken = {*of_replica, *of_table, "region", "replicas", "streamEnabled", "streamViewType", "tags"}
    keys = [{"attributeName": given[key], "keyType": kind} for key, kind in _KEYS.items() if given.get(key)]
    here = {key: given[key] for key in of_replica & given.keys()} | {"regionName": region}
    there = [_replica(each, here) for each in given.get("replicas") or ()]
    return {
        **{key: value for key, value in given.items() if key not in taken},
        **{key: given[key] for key in of_table & given.keys() if key not in _KEYS},
        "keySchema": keys,
        "streamSpecification": {"streamViewType": given["streamViewType"]} if given.get("streamEnabled") else {},
        "sseSpecification": {"sseEnabled": bool(given.get("serverSideEncryption"))},
        "replicas": [_replica({}, here), *there],
        "multiRegionConsistency": given["replicas"][0]["consistencyMode"] if there else "EVENTUAL",
    }


def _replica(said: Properties, here: Properties) -> Properties:
    """A copy: what it says itself, and otherwise what the table says."""
    recovery = here.get("pointInTimeRecovery") or {}
    key = said.get("kmsKeyArn") or (here.get("serverSideEncryption") or {}).get("kmsKeyArn")
    return {
        "region": said.get("regionName") or here["regionName"],
        "deletionProtectionEnabled": said.get(
            "deletionProtectionEnabled", here.get("deletionProtectionEnabled", False)
        ),
        "pointInTimeRecoverySpecification": {
            "pointInTimeRecoveryEnabled": said.get("pointInTimeRecovery", recovery.get("enabled", False)),
            **(
                {"recoveryPeriodInDays": recovery["recoveryPeriodInDays"]} if "recoveryPeriodInDays" in recovery else {}
            ),
        },
        "tags": pairs()(here.get("tagsAll") or {}),
        **({"sseSpecification": {"kmsMasterKeyId": key}} if key else {}),
        **({"tableClass": here["tableClass"]} if "tableClass" in here else {}),
        **{key: value for key, value in said.items() if key not in _REPLICA},
    }


_KEYS = {"hashKey": "HASH", "rangeKey": "RANGE"}
_REPLICA = {
    "consistencyMode",
    "deletionProtectionEnabled",
    "kmsKeyArn",
    "pointInTimeRecovery",
    "propagateTags",
    "regionName",
}
TABLE: Mapping[str, Translation] = {
    "aws:dynamodb/table:Table": Translation(
        to="AWS::DynamoDB::GlobalTable",
        reshape=_global_table,
        names={
            "attributes": "AttributeDefinitions",
            "attributes.name": "AttributeName",
            "attributes.type": "AttributeType",
            "globalTableWitness": "GlobalTableWitnesses",
            "globalTableWitness.regionName": "Region",
            "globalSecondaryIndexes.keySchemas": "KeySchema",
            "globalSecondaryIndexes.name": "IndexName",
            "globalSecondaryIndexes.projectionType": "Projection.ProjectionType",
            "name": "TableName",
            "ttl": "TimeToLiveSpecification",
        },
        forms={"globalTableWitness": alone},
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": Translation(
        to="AWS::ElastiCache::ParameterGroup",
        names={"family": "CacheParameterGroupFamily", "name": "CacheParameterGroupName", "parameters": "Properties"},
        forms={"parameters": mapping()},
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Translation(
        to="AWS::ElastiCache::ReplicationGroup",
        names={
            "description": "ReplicationGroupDescription",
            "nodeType": "CacheNodeType",
            "parameterGroupName": "CacheParameterGroupName",
            "subnetGroupName": "CacheSubnetGroupName",
        },
        own={"applyImmediately": CLIENTS},
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Translation(
        to="AWS::ElastiCache::SubnetGroup", names={"name": "CacheSubnetGroupName"}
    ),
    "aws:elasticache/user:User": Translation(to="AWS::ElastiCache::User"),
    "aws:elasticache/userGroup:UserGroup": Translation(to="AWS::ElastiCache::UserGroup"),
    "aws:rds/cluster:Cluster": Translation(
        to="AWS::RDS::DBCluster",
        names={
            "clusterIdentifier": "DBClusterIdentifier",
            "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
            "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
            "masterPassword": "MasterUserPassword",
        },
        own={
            "applyImmediately": CLIENTS,
            "finalSnapshotIdentifier": DELETING,
            "skipFinalSnapshot": DELETING,
        },
    ),
    "aws:rds/clusterInstance:ClusterInstance": Translation(
        to="AWS::RDS::DBInstance",
        names={
            "clusterIdentifier": "DBClusterIdentifier",
            "identifier": "DBInstanceIdentifier",
            "instanceClass": "DBInstanceClass",
        },
    ),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": Translation(
        to="AWS::RDS::DBClusterParameterGroup",
        names={"name": "DBClusterParameterGroupName"},
        # When a parameter applies is no part of it there.
        forms={"parameters": mapping()},
    ),
    "aws:rds/globalCluster:GlobalCluster": Translation(
        to="AWS::RDS::GlobalCluster",
    ),
    "aws:rds/subnetGroup:SubnetGroup": Translation(
        to="AWS::RDS::DBSubnetGroup",
        names={"description": "DBSubnetGroupDescription", "name": "DBSubnetGroupName"},
    ),
    "aws:s3/bucket:Bucket": Translation(to="AWS::S3::Bucket", names=_BUCKET, own={"forceDestroy": PROVIDERS}),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Translation(
        to="AWS::S3::Bucket",
        names={
            **_BUCKET,
            "rules": "LifecycleConfiguration.Rules",
            "rules.abortIncompleteMultipartUpload": "AbortIncompleteMultipartUpload",
            "rules.expiration": "",
            "rules.expiration.days": "ExpirationInDays",
            "rules.filter": "",
            "rules.noncurrentVersionExpiration": "NoncurrentVersionExpiration",
        },
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Translation(
        to="AWS::S3::Bucket",
        names={**_BUCKET, "rule": "OwnershipControls.Rules"},
        forms={"rule": alone},
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Translation(
        to="AWS::S3::BucketPolicy", names={"policy": "PolicyDocument"}, forms={"policy": document}, tags=""
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Translation(
        to="AWS::S3::Bucket",
        names={
            **_BUCKET,
            "blockPublicAcls": "PublicAccessBlockConfiguration.BlockPublicAcls",
            "blockPublicPolicy": "PublicAccessBlockConfiguration.BlockPublicPolicy",
            "ignorePublicAcls": "PublicAccessBlockConfiguration.IgnorePublicAcls",
            "restrictPublicBuckets": "PublicAccessBlockConfiguration.RestrictPublicBuckets",
        },
    ),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": Translation(
        to="AWS::S3::Bucket",
        names={
            **_BUCKET,
            "role": "ReplicationConfiguration.Role",
            "rules": "ReplicationConfiguration.Rules",
        },
        # Which it needs, and which is a resource of its own.
        beside={"VersioningConfiguration": {"Status": "Enabled"}},
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Translation(
        to="AWS::S3::Bucket",
        names={
            **_BUCKET,
            "rules": "BucketEncryption.ServerSideEncryptionConfiguration",
            "rules.applyServerSideEncryptionByDefault": "ServerSideEncryptionByDefault",
            "rules.applyServerSideEncryptionByDefault.sseAlgorithm": "SSEAlgorithm",
        },
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Translation(to="AWS::S3::Bucket", names=_BUCKET),
}
