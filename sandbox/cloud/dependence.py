"""Which regions a call needs: the one that it goes to, and those whose control planes stand behind it. Pure."""

from sandbox.cloud.request import GLOBAL_SERVICES, AwsCall

_ROUTE53_REGION = GLOBAL_SERVICES["route53"]
# AWS's Fault Isolation Boundaries paper: what gets a DNS name needs Route 53's control plane to get it.
_NAMED_BY_ROUTE53 = frozenset(
    {
        ("apigateway", "CreateDomainName"),
        ("apigateway", "CreateRestApi"),
        ("ec2", "CreateVpcEndpoint"),
        ("elasticache", "CreateCacheCluster"),
        ("elasticache", "CreateReplicationGroup"),
        ("elasticache", "CreateServerlessCache"),
        ("elasticache", "IncreaseReplicaCount"),
        ("elasticloadbalancing", "CreateLoadBalancer"),
        ("rds", "CreateDBCluster"),
        ("rds", "CreateDBInstance"),
        ("rds", "CreateDBProxy"),
    }
)
# The same paper: a bucket's existence and configuration are kept in us-east-1; its objects are not.
_BUCKET_WRITES = ("CreateBucket", "DeleteBucket", "PutBucket")
_BUCKETS_REGION = "us-east-1"


def regions_needed(call: AwsCall) -> frozenset[str]:
    """Every region that has to be up for the call to be answered."""
    needed = {call.region}
    if (call.service, call.action) in _NAMED_BY_ROUTE53:
        needed.add(_ROUTE53_REGION)
    if call.service == "s3" and call.action.startswith(_BUCKET_WRITES):
        needed.add(_BUCKETS_REGION)
    return frozenset(needed - {""})
