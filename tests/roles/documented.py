"""What AWS documents of services whose work the sandbox does not do, and grants that nobody asks for there.

`{stack}` and `{region}` are those of the stack that declares a role.
"""

from collections.abc import Mapping

from tests.roles.declared import Asked

_ACCOUNT = "000000000000"
_STREAM = "<{stack} network-flow-logs-group arn>:log-stream:"
_BUCKETS = tuple(f"arn:aws:s3:::standby-{_ACCOUNT}-{region}-assets" for region in ("us-east-1", "us-west-2"))
_CLUSTERS = tuple(f"arn:aws:rds:{region}:{_ACCOUNT}:cluster:standby-{region}" for region in ("us-east-1", "us-west-2"))
_GLOBAL = f"arn:aws:rds::{_ACCOUNT}:global-cluster:standby"
_PLAN = f"arn:aws:arc-region-switch::{_ACCOUNT}:plan/standby:0"


def _to(*resources: str, **rights: str) -> tuple[Asked, ...]:
    """Rights to one resource, whichever way it is named. Each keyword is a service, and its actions by their names."""
    return tuple(
        Asked(runtime="", who="", action=f"{service.replace('_', '-')}:{name}", resources=resources, context={})
        for service, names in rights.items()
        for name in names.split()
    )


def _taken(role: str, who: str, **context: str) -> Asked:
    given = {f"aws:{key}": [value] for key, value in context.items()}
    return Asked(runtime="", who=who, action="sts:AssumeRole", resources=(f"<{{stack}} {role} arn>",), context=given)


# S3 user guide, setting-repl-config-perm-overview: the first two of the source bucket, then of its objects, then of
# the destination's.
_REPLICATION = (
    *_to(*_BUCKETS, s3="GetReplicationConfiguration ListBucket"),
    *_to(
        *(f"{each}/site.css" for each in _BUCKETS),
        s3=(
            "GetObjectVersionForReplication GetObjectVersionAcl GetObjectVersionTagging "
            "ReplicateObject ReplicateDelete ReplicateTags"
        ),
    ),
)
DOCUMENTED: Mapping[str, tuple[Asked, ...]] = {
    # VPC user guide, flow-logs-iam-role.
    "network-flow-logs-role": (
        _taken("network-flow-logs-role", "vpc-flow-logs.amazonaws.com", sourceaccount=_ACCOUNT),
        *_to(f"{_STREAM}eni-0-all", logs="CreateLogStream PutLogEvents"),
        *_to(_STREAM, logs="DescribeLogStreams"),
    ),
    "assets-out-role": (_taken("assets-out-role", "s3.amazonaws.com"), *_REPLICATION),
    "assets-in-role": (_taken("assets-in-role", "s3.amazonaws.com"), *_REPLICATION),
    # EKS user guide, cluster-iam-role: what it may do is AWS's own policy.
    "kubernetes-cluster-role": (_taken("kubernetes-cluster-role", "eks.amazonaws.com"),),
    # CloudWatch user guide, CloudWatch_Synthetics_Canaries_Roles; Lambda reads the code from its bucket.
    "canary-role": (
        _taken("canary-role", "lambda.amazonaws.com"),
        *_to("<{stack} canary-bucket arn>/artifacts/one.json", s3="PutObject"),
        *_to("<{stack} canary-bucket arn>/code/probe.zip", s3="GetObject"),
        *_to("<{stack} canary-bucket arn>", s3="GetBucketLocation"),
        *_to("*", s3="ListAllMyBuckets"),
        *_to(
            f"arn:aws:logs:{{region}}:{_ACCOUNT}:log-group:/aws/lambda/cwsyn-standby-0:log-stream:one",
            logs="CreateLogGroup CreateLogStream PutLogEvents",
        ),
        Asked("", "", "cloudwatch:PutMetricData", ("*",), {"cloudwatch:namespace": ["CloudWatchSynthetics"]}),
    ),
    # ARC developer guide, security_iam_region_switch: of the plan's own evaluation, and of each execution block.
    "region-switch-role": (
        _taken("region-switch-role", "arc-region-switch.amazonaws.com"),
        *_to(_GLOBAL, rds="FailoverGlobalCluster SwitchoverGlobalCluster DescribeGlobalClusters"),
        *_to(*_CLUSTERS, rds="DescribeDBClusters"),
        *_to(f"arn:aws:ecs:{{region}}:{_ACCOUNT}:service/standby/web", ecs="DescribeServices UpdateService"),
        *_to(f"arn:aws:ecs:{{region}}:{_ACCOUNT}:cluster/standby", ecs="DescribeClusters"),
        *_to(
            f"arn:aws:application-autoscaling:{{region}}:{_ACCOUNT}:scalable-target/0",
            application_autoscaling="RegisterScalableTarget",
        ),
        *_to(f"arn:aws:iam::{_ACCOUNT}:role/standby-us-east-1-region-switch", iam="SimulatePrincipalPolicy"),
        *_to(_PLAN, arc_region_switch="GetPlan GetPlanExecution ListPlanExecutions"),
        *_to(
            "*",
            application_autoscaling="DescribeScalableTargets",
            cloudwatch="DescribeAlarmHistory DescribeAlarms GetMetricStatistics",
            ecs="ListServices",
        ),
    ),
}
_QUEUES = tuple(f"{name}-undelivered" for name in ("order-events-analytics", "order-events-fulfilment"))
_LOGS = f"arn:aws:logs:{{region}}:{_ACCOUNT}:log-group:/standby/web"


