"""Which resource types hold data: what is lost for good when a resource of that type is deleted or replaced.

Data for the gate and for every test that proves a change harmless. A type that stands in no table has to be judged
first: to the gate it holds data.
"""

from collections.abc import Mapping

# Type -> what is lost with it.
HOLDS_DATA: Mapping[str, str] = {
    "aws:cloudwatch/eventArchive:EventArchive": "the events that could be replayed",
    "aws:dynamodb/table:Table": "items, in both regions",
    "aws:ecr/repository:Repository": "the images that tasks are started from",
    "aws:elasticache/replicationGroup:ReplicationGroup": "sessions, and the results that shield the database",
    "aws:kms/key:Key": "everything that was encrypted with it",
    "aws:kms/replicaKey:ReplicaKey": "everything that was encrypted with it in this region",
    "aws:rds/cluster:Cluster": "rows",
    "aws:rds/globalCluster:GlobalCluster": "the replication between the regions",
    "aws:route53/zone:Zone": "the name servers that the domain is delegated to",
    "aws:s3/bucket:Bucket": "objects",
    "aws:secretsmanager/secret:Secret": "the master password, and what the edge is known by",
    "aws:secretsmanager/secretVersion:SecretVersion": "the same",
    "aws:sqs/queue:Queue": "messages that nobody has received yet",
}

# Holds nothing of this platform that its program does not make again, so it is not protected. Whatever others keep
# in it has no step in the plan that ends it.
HOLDS_OTHERS: Mapping[str, str] = {
    "aws:eks/cluster:Cluster": "every object in it, with the volumes of its claims",
}

# The same for objects in a cluster, by API group and kind; a version of the API changes nothing about it.
KUBERNETES_HOLDS_DATA: Mapping[str, str] = {
    "apiextensions.k8s.io:CustomResourceDefinition": "every object of its kind, whoever made it",
    "apps:StatefulSet": "the claims that it made, and their volumes",
    "core:Namespace": "everything in it, with the volumes of its claims",
    "core:PersistentVolume": "the volume, where its reclaim policy is Delete",
    "core:PersistentVolumeClaim": "its volume, where that one's reclaim policy is Delete",
}

KUBERNETES_HOLDS_NOTHING = frozenset(
    {
        "apiregistration.k8s.io:APIService",
        "apps:DaemonSet",
        "apps:Deployment",
        "apps:ReplicaSet",
        "autoscaling:HorizontalPodAutoscaler",
        "core:ConfigMap",
        "core:LimitRange",
        "core:ResourceQuota",
        "core:Service",
        "core:ServiceAccount",
        "elbv2.k8s.aws:TargetGroupBinding",
        "keda.sh:ScaledObject",
        "keda.sh:TriggerAuthentication",
        "networking.k8s.io:Ingress",
        "networking.k8s.io:NetworkPolicy",
        "policy:PodDisruptionBudget",
        "rbac.authorization.k8s.io:ClusterRole",
        "rbac.authorization.k8s.io:ClusterRoleBinding",
        "rbac.authorization.k8s.io:Role",
        "rbac.authorization.k8s.io:RoleBinding",
        "vpcresources.k8s.aws:SecurityGroupPolicy",
    }
)

# What is made again from the program alone.
HOLDS_NOTHING = frozenset(
    {
        "aws:acm/certificate:Certificate",
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:appautoscaling/policy:Policy",
        "aws:appautoscaling/target:Target",
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudfront/cachePolicy:CachePolicy",
        # It has a name of its own, and nobody knows that one: clients use an alias.
        "aws:cloudfront/distribution:Distribution",
        "aws:cloudfront/originAccessControl:OriginAccessControl",
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "aws:cloudwatch/eventBus:EventBus",
        "aws:cloudwatch/eventRule:EventRule",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:cloudwatch/logDelivery:LogDelivery",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        # Lines are shipped out of it; it is where tasks write, not where anybody reads.
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:ec2/eip:Eip",
        "aws:ec2/flowLog:FlowLog",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/route:Route",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "aws:ecs/cluster:Cluster",
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "aws:ecs/service:Service",
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:eks/accessEntry:AccessEntry",
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        "aws:eks/addon:Addon",
        "aws:eks/fargateProfile:FargateProfile",
        "aws:elasticache/parameterGroup:ParameterGroup",
        "aws:elasticache/subnetGroup:SubnetGroup",
        "aws:elasticache/user:User",
        "aws:elasticache/userGroup:UserGroup",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:kms/alias:Alias",
        "aws:lb/listener:Listener",
        "aws:lb/listenerRule:ListenerRule",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
        # Aurora's rows are in the cluster's volume.
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:route53/healthCheck:HealthCheck",
        "aws:route53/record:Record",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        # The canary's code, which stands in the program.
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        "aws:sqs/redrivePolicy:RedrivePolicy",
        "aws:synthetics/canary:Canary",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:wafv2/ipSet:IpSet",
        "aws:wafv2/webAcl:WebAcl",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    }
)

# (type, property) whose change is in place for the provider, while AWS deletes a copy and makes it anew.
REBUILDS = frozenset({("aws:dynamodb/table:Table", "replicas")})

_UNJUDGED = "nobody has judged whether this type holds data"
# Packages that are components only: what they are made of has steps of its own.
_COMPONENTS = ("standby:", "awsx:")
# Of Pulumi's own types those that keep nothing; a stash keeps what a program gave it once.
_PULUMIS = ("pulumi:pulumi:Stack", "pulumi:pulumi:StackReference")
_PROVIDERS = "pulumi:providers:"
_KUBERNETES = "kubernetes:"


def held_by(kind: str, *, of_provider: bool = False) -> str:
    """What is lost with a resource of this type, or nothing. A type that nobody has judged may hold anything."""
    if kind.startswith(_KUBERNETES):
        return _held_in_a_cluster(kind)
    if held := HOLDS_DATA.get(kind) or HOLDS_OTHERS.get(kind):
        return held
    if kind in HOLDS_NOTHING or kind in _PULUMIS or kind.startswith(_PROVIDERS):
        return ""
    return "" if kind.startswith(_COMPONENTS) and not of_provider else _UNJUDGED


def _held_in_a_cluster(kind: str) -> str:
    _, _, rest = kind.partition(_KUBERNETES)
    group, _, name = rest.partition(":")
    plain = f"{group.partition('/')[0]}:{name}"
    if plain in KUBERNETES_HOLDS_DATA:
        return KUBERNETES_HOLDS_DATA[plain]
    return "" if plain in KUBERNETES_HOLDS_NOTHING else _UNJUDGED
