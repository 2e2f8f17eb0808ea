"""Resource types without a price of their own, each with the reason. What stands nowhere is an error."""

from collections.abc import Mapping

_SETTING = "a setting of another resource"
_IDENTITY = "IAM costs nothing"
_NETWORK = "part of a VPC, which costs nothing by itself"

FREE: Mapping[str, str] = {
    "aws:acm/certificate:Certificate": "public certificates used with AWS services cost nothing",
    "aws:acm/certificateValidation:CertificateValidation": "waits, and makes nothing",
    "aws:appautoscaling/policy:Policy": "Application Auto Scaling costs nothing; its alarms are counted as alarms",
    "aws:s3/bucketObjectv2:BucketObjectv2": "a few kilobytes",
    "aws:cloudfront/cachePolicy:CachePolicy": _SETTING,
    "aws:cloudfront/originAccessControl:OriginAccessControl": _SETTING,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _SETTING,
    "aws:cloudwatch/eventRule:EventRule": "a rule costs nothing; events are charged by use",
    "aws:cloudwatch/eventTarget:EventTarget": _SETTING,
    "aws:cloudwatch/logDelivery:LogDelivery": "delivery of CloudFront's log to S3 costs nothing; what is kept does",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _SETTING,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _SETTING,
    "aws:ec2/internetGateway:InternetGateway": _NETWORK,
    "aws:ec2/route:Route": _NETWORK,
    "aws:ec2/routeTable:RouteTable": _NETWORK,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _NETWORK,
    "aws:ec2/securityGroup:SecurityGroup": _NETWORK,
    "aws:ec2/subnet:Subnet": _NETWORK,
    "aws:ec2/vpc:Vpc": _NETWORK,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _SETTING,
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": "the copies are charged as storage and transfer",
    "aws:ecs/cluster:Cluster": "ECS costs nothing; Container Insights is charged by use",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _SETTING,
    "aws:ecs/service:Service": "ECS costs nothing; its tasks are charged at the bounds of auto scaling",
    "aws:ecs/taskDefinition:TaskDefinition": "a description; its tasks are charged",
    "aws:eks/accessEntry:AccessEntry": _SETTING,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _SETTING,
    "aws:eks/fargateProfile:FargateProfile": "a description; its pods are charged",
    "aws:elasticache/parameterGroup:ParameterGroup": _SETTING,
    "aws:elasticache/subnetGroup:SubnetGroup": _SETTING,
    "aws:elasticache/user:User": _SETTING,
    "aws:elasticache/userGroup:UserGroup": _SETTING,
    "aws:iam/role:Role": _IDENTITY,
    "aws:iam/rolePolicy:RolePolicy": _IDENTITY,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _IDENTITY,
    "aws:iam/policy:Policy": _IDENTITY,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _IDENTITY,
    "aws:kms/alias:Alias": "a name of a key",
    "aws:lb/listener:Listener": "charged with its load balancer",
    "aws:lb/listenerRule:ListenerRule": "charged with its load balancer",
    "aws:lb/targetGroup:TargetGroup": "charged with its load balancer",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _SETTING,
    "aws:rds/globalCluster:GlobalCluster": "its members are charged, and the writes between them by use",
    "aws:rds/subnetGroup:SubnetGroup": _SETTING,
    "aws:route53/record:Record": "records cost nothing below 10,000 in a zone; queries are charged by use",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _SETTING,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _SETTING,
    "aws:s3/bucketPolicy:BucketPolicy": _SETTING,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _SETTING,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "the copies are charged as storage and transfer",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _SETTING,
    "aws:s3/bucketVersioning:BucketVersioning": _SETTING,
    "aws:secretsmanager/secretVersion:SecretVersion": "charged with its secret",
    "aws:sns/topicPolicy:TopicPolicy": _SETTING,
    "aws:sns/topicSubscription:TopicSubscription": "deliveries to SQS cost nothing",
    "aws:sqs/queuePolicy:QueuePolicy": _SETTING,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _SETTING,
    "aws:sqs/redrivePolicy:RedrivePolicy": _SETTING,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _NETWORK,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _NETWORK,
    "aws:wafv2/ipSet:IpSet": "charged with the rule that refers to it",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "what is logged is charged by use",
}

# Types that cost by use alone: `usage_lines` charges what goes through them.
BY_USE: Mapping[str, str] = {
    "aws:cloudfront/distribution:Distribution": "requests, and gigabytes to clients",
    "aws:cloudwatch/eventArchive:EventArchive": "gigabytes archived and kept",
    "aws:cloudwatch/eventBus:EventBus": "events",
    "aws:cloudwatch/logGroup:LogGroup": "gigabytes of logs",
    "aws:dynamodb/table:Table": "read, write and replicated write units, and gigabytes",
    "aws:ec2/flowLog:FlowLog": "counted with the logs",
    "aws:ecr/repository:Repository": "gigabytes of images",
    "aws:rds/cluster:Cluster": "volume and I/O; instances are charged by the hour",
    "aws:s3/bucket:Bucket": "gigabytes of access logs kept, however they got there; static assets are not counted",
    "aws:sns/topic:Topic": "messages",
    "aws:sqs/queue:Queue": "requests",
}

# Kinds whose pods cost, or what AWS makes for them: each needs a rule. Any other object is charged with its cluster.
_COSTING_KINDS = frozenset(
    {
        "CronJob",
        "DaemonSet",
        "Deployment",
        "Ingress",
        "Job",
        "PersistentVolumeClaim",
        "Pod",
        "ReplicaSet",
        "ScaledJob",
        "StatefulSet",
    }
)


def is_free_object(kind: str) -> bool:
    """Whether a type is one of Kubernetes that costs nothing beside its cluster."""
    return kind.startswith("kubernetes:") and kind.rpartition(":")[2] not in _COSTING_KINDS
