"""How many resources of each AWS type a region stack declares: what an `up` has to make, and nothing else.

Data for every test that counts, with a recorder or with a cloud. A pillar that gains a resource changes it here.
"""

from collections import Counter
from collections.abc import Mapping

from settings import RegionRole

# What every region has, whatever it runs.
REGION: Mapping[str, int] = {
    "aws:acm/certificate:Certificate": 1,
    "aws:acm/certificateValidation:CertificateValidation": 1,
    "aws:appautoscaling/policy:Policy": 3,
    "aws:appautoscaling/target:Target": 2,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": 1,
    "aws:cloudwatch/dashboard:Dashboard": 1,
    "aws:cloudwatch/eventArchive:EventArchive": 1,
    "aws:cloudwatch/eventBus:EventBus": 1,
    "aws:cloudwatch/eventRule:EventRule": 1,
    "aws:cloudwatch/eventTarget:EventTarget": 1,
    "aws:cloudwatch/logGroup:LogGroup": 3,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 29,
    "aws:ec2/flowLog:FlowLog": 1,
    "aws:ec2/internetGateway:InternetGateway": 1,
    "aws:ec2/routeTable:RouteTable": 9,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
    "aws:ec2/securityGroup:SecurityGroup": 6,
    "aws:ec2/subnet:Subnet": 9,
    "aws:ec2/vpc:Vpc": 1,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 9,
    "aws:ecs/cluster:Cluster": 1,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": 1,
    "aws:ecs/service:Service": 2,
    "aws:ecs/taskDefinition:TaskDefinition": 2,
    "aws:elasticache/parameterGroup:ParameterGroup": 1,
    "aws:elasticache/replicationGroup:ReplicationGroup": 1,
    "aws:elasticache/subnetGroup:SubnetGroup": 1,
    "aws:elasticache/user:User": 1,
    "aws:elasticache/userGroup:UserGroup": 1,
    "aws:iam/role:Role": 5,
    "aws:iam/rolePolicy:RolePolicy": 5,
    "aws:kms/alias:Alias": 1,
    "aws:kms/key:Key": 1,
    "aws:lb/listener:Listener": 1,
    "aws:lb/listenerRule:ListenerRule": 2,
    "aws:lb/loadBalancer:LoadBalancer": 1,
    "aws:lb/targetGroup:TargetGroup": 1,
    "aws:rds/cluster:Cluster": 1,
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": 1,
    "aws:rds/subnetGroup:SubnetGroup": 1,
    "aws:route53/healthCheck:HealthCheck": 3,
    "aws:route53/record:Record": 3,
    "aws:s3/bucket:Bucket": 2,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 2,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 2,
    "aws:s3/bucketPolicy:BucketPolicy": 2,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 2,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 2,
    "aws:s3/bucketVersioning:BucketVersioning": 2,
    "aws:sns/topic:Topic": 2,
    "aws:sns/topicPolicy:TopicPolicy": 2,
    "aws:sns/topicSubscription:TopicSubscription": 2,
    "aws:sqs/queue:Queue": 9,
    "aws:sqs/queuePolicy:QueuePolicy": 9,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": 3,
    "aws:sqs/redrivePolicy:RedrivePolicy": 3,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 7,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 6,
}
# What the home stack has beside it.
HOME: Mapping[str, int] = {
    "aws:acm/certificate:Certificate": 1,
    "aws:acm/certificateValidation:CertificateValidation": 1,
    "aws:cloudfront/cachePolicy:CachePolicy": 2,
    "aws:cloudfront/distribution:Distribution": 1,
    "aws:cloudfront/originAccessControl:OriginAccessControl": 1,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": 1,
    "aws:cloudwatch/logDelivery:LogDelivery": 1,
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
    "aws:cloudwatch/logGroup:LogGroup": 1,
    "aws:dynamodb/table:Table": 4,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": 8,
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": 2,
    "aws:ecr/repository:Repository": 8,
    "aws:kms/alias:Alias": 2,
    "aws:kms/key:Key": 1,
    "aws:kms/replicaKey:ReplicaKey": 1,
    "aws:rds/globalCluster:GlobalCluster": 1,
    "aws:route53/record:Record": 5,
    "aws:route53/zone:Zone": 1,
    "aws:secretsmanager/secret:Secret": 2,
    "aws:secretsmanager/secretVersion:SecretVersion": 2,
    "aws:wafv2/ipSet:IpSet": 1,
    "aws:wafv2/webAcl:WebAcl": 1,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": 1,
}
# What the other stack has beside it: it goes second, when there is something at both ends.
PEER: Mapping[str, int] = {
    "aws:iam/role:Role": 2,
    "aws:iam/rolePolicy:RolePolicy": 2,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": 2,
}
# What follows from what a region was built as. Bounds of services and nodes of the cache are values, not resources.
PROVISIONED_AS: Mapping[RegionRole, Mapping[str, int]] = {
    RegionRole.SERVING: {
        "aws:ec2/eip:Eip": 3,
        "aws:ec2/natGateway:NatGateway": 3,
        "aws:ec2/route:Route": 6,
        "aws:rds/clusterInstance:ClusterInstance": 3,
    },
    RegionRole.WARM: {
        "aws:ec2/eip:Eip": 1,
        "aws:ec2/natGateway:NatGateway": 1,
        "aws:ec2/route:Route": 6,
        "aws:rds/clusterInstance:ClusterInstance": 2,
    },
    RegionRole.PILOT: {
        "aws:ec2/route:Route": 3,
        "aws:rds/clusterInstance:ClusterInstance": 1,
    },
}


def expected(provisioned_as: RegionRole, *, is_home: bool) -> Counter[str]:
    """Count the AWS resources of one stack by type."""
    return Counter(REGION) + Counter(HOME if is_home else PEER) + Counter(PROVISIONED_AS[provisioned_as])
