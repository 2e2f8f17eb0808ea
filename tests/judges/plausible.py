"""What AWS would answer, in the form in which it answers it: schemas and models judge identifiers by their form."""

import hashlib
from collections.abc import Mapping

from sandbox.providers.aws.resource_type import all_types
from sandbox.recording import ACCOUNT, Resource

# In a value for which no form is written here. It must not reach another resource.
FORMLESS = "no-form-for:"
# By type, then by output. `name` is what AWS calls it; the rest is drawn from the resource, in the letters of its kind.
_FORMS: Mapping[str, Mapping[str, str]] = {
    "aws:acm/certificate:Certificate": {
        "arn": "arn:aws:acm:{region}:{account}:certificate/{uuid}",
        "id": "arn:aws:acm:{region}:{account}:certificate/{uuid}",
    },
    "aws:arcregionswitch/plan:Plan": {
        "arn": "arn:aws:arc-region-switch::{account}:plan/{name}:{hex6}",
        "id": "arn:aws:arc-region-switch::{account}:plan/{name}:{hex6}",
    },
    "aws:cloudfront/cachePolicy:CachePolicy": {"id": "{uuid}"},
    "aws:cloudfront/distribution:Distribution": {
        "arn": "arn:aws:cloudfront::{account}:distribution/E{letters13}",
        "domainName": "d{hex13}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
        "id": "E{letters13}",
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {"id": "E{letters13}"},
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {"id": "{uuid}"},
    "aws:cloudwatch/eventBus:EventBus": {"arn": "arn:aws:events:{region}:{account}:event-bus/{name}", "id": "{name}"},
    "aws:cloudwatch/eventRule:EventRule": {"arn": "arn:aws:events:{region}:{account}:rule/{name}"},
    "aws:cloudwatch/logDelivery:LogDelivery": {"id": "{hex16}"},
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        "arn": "arn:aws:logs:{region}:{account}:delivery-destination:{name}"
    },
    "aws:cloudwatch/logGroup:LogGroup": {"arn": "arn:aws:logs:{region}:{account}:log-group:{name}"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}"},
    "aws:dynamodb/table:Table": {"arn": "arn:aws:dynamodb:{region}:{account}:table/{name}"},
    "aws:ec2/eip:Eip": {"id": "eipalloc-{hex17}", "allocationId": "eipalloc-{hex17}", "publicIp": "203.0.113.7"},
    "aws:ec2/internetGateway:InternetGateway": {"id": "igw-{hex17}"},
    "aws:ec2/natGateway:NatGateway": {"id": "nat-{hex17}"},
    "aws:ec2/routeTable:RouteTable": {"id": "rtb-{hex17}"},
    "aws:ec2/securityGroup:SecurityGroup": {"id": "sg-{hex17}"},
    "aws:ec2/subnet:Subnet": {"id": "subnet-{hex17}"},
    "aws:ec2/vpc:Vpc": {"id": "vpc-{hex17}"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"id": "vpce-{hex17}"},
    "aws:ecr/repository:Repository": {
        "arn": "arn:aws:ecr:{region}:{account}:repository/{name}",
        "repositoryUrl": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    },
    "aws:ecs/cluster:Cluster": {"arn": "arn:aws:ecs:{region}:{account}:cluster/{name}"},
    "aws:ecs/taskDefinition:TaskDefinition": {"arn": "arn:aws:ecs:{region}:{account}:task-definition/{name}:1"},
    "aws:eks/cluster:Cluster": {
        "arn": "arn:aws:eks:{region}:{account}:cluster/{name}",
        "endpoint": "https://{hex32}.gr7.{region}.eks.amazonaws.com",
        "id": "{name}",
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "arn": "arn:aws:elasticache:{region}:{account}:replicationgroup:{name}",
        "primaryEndpointAddress": "master.{name}.{hex6}.use1.cache.amazonaws.com",
    },
    "aws:elasticache/user:User": {"arn": "arn:aws:elasticache:{region}:{account}:user:{name}"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        "arn": "arn:aws:iam::{account}:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF",
        "id": "arn:aws:iam::{account}:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF",
    },
    "aws:iam/role:Role": {"arn": "arn:aws:iam::{account}:role/{name}", "id": "{name}"},
    "aws:kms/key:Key": {"arn": "arn:aws:kms:{region}:{account}:key/mrk-{hex32}", "keyId": "mrk-{hex32}"},
    "aws:kms/replicaKey:ReplicaKey": {"arn": "arn:aws:kms:{region}:{account}:key/mrk-{hex32}", "keyId": "mrk-{hex32}"},
    "aws:lb/listener:Listener": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:listener/app/{name}/{hex16}/{hex16}"
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex16}",
        "arnSuffix": "app/{name}/{hex16}",
        "dnsName": "{name}-1234567890.{region}.elb.amazonaws.com",
        "zoneId": "Z35SXDOTRQ7X7K",
    },
    "aws:lb/targetGroup:TargetGroup": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}",
        "arnSuffix": "targetgroup/{name}/{hex16}",
    },
    "aws:rds/cluster:Cluster": {
        "arn": "arn:aws:rds:{region}:{account}:cluster:{name}",
        "clusterResourceId": "cluster-{letters26}",
        "endpoint": "{name}.cluster-{hex12}.{region}.rds.amazonaws.com",
        "id": "{name}",
    },
    "aws:rds/globalCluster:GlobalCluster": {"id": "{name}"},
    "aws:route53/healthCheck:HealthCheck": {"id": "{uuid}"},
    "aws:route53/record:Record": {"fqdn": "{name}"},
    "aws:route53/zone:Zone": {"id": "Z{letters20}", "zoneId": "Z{letters20}"},
    "aws:s3/bucket:Bucket": {
        "arn": "arn:aws:s3:::{name}",
        "bucketDomainName": "{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": "{name}.s3.{region}.amazonaws.com",
        "id": "{name}",
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": "{hex32}"},
    "aws:secretsmanager/secret:Secret": {
        "arn": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex6}",
        "id": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex6}",
    },
    "aws:sns/topic:Topic": {"arn": "arn:aws:sns:{region}:{account}:{name}"},
    "aws:sqs/queue:Queue": {
        "arn": "arn:aws:sqs:{region}:{account}:{name}",
        "id": "https://sqs.{region}.amazonaws.com/{account}/{name}",
        "url": "https://sqs.{region}.amazonaws.com/{account}/{name}",
    },
    "aws:wafv2/ipSet:IpSet": {
        "arn": "arn:aws:wafv2:{region}:{account}:global/ipset/{name}/{uuid}",
        "id": "{uuid}",
        "lockToken": "{uuid}",
    },
    "aws:wafv2/webAcl:WebAcl": {
        "arn": "arn:aws:wafv2:{region}:{account}:global/webacl/{name}/{uuid}",
        "id": "{uuid}",
        "lockToken": "{uuid}",
    },
}
# What names a resource where the provider draws no name for it.
_NAMED_BY: Mapping[str, str] = {
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/user:User": "userId",
    "aws:rds/globalCluster:GlobalCluster": "globalClusterIdentifier",
    "aws:route53/record:Record": "name",
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def made_up(resource: Resource, key: str) -> str:
    """An output of a resource that exists: drawn from its name, the same in every run."""
    form = _FORMS.get(resource.type, {}).get(key)
    if form is None:
        return f"{FORMLESS}{resource.type}.{key}"
    digest = hashlib.sha256(f"{resource.type} {resource.name} {resource.region}".encode()).digest()
    figures, letters = digest.hex(), "".join(_LETTERS[each % len(_LETTERS)] for each in digest)
    uuid = "-".join((figures[:8], figures[8:12], f"4{figures[13:16]}", f"8{figures[17:20]}", figures[20:32]))
    lengths = (6, 12, 13, 16, 17, 20, 26, 32)
    return form.format(
        account=ACCOUNT,
        name=_name_of(resource),
        region=resource.region,
        uuid=uuid,
        **{f"hex{length}": figures[:length] for length in lengths},
        **{f"letters{length}": letters[:length] for length in lengths},
    )


def _name_of(resource: Resource) -> str:
    key = all_types()[resource.type].name_property or _NAMED_BY.get(resource.type, "")
    return str(resource.plain.get(key) or resource.name)
