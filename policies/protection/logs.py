"""Buckets that take only what their own region writes about itself. Not data, and not wanted elsewhere. No rule."""

from framework.graph import Node, Stack

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
# What writes logs or artifacts, and where it names the bucket.
WRITERS = {
    "aws:lb/loadBalancer:LoadBalancer": "accessLogs",
    "aws:ec2/flowLog:FlowLog": "logDestination",
    "aws:s3/bucketLogging:BucketLogging": "targetBucket",
    "aws:cloudfront/distribution:Distribution": "loggingConfig",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "logDestinationConfigs",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "deliveryDestinationConfiguration",
    "aws:synthetics/canary:Canary": "artifactS3Location",
}
READS = {token: (path,) for token, path in WRITERS.items()}


def takes_logs(bucket: Node, stack: Stack) -> bool:
    """Whether something of the stack writes its logs there."""
    return any(stack.referring(bucket, path, token) for token, path in WRITERS.items())