def _by(who: str, action: str, *resources: str, **context: str) -> Asked:
    """What a service asks for in its own name."""
    given = {f"aws:{key}": [value] for key, value in context.items()}
    return Asked(runtime="", who=f"{who}.amazonaws.com", action=action, resources=resources, context=given)


# Deliveries that nobody sees in the sandbox, and what is asked for only where something went wrong.
OF_RESOURCES: tuple[Asked, ...] = (
    # SNS developer guide, sns-dead-letter-queues; EventBridge user guide, eb-rule-dlq.
    *(
        _by("sns", "sqs:SendMessage", f"<{{stack}} {name} arn>", sourcearn="<{stack} order-events arn>")
        for name in _QUEUES
    ),
    _by("events", "sqs:SendMessage", "<{stack} bus-undelivered arn>", sourcearn="<{stack} bus-order-placed arn>"),
    # Elastic Load Balancing, enable-access-logging.
    _by(
        "logdelivery.elasticloadbalancing",
        "s3:PutObject",
        f"arn:aws:s3:::standby-{_ACCOUNT}-{{region}}-access-logs/AWSLogs/{_ACCOUNT}/elasticloadbalancing/one.log.gz",
        f"<{{stack}} access-logs arn>/AWSLogs/{_ACCOUNT}/elasticloadbalancing/one.log.gz",
    ),
    # CloudWatch Logs user guide, AWS-logs-infrastructure-V2-S3.
    Asked(
        runtime="",
        who="delivery.logs.amazonaws.com",
        action="s3:PutObject",
        resources=(f"<{{stack}} access-logs arn>/AWSLogs/{_ACCOUNT}/CloudFront/one.gz",),
        context={
            "aws:sourceaccount": [_ACCOUNT],
            "s3:x-amz-acl": ["bucket-owner-full-control"],
            "aws:sourcearn": [f"arn:aws:logs:us-east-1:{_ACCOUNT}:delivery-source:standby-edge"],
        },
    ),
    # CloudFront developer guide, private-content-restricting-access-to-s3.
    _by("cloudfront", "s3:GetObject", "<{stack} assets arn>/site.css", sourcearn="<prod-east edge-distribution arn>"),
    # RDS, DynamoDB and ElastiCache make the grant in their caller's name, and KMS says so; EKS without that.
    *(
        Asked("", "", "kms:CreateGrant", (f"<{{stack}} {key} arn>",), {"kms:grantisforawsresource": ["true"]})
        for key in ("data-key", "data-key-replica")
    ),
    Asked("", "", "kms:CreateGrant", ("<{stack} region-key arn>",), {}),
    # CloudWatch Logs user guide, encrypt-log-data-kms.
    Asked(
        runtime="",
        who="logs.{region}.amazonaws.com",
        action="kms:GenerateDataKey",
        resources=("<{stack} region-key arn>",),
        context={"kms:encryptioncontext:aws:logs:arn": [_LOGS]},
    ),
)
_TRACES = "observability.trace_share is 0 in this life; where a stack file raises it, spans go to X-Ray's OTLP endpoint"
_SEGMENTS = (
    "AWS's page of the OTLP endpoint attaches AWSXrayWriteOnlyPolicy, which has it; that it is needed, only AWS shows"
)
_DESCRIBED = (
    "DynamoDB developer guide, encryption.usagenotes lists it for whoever uses a table; the emulated one only decrypts"
)
_WORKLOADS = ("web-role", "web-role-task", "worker-role", "worker-role-task")
# Role and action -> why it is granted although nobody asks for it in the sandbox.
UNASKED: Mapping[tuple[str, str], str] = {
    (role, action): reason
    for action, reason in (
        ("kms:DescribeKey", _DESCRIBED),
        ("xray:PutSpans", _TRACES),
        ("xray:PutTraceSegments", _SEGMENTS),
    )
    for role in _WORKLOADS
}
