"""Which names of AWS a program takes: what a create would be refused for, if somebody else had it.

A type is in one of the two tables, so that a new one is looked at. Sources: the reference of each service's create.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.recording import Recording, Resource

EVERYWHERE = "everywhere"
_ALARM, _RECORD, _CERTIFICATE = "alarm", "aws:route53/record:Record", "aws:acm/certificate:Certificate"

# Type -> the inputs that are its name. One of an empty list is there once for an account and region.
_IN_A_REGION: Mapping[str, tuple[str, ...]] = {
    "appautoscaling/policy:Policy": ("name", "resourceId", "scalableDimension"),
    "appautoscaling/target:Target": ("resourceId", "scalableDimension"),
    "cloudwatch/eventArchive:EventArchive": ("name",),
    "cloudwatch/eventBus:EventBus": ("name",),
    "cloudwatch/eventRule:EventRule": ("eventBusName", "name"),
    "cloudwatch/eventTarget:EventTarget": ("eventBusName", "rule", "targetId"),
    "cloudwatch/logDelivery:LogDelivery": ("deliverySourceName", "deliveryDestinationArn"),
    "cloudwatch/logDeliveryDestination:LogDeliveryDestination": ("name",),
    "cloudwatch/logDeliverySource:LogDeliverySource": ("name",),
    "cloudwatch/logGroup:LogGroup": ("name",),
    "dynamodb/table:Table": ("name",),
    "ec2/route:Route": ("routeTableId", "destinationCidrBlock"),
    "ec2/routeTableAssociation:RouteTableAssociation": ("subnetId",),
    "ec2/securityGroup:SecurityGroup": ("vpcId", "name"),
    "ec2/vpcEndpoint:VpcEndpoint": ("vpcId", "serviceName"),
    "ecr/lifecyclePolicy:LifecyclePolicy": ("repository",),
    "ecr/replicationConfiguration:ReplicationConfiguration": (),
    "ecr/repository:Repository": ("name",),
    "ecs/cluster:Cluster": ("name",),
    "ecs/clusterCapacityProviders:ClusterCapacityProviders": ("clusterName",),
    "ecs/service:Service": ("cluster", "name"),
    "ecs/taskDefinition:TaskDefinition": ("family",),
    "eks/accessEntry:AccessEntry": ("clusterName", "principalArn"),
    "eks/accessPolicyAssociation:AccessPolicyAssociation": ("clusterName", "principalArn", "policyArn"),
    "eks/addon:Addon": ("clusterName", "addonName"),
    "eks/cluster:Cluster": ("name",),
    "eks/fargateProfile:FargateProfile": ("clusterName", "fargateProfileName"),
    "elasticache/parameterGroup:ParameterGroup": ("name",),
    "elasticache/replicationGroup:ReplicationGroup": ("replicationGroupId",),
    "elasticache/subnetGroup:SubnetGroup": ("name",),
    "elasticache/user:User": ("userId",),
    "elasticache/userGroup:UserGroup": ("userGroupId",),
    "kms/alias:Alias": ("name",),
    "lb/listener:Listener": ("loadBalancerArn", "port"),
    "lb/listenerRule:ListenerRule": ("listenerArn", "priority"),
    "lb/loadBalancer:LoadBalancer": ("name",),
    "lb/targetGroup:TargetGroup": ("name",),
    "rds/cluster:Cluster": ("clusterIdentifier",),
    "rds/clusterInstance:ClusterInstance": ("identifier",),
    "rds/clusterParameterGroup:ClusterParameterGroup": ("name",),
    "rds/subnetGroup:SubnetGroup": ("name",),
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ("bucket",),
    "s3/bucketOwnershipControls:BucketOwnershipControls": ("bucket",),
    "s3/bucketPolicy:BucketPolicy": ("bucket",),
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ("bucket",),
    "s3/bucketObjectv2:BucketObjectv2": ("bucket", "key"),
    "s3/bucketReplicationConfig:BucketReplicationConfig": ("bucket",),
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ("bucket",),
    "s3/bucketVersioning:BucketVersioning": ("bucket",),
    "secretsmanager/secret:Secret": ("name",),
    "sns/topic:Topic": ("name",),
    "sns/topicPolicy:TopicPolicy": ("arn",),
    "sns/topicSubscription:TopicSubscription": ("topic", "protocol", "endpoint"),
    "sqs/queue:Queue": ("name",),
    "sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "sqs/redriveAllowPolicy:RedriveAllowPolicy": ("queueUrl",),
    "sqs/redrivePolicy:RedrivePolicy": ("queueUrl",),
    "synthetics/canary:Canary": ("name",),
    "wafv2/ipSet:IpSet": ("scope", "name"),
    "wafv2/webAcl:WebAcl": ("scope", "name"),
    "wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("resourceArn",),
}
# Names that an account has once, or all of AWS.
_ANYWHERE: Mapping[str, tuple[str, ...]] = {
    "arcregionswitch/plan:Plan": ("name",),
    "cloudfront/cachePolicy:CachePolicy": ("name",),
    "cloudfront/distribution:Distribution": ("aliases",),
    "cloudfront/originAccessControl:OriginAccessControl": ("name",),
    "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": ("name",),
    "cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "iam/role:Role": ("name",),
    "iam/rolePolicy:RolePolicy": ("role", "name"),
    "iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "policyArn"),
    "rds/globalCluster:GlobalCluster": ("globalClusterIdentifier",),
    "route53/zone:Zone": ("name",),
    "s3/bucket:Bucket": ("bucket",),
}
# AWS gives them an id, and two that are alike are two.
_BY_ID = frozenset(
    {
        "acm/certificate:Certificate",
        "acm/certificateValidation:CertificateValidation",
        "ec2/eip:Eip",
        "ec2/flowLog:FlowLog",
        "ec2/internetGateway:InternetGateway",
        "ec2/natGateway:NatGateway",
        "ec2/routeTable:RouteTable",
        "ec2/subnet:Subnet",
        "ec2/vpc:Vpc",
        # Its name is the issuer's address, which EKS makes up.
        "iam/openIdConnectProvider:OpenIdConnectProvider",
        "kms/key:Key",
        "kms/replicaKey:ReplicaKey",
        "route53/healthCheck:HealthCheck",
        "secretsmanager/secretVersion:SecretVersion",
        # A rule belongs to its group, which has a name.
        "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    }
)
_OF_ITS_OWN = frozenset({"cloudwatch/metricAlarm:MetricAlarm", "cloudwatch/compositeAlarm:CompositeAlarm", _RECORD[4:]})


@dataclass(frozen=True, order=True)
class Name:
    """A kind of thing, where its names have to differ, and the name."""

    kind: str
    where: str
    name: tuple[str, ...]

    def __str__(self) -> str:
        """For whoever reads a red test."""
        return f"{self.kind} {'/'.join(self.name) or '(one for all)'} in {self.where}"


def unknown_types(recording: Recording) -> set[str]:
    """Types that nobody has looked at."""
    known = {*_IN_A_REGION, *_ANYWHERE, *_BY_ID, *_OF_ITS_OWN}
    return {each.type for each in _of_aws(recording) if each.type.removeprefix("aws:") not in known}


def names(recording: Recording) -> Iterator[tuple[Name, Resource]]:
    """Every name that a run takes, with what takes it."""
    for each in _of_aws(recording):
        kind, inputs = each.type.removeprefix("aws:"), each.plain
        if kind in _IN_A_REGION:
            yield Name(kind, region_of(each), _texts(inputs, _IN_A_REGION[kind])), each
        elif kind in _ANYWHERE:
            yield Name(kind, EVERYWHERE, _texts(inputs, _ANYWHERE[kind])), each
        elif each.type == _RECORD:
            parts = (str(inputs["zoneId"]), _host(recording, each), inputs["type"], inputs.get("setIdentifier", ""))
            yield Name(kind, EVERYWHERE, parts), each
        elif kind in _OF_ITS_OWN:
            yield Name(_ALARM, region_of(each), (inputs.get("name") or inputs["alarmName"],)), each


def region_of(resource: Resource) -> str:
    """Where a resource stands: what it says itself goes before its provider."""
    return str(resource.plain.get("region") or resource.region)


def _of_aws(recording: Recording) -> list[Resource]:
    return [each for each in recording.resources if each.custom and each.type.startswith("aws:")]


def _texts(inputs: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(inputs.get(key, "")) for key in keys)


def _host(recording: Recording, record: Resource) -> str:
    """A record's name. One that ACM asks for follows from the account and the certificate's own name."""
    asked = [each for each in recording.of(_CERTIFICATE) if each.urn in record.sources.get("name", ())]
    return f"what ACM asks for {asked[0].plain['domainName']}" if asked else str(record.plain["name"])
