"""What AWS hands back in another form, by resource type. Data, each row with where it was seen.

Sources: `cdk-real-drift` is the repository go-to-k/cdk-real-drift, which compares declarations with live resources and
notes what it saw; `provider` is hashicorp/terraform-provider-aws.
"""

import json

from sandbox.cloud.stored.form import Stored
from sandbox.cloud.stored.spelling import (
    access_string,
    containers,
    counted,
    fully_qualified,
    in_order,
    key_id,
    network,
    policy,
    rate,
    small,
    with_patch,
    without_scheme,
)

_BY_MEANING = "provider: policies are compared by meaning (awspolicyequivalence)"
_SETS = "provider: the list is a set"
_SMALL = "cdk-real-drift, src/normalize/noise.ts, CASE_INSENSITIVE_PATHS"
_POLICIES = "cdk-real-drift, src/normalize/policy-canonical.ts"
_UNORDERED = "cdk-real-drift, src/normalize/noise.ts, UNORDERED_ARRAY_PROPS and UNORDERED_OBJECT_ARRAY_PROPS"
_NETWORKS = "EC2 API reference: a block is changed to its canonical form"
_ACCOUNT, _ROOT = "000000000000", "arn:aws:iam::000000000000:root"


def _document(account: str, *, short: bool, service: str = "kms", resource: str = "*") -> str:
    """An example of a policy that an account may use: as a program writes it, or as short as AWS says it."""
    actions, resources = [f"{service}:*"], [resource]
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources, "Principal": {"AWS": account}}
    shorter = {**statement, "Action": actions[0], "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [shorter if short else statement]})


def _trust(account: str, *, short: bool) -> str:
    actions = ["sts:AssumeRole"]
    statement = {"Effect": "Allow", "Action": actions[0] if short else actions, "Principal": {"AWS": account}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _small(kind: str, *paths: str) -> tuple[Stored, ...]:
    """Names that the provider lets through in small letters only."""
    return tuple(
        Stored(kind=kind, path=path, kept=small, given="Shop-One", said="shop-one", source=_SMALL) for path in paths
    )


def _network(kind: str, path: str, *calls: tuple[str, str, str], given: str = "192.0.2.7/24") -> Stored:
    return Stored(
        kind=kind,
        path=path,
        kept=network,
        given=given,
        said=network(given),
        calls=calls,
        source=_NETWORKS,
    )


FORMS: tuple[Stored, ...] = (
    Stored(
        kind="aws:elasticache/user:User",
        path="accessString",
        kept=access_string,
        given="on ~app:* +@read",
        said="on ~app:* -@all +@read",
        calls=(("elasticache", "CreateUser", "AccessString"), ("elasticache", "ModifyUser", "AccessString")),
        source="cdk-real-drift, issue 482, live; words in hashicorp/terraform-provider-aws#20334",
    ),
    Stored(
        kind="aws:elasticache/replicationGroup:ReplicationGroup",
        path="engineVersion",
        kept=with_patch,
        given="8.0",
        said="8.0.1",
        calls=(
            ("elasticache", "CreateReplicationGroup", "EngineVersion"),
            ("elasticache", "ModifyReplicationGroup", "EngineVersion"),
        ),
        suppressed="provider: setEngineVersionRedis keeps the first two parts from version 7 on",
        source="ElastiCache API reference, CacheCluster.EngineVersion: the version that runs",
    ),
    Stored(
        kind="aws:elasticache/replicationGroup:ReplicationGroup",
        path="maintenanceWindow",
        kept=small,
        given="Sun:05:00-Sun:06:00",
        said="sun:05:00-sun:06:00",
        source="provider: the window is kept in small letters",
    ),
    Stored(
        kind="aws:rds/cluster:Cluster",
        path="preferredMaintenanceWindow",
        kept=small,
        given="Sun:05:00-Sun:06:00",
        said="sun:05:00-sun:06:00",
        calls=(
            ("rds", "CreateDBCluster", "PreferredMaintenanceWindow"),
            ("rds", "ModifyDBCluster", "PreferredMaintenanceWindow"),
        ),
        suppressed="provider: the window is kept in small letters (StateFunc)",
        source="RDS API reference, CreateDBCluster; provider: internal/service/rds/cluster.go",
    ),
    Stored(
        kind="aws:synthetics/canary:Canary",
        path="schedule.expression",
        kept=rate,
        given="rate(60 minutes)",
        said="rate(1 hour)",
        calls=(
            ("synthetics", "CreateCanary", "Schedule.Expression"),
            ("synthetics", "UpdateCanary", "Schedule.Expression"),
        ),
        source="cdk-real-drift, src/normalize/noise.ts, RATE_EXPRESSION_PATHS, live",
    ),
    Stored(
        kind="aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        path="redactedFields[].singleHeader.name",
        kept=small,
        given="Cookie",
        said="cookie",
        calls=(("wafv2", "PutLoggingConfiguration", "LoggingConfiguration.RedactedFields[].SingleHeader.Name"),),
        source=_SMALL,
    ),
    Stored(
        kind="aws:wafv2/ipSet:IpSet",
        path="addresses",
        kept=in_order,
        given=["198.51.100.0/24", "192.0.2.0/24"],
        said=["192.0.2.0/24", "198.51.100.0/24"],
        calls=(("wafv2", "CreateIPSet", "Addresses"), ("wafv2", "UpdateIPSet", "Addresses")),
        suppressed=_SETS,
        source=_UNORDERED,
    ),
    Stored(
        kind="aws:dynamodb/table:Table",
        path="attributes",
        kept=in_order,
        given=[{"name": "order_id", "type": "S"}, {"name": "customer", "type": "S"}],
        said=[{"name": "customer", "type": "S"}, {"name": "order_id", "type": "S"}],
        calls=(("dynamodb", "CreateTable", "AttributeDefinitions"),),
        suppressed=_SETS,
        source="DynamoDB API reference, TableDescription.AttributeDefinitions: no order is promised",
    ),
    Stored(
        kind="aws:eks/cluster:Cluster",
        path="vpcConfig.subnetIds",
        kept=in_order,
        given=["subnet-2", "subnet-1"],
        said=["subnet-1", "subnet-2"],
        calls=(("eks", "CreateCluster", "resourcesVpcConfig.subnetIds"),),
        suppressed=_SETS,
        source="EKS API reference, VpcConfigResponse: no order is promised",
    ),
    Stored(
        kind="aws:route53/record:Record",
        path="name",
        kept=fully_qualified,
        given="*.Shop.example.com",
        said="\\052.shop.example.com.",
        suppressed="provider: names are compared in small letters, without the dot (normalizeDomainName)",
        source="cdk-real-drift, src/normalize/noise.ts, TRAILING_DOT_PATHS; Route 53 developer guide, DomainNameFormat",
    ),
    Stored(
        kind="aws:route53/zone:Zone",
        path="name",
        kept=fully_qualified,
        given="Shop.example.com",
        said="shop.example.com.",
        suppressed="provider: names are compared in small letters, without the dot (normalizeDomainName)",
        source="cdk-real-drift, src/normalize/noise.ts, TRAILING_DOT_PATHS",
    ),
    Stored(
        kind="aws:acm/certificate:Certificate",
        path="domainName",
        kept=small,
        given="App.example.com",
        said="app.example.com",
        calls=(("acm", "RequestCertificate", "DomainName"),),
        source=_SMALL,
    ),
    Stored(
        kind="aws:acm/certificate:Certificate",
        path="subjectAlternativeNames[]",
        kept=small,
        given="Www.example.com",
        said="www.example.com",
        calls=(("acm", "RequestCertificate", "SubjectAlternativeNames[]"),),
        source="cdk-real-drift, src/normalize/noise.ts, CASE_INSENSITIVE_ARRAY_PATHS",
    ),
    Stored(
        kind="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        path="url",
        kept=without_scheme,
        given="https://oidc.example.com/id/SHOP",
        said="oidc.example.com/id/SHOP",
        suppressed="provider: the scheme is left out of the comparison (DiffSuppressFunc)",
        source="IAM API reference, GetOpenIDConnectProvider: the URL comes without https",
    ),
    Stored(
        kind="aws:kms/alias:Alias",
        path="targetKeyId",
        kept=key_id,
        given="arn:aws:kms:us-east-1:000000000000:key/1234",
        said="1234",
        suppressed="provider: a key's ARN and its id are the same (suppressEquivalentTargetKeyIDOrARN)",
        source="KMS API reference, AliasListEntry.TargetKeyId",
    ),
    Stored(
        kind="aws:sqs/redrivePolicy:RedrivePolicy",
        path="redrivePolicy",
        kept=counted,
        given='{"deadLetterTargetArn": "${aws:sqs/queue:Queue.arn}", "maxReceiveCount": "5"}',
        said='{"deadLetterTargetArn": "${aws:sqs/queue:Queue.arn}", "maxReceiveCount": 5}',
        calls=(("sqs", "SetQueueAttributes", "Attributes.RedrivePolicy"),),
        source="provider: docs of aws_sqs_queue_redrive_policy, a count in quotes is a permanent difference",
    ),
    Stored(
        kind="aws:ecs/taskDefinition:TaskDefinition",
        path="containerDefinitions",
        kept=containers,
        given=(
            '[{"name": "web", "image": "shop", '
            '"environment": [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]}]'
        ),
        said=(
            '[{"cpu": 0, "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "mountPoints": [], '
            '"portMappings": [], "volumesFrom": [], "systemControls": [], "essential": true, "name": "web", "image": '
            '"shop"}]'
        ),
        suppressed="provider: definitions are compared by meaning (containerDefinitionsAreEquivalent)",
        source="provider: internal/service/ecs/container_definitions.go, what it leaves out of the comparison",
    ),
    Stored(
        kind="aws:iam/role:Role",
        path="assumeRolePolicy",
        kept=policy,
        given=_trust(_ACCOUNT, short=False),
        said=_trust(_ROOT, short=True),
        calls=(
            ("iam", "CreateRole", "AssumeRolePolicyDocument"),
            ("iam", "UpdateAssumeRolePolicy", "PolicyDocument"),
        ),
        suppressed=_BY_MEANING,
        source=_POLICIES,
    ),
    Stored(
        kind="aws:kms/key:Key",
        path="policy",
        kept=policy,
        given=_document(_ACCOUNT, short=False),
        said=_document(_ROOT, short=True),
        calls=(("kms", "CreateKey", "Policy"), ("kms", "PutKeyPolicy", "Policy")),
        suppressed=_BY_MEANING,
        source=_POLICIES,
    ),
    Stored(
        kind="aws:sqs/queuePolicy:QueuePolicy",
        path="policy",
        kept=policy,
        given=_document(_ACCOUNT, short=False, service="sqs"),
        said=_document(_ROOT, short=True, service="sqs"),
        calls=(("sqs", "SetQueueAttributes", "Attributes.Policy"),),
        suppressed=_BY_MEANING,
        source=_POLICIES,
    ),
    Stored(
        kind="aws:s3/bucketPolicy:BucketPolicy",
        path="policy",
        kept=policy,
        given=_document(_ACCOUNT, short=False, service="s3", resource="arn:aws:s3:::${aws:s3/bucket:Bucket.id}/*"),
        said=_document(_ROOT, short=True, service="s3", resource="arn:aws:s3:::${aws:s3/bucket:Bucket.id}/*"),
        calls=(("s3", "PutBucketPolicy", ""),),
        suppressed=_BY_MEANING,
        source=_POLICIES,
    ),
    Stored(
        kind="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        path="ipProtocol",
        kept=small,
        given="TCP",
        said="tcp",
        calls=(("ec2", "AuthorizeSecurityGroupIngress", "IpPermissions[].IpProtocol"),),
        suppressed="provider: protocols are compared by meaning (ipProtocolType)",
        source=_SMALL,
    ),
    Stored(
        kind="aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        path="ipProtocol",
        kept=small,
        given="TCP",
        said="tcp",
        calls=(("ec2", "AuthorizeSecurityGroupEgress", "IpPermissions[].IpProtocol"),),
        suppressed="provider: protocols are compared by meaning (ipProtocolType)",
        source=_SMALL,
    ),
    _network(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "cidrIpv4",
        ("ec2", "AuthorizeSecurityGroupIngress", "IpPermissions[].IpRanges[].CidrIp"),
    ),
    _network(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "cidrIpv4",
        ("ec2", "AuthorizeSecurityGroupEgress", "IpPermissions[].IpRanges[].CidrIp"),
    ),
    _network("aws:ec2/vpc:Vpc", "cidrBlock", ("ec2", "CreateVpc", "CidrBlock"), given="10.0.1.5/16"),
    _network("aws:ec2/subnet:Subnet", "cidrBlock", ("ec2", "CreateSubnet", "CidrBlock"), given="10.0.200.5/24"),
    _network("aws:ec2/route:Route", "destinationCidrBlock", ("ec2", "CreateRoute", "DestinationCidrBlock")),
    _network("aws:eks/cluster:Cluster", "vpcConfig.publicAccessCidrs[]"),
    *_small("aws:rds/cluster:Cluster", "clusterIdentifier", "dbSubnetGroupName", "dbClusterParameterGroupName"),
    *_small("aws:rds/cluster:Cluster", "engine", "globalClusterIdentifier"),
    *_small("aws:rds/clusterInstance:ClusterInstance", "identifier", "engine"),
    *_small("aws:rds/globalCluster:GlobalCluster", "globalClusterIdentifier", "engine"),
    *_small("aws:rds/subnetGroup:SubnetGroup", "name"),
    *_small("aws:rds/clusterParameterGroup:ClusterParameterGroup", "name", "family"),
    *_small("aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId", "subnetGroupName"),
    *_small("aws:elasticache/replicationGroup:ReplicationGroup", "parameterGroupName", "userGroupIds[]"),
    *_small("aws:elasticache/subnetGroup:SubnetGroup", "name"),
    *_small("aws:elasticache/parameterGroup:ParameterGroup", "name"),
    *_small("aws:elasticache/user:User", "userId"),
    *_small("aws:elasticache/userGroup:UserGroup", "userGroupId", "userIds[]"),
)
