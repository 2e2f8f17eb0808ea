"""Which parameter of a call fills which placeholder of an ARN, where their names differ. From the API references."""

from collections.abc import Mapping

# Service (as IAM calls it) -> placeholder -> parameters, the first that a call has.
NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "acm": {"CertificateId": ()},
    "application-autoscaling": {"ResourceId": ()},
    "cloudfront": {"DistributionId": ("Id", "DistributionId")},
    "cloudwatch": {"AlarmName": ("AlarmName", "AlarmNames"), "DashboardName": ("DashboardName", "DashboardNames")},
    "dynamodb": {"TableName": ("TableName", "SourceTableName", "TargetTableName")},
    "ecr": {"RepositoryName": ("repositoryName", "repositoryNames")},
    "ecs": {
        "ClusterName": ("cluster", "clusterName", "clusters"),
        "ServiceName": ("service", "serviceName", "services"),
        "TaskId": ("task", "tasks"),
        "TaskDefinitionFamilyName": ("family",),
    },
    "eks": {
        "ClusterName": ("clusterName", "name"),
        "AddonName": ("addonName",),
        "FargateProfileName": ("fargateProfileName",),
    },
    "elasticache": {"UserId": ("UserId", "UserIds"), "CacheParameterGroupName": ("CacheParameterGroupName",)},
    "elasticloadbalancing": {"LoadBalancerName": ("Name",), "TargetGroupName": ("Name",)},
    "events": {
        "EventBusName": ("EventBusName", "Name"),
        "RuleName": ("Rule", "Name"),
        "ArchiveName": ("ArchiveName",),
    },
    "iam": {
        "RoleNameWithPath": ("RoleName",),
        "UserNameWithPath": ("UserName",),
        "GroupNameWithPath": ("GroupName",),
        "PolicyNameWithPath": ("PolicyName",),
        "InstanceProfileNameWithPath": ("InstanceProfileName",),
        "OidcProviderName": ("Url",),
    },
    "kms": {"KeyId": ("KeyId", "TargetKeyId"), "Alias": ("AliasName",)},
    "lambda": {"FunctionName": ("FunctionName",)},
    "logs": {
        "LogGroupName": ("logGroupName", "logGroupIdentifier"),
        "LogStreamName": ("logStreamName",),
        "DeliveryName": ("id",),
        "DeliverySourceName": ("name", "deliverySourceName"),
        "DeliveryDestinationName": ("name", "deliveryDestinationName"),
    },
    "rds": {
        "DbClusterInstanceName": ("DBClusterIdentifier", "TargetDBClusterIdentifier"),
        "DbInstanceName": ("DBInstanceIdentifier",),
        "GlobalCluster": ("GlobalClusterIdentifier",),
        "SubnetGroupName": ("DBSubnetGroupName",),
        "ClusterParameterGroupName": ("DBClusterParameterGroupName",),
        "ParameterGroupName": ("DBParameterGroupName",),
        "ClusterSnapshotName": (
            "DBClusterSnapshotIdentifier", "TargetDBClusterSnapshotIdentifier", "SourceDBClusterSnapshotIdentifier",
            "FinalDBSnapshotIdentifier",
        ),
        "SnapshotName": ("DBSnapshotIdentifier", "FinalDBSnapshotIdentifier"),
    },
    "route53": {"Id": ("Id", "HostedZoneId", "HealthCheckId", "ResourceId")},
    "s3": {"BucketName": ("Bucket",), "ObjectName": ("Key",)},
    "secretsmanager": {"SecretId": ("SecretId", "Name")},
    "servicequotas": {"ServiceCode": ("ServiceCode",), "QuotaCode": ("QuotaCode",)},
    "sns": {"TopicName": ("Name",)},
    "sqs": {"QueueName": ("QueueName", "QueueUrl")},
    "synthetics": {"CanaryName": ("name", "Name")},
}  # fmt: skip
# EC2 tells types of ids by their beginning; `ec2` in the service authorization reference has the types' names.
EC2_IDS: Mapping[str, str] = {
    "acl": "network-acl",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}
# An association's id names none of the two that it joins.
EC2_ASSOCIATIONS: Mapping[str, tuple[str, ...]] = {
    "eipassoc": ("elastic-ip", "network-interface"),
    "rtbassoc": ("route-table", "subnet"),
}
# Types that the reference lists as required, and that a call is about only where it has one of these parameters.
ONLY_WITH: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("rds:CreateGlobalCluster", "cluster"): ("SourceDBClusterIdentifier",),
    ("rds:DeleteDBCluster", "cluster-snapshot"): ("FinalDBSnapshotIdentifier",),
}
# Types that the reference lists as required beside each other although a call is about one of them.
ALTERNATIVES: frozenset[str] = frozenset(
    {
        "dynamodb:ListTagsOfResource",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
        "elasticloadbalancing:ModifyListenerAttributes",
        "route53:ChangeTagsForResource",
    }
)
