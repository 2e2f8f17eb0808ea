"""Physical names and ARNs. Pure.

Names are fixed wherever a failover must find the thing without asking the region that made it. Names in a namespace
that all regions share (IAM, S3) carry the region; the others are equal in both regions.
"""

PREFIX = "standby"
ENGINE = "aurora-postgresql"
GLOBAL_CLUSTER = PREFIX
DATABASE_SECRET = f"{PREFIX}/database/master"
EVENT_BUS = PREFIX
ORDER_TOPIC = f"{PREFIX}-order-events"
REGION_SWITCH_PLAN = PREFIX
# Where certificates, web ACLs and log deliveries of CloudFront are made, whatever the home region is: nowhere else.
EDGE_REGION = "us-east-1"
# The source of the log of the edge: the bucket takes deliveries from it alone.
EDGE_LOG = f"{PREFIX}-edge"
ALARM_TOPIC = f"{PREFIX}-alarms"
ORDER_QUEUE = f"{PREFIX}-orders"
COMPUTE_CLUSTER = PREFIX
LOAD_BALANCER = PREFIX
CANARY = f"{PREFIX}-canary"
KUBERNETES_CLUSTER = PREFIX
# Namespaces of the cluster: the workloads' own, and that of what serves them.
WORKLOADS_NAMESPACE = PREFIX
SYSTEM_NAMESPACE = f"{PREFIX}-system"
CACHE = PREFIX
CACHE_USER = f"{PREFIX}-app"
DATABASE_USER = "standby_app"
ORIGIN_SECRET = f"{PREFIX}/edge/origin"
WEB_ACL = PREFIX
# WAF delivers only to log groups whose names begin so.
WEB_ACL_LOGS = f"aws-waf-logs-{PREFIX}"


def database_cluster(region: str) -> str:
    """Identifier of a region's Aurora cluster: members of one global cluster need different ones."""
    return f"{PREFIX}-{region}"


def table(name: str) -> str:
    """Name of a table, equal in every region as replicas demand."""
    return f"{PREFIX}-{name}"


def queue(name: str) -> str:
    """Name of a queue."""
    return f"{PREFIX}-{name}"


def dead_letters_of(queue_name: str) -> str:
    """Name of the queue that keeps another one's dead letters."""
    return f"{queue_name}-dead"


def role(region: str, name: str) -> str:
    """Name of an IAM role: IAM is one namespace for all regions."""
    return f"{PREFIX}-{region}-{name}"


def bucket(account: str, region: str, name: str) -> str:
    """Name of a bucket: S3 is one namespace for all accounts."""
    return f"{PREFIX}-{account}-{region}-{name}"


def bucket_suffix(region: str) -> str:
    """What follows a bucket's name where it is reached in its region, whether it exists already or not."""
    return f".s3.{region}.amazonaws.com"


def origin_host(domain: str) -> str:
    """Name that leads to the region that serves."""
    return f"origin.{domain}"


def app_host(domain: str) -> str:
    """Name that clients use: the edge."""
    return f"app.{domain}"


def repository(image: str) -> str:
    """Name of an image's repository."""
    return f"{PREFIX}/{image}"


def registry_host(account: str, region: str) -> str:
    """Host of an account's registry in a region."""
    return f"{account}.dkr.ecr.{region}.amazonaws.com"


def repository_arn(account: str, region: str, image: str) -> str:
    """ARN of an image's repository in a region."""
    return f"arn:aws:ecr:{region}:{account}:repository/{repository(image)}"


def target_group(workload: str) -> str:
    """Name of a workload's target group."""
    return f"{PREFIX}-{workload}"


def log_group(name: str) -> str:
    """Name of a log group."""
    return f"/{PREFIX}/{name}"


def alarm(name: str) -> str:
    """Name of an alarm."""
    return f"{PREFIX}-{name}"


def dashboard(region: str) -> str:
    """Name of a region's dashboard: an account has one namespace of them for all regions."""
    return f"{PREFIX}-{region}"


def control_plane_log_group(cluster: str) -> str:
    """Name of the log group of a cluster's control plane: EKS dictates it."""
    return f"/aws/eks/{cluster}/cluster"


def oidc_provider_arn(account: str, issuer: str) -> str:
    """ARN under which IAM knows the issuer of a cluster's tokens."""
    return f"arn:aws:iam::{account}:oidc-provider/{issuer}"


def oidc_issuer(provider_arn: str) -> str:
    """The issuer that the ARN names, without its scheme."""
    return provider_arn.partition(":oidc-provider/")[2]


def failover_control_alarm(region: str) -> str:
    """Name of the alarm that says that traffic was taken over from `region`. It stands in the other region."""
    return f"{PREFIX}-take-over-from-{region}"


def region_of(arn: str) -> str:
    """The region that an ARN names."""
    return arn.split(":")[3]


def arn_in_region(arn_elsewhere: str, region: str) -> str:
    """Turn the ARN of a multi-Region thing into that of its counterpart in `region`."""
    parts = arn_elsewhere.split(":", 5)
    parts[3] = region
    return ":".join(parts)
