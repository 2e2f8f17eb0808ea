"""Whether a name that a stack will give to something is somebody else's already.

Names are those of components/common/naming.py.
"""

from collections.abc import Callable, Iterator, Mapping

from botocore.exceptions import ClientError

from operations.preflight.checking import Check, Finding, Look, wrong
from operations.preflight.place import CONTROLLERS, Place, tags_of
from settings import Runtime

_GONE = frozenset(
    {
        "404", "NoSuchBucket", "NoSuchEntity", "RepositoryNotFoundException", "ResourceNotFoundException",
        "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "LoadBalancerNotFound",
        "DBClusterNotFoundFault",
    }
)  # fmt: skip
_FORBIDDEN, _UNTAGGED = "403", "NoSuchTagSet"
_QUEUES = (
    "orders", "orders-dead", "analytics", "analytics-dead", "analytics-undelivered", "fulfilment", "fulfilment-dead",
    "fulfilment-undelivered", "events-undelivered",
)  # fmt: skip
_TABLES = ("operations", "orders", "products", "sessions")
Tags = Mapping[str, str]


def log_groups(place: Place) -> tuple[str, ...]:
    """Those of a region."""
    of_tasks = [f"/standby/{name}" for name in place.on_tasks]
    of_pods = ["/aws/eks/standby/cluster", "/standby/pods"] if place.kubernetes else []
    return ("/standby/flow-logs", *of_tasks, *of_pods, *(["aws-waf-logs-standby"] if place.settings.is_home else []))


def repositories(place: Place) -> tuple[str, ...]:
    """Those of a region: images of controllers have a place before there is a cluster."""
    more = CONTROLLERS if place.settings.kubernetes else ()
    return tuple(f"standby/{name}" for name in (*sorted(place.settings.workloads), *more))


def buckets(place: Place) -> tuple[str, ...]:
    """Those of a region, in a namespace that all accounts share."""
    return tuple(f"standby-{place.account}-{place.region}-{name}" for name in ("access-logs", "assets"))


def roles(place: Place) -> tuple[str, ...]:
    """Those that a region's tasks and services act by."""
    names = ["flow-logs", "asset-replication"]
    for name, workload in sorted(place.settings.workloads.items()):
        names += [f"{name}-pods"] if workload.runtime is Runtime.EKS else [name, f"{name}-execution"]
    names += ["kubernetes", "pods-execution", "keda", "load-balancer-controller"] if place.kubernetes else []
    return tuple(f"standby-{place.region}-{name}" for name in names)


def queues(_: Place) -> tuple[str, ...]:
    """Those of a region."""
    return tuple(f"standby-{name}" for name in _QUEUES)


def tables(_: Place) -> tuple[str, ...]:
    """Those that the home stack makes in both regions."""
    return tuple(f"standby-{name}" for name in _TABLES)


def clusters(place: Place) -> tuple[str, ...]:
    """The database's of a region."""
    return (f"standby-{place.region}",)


def balancers(_: Place) -> tuple[str, ...]:
    """The load balancer's of a region."""
    return ("standby",)


def secrets(_: Place) -> tuple[str, ...]:
    """Those that the home stack makes in both regions."""
    return ("standby/database/master", "standby/edge/origin")


def _of_log_group(place: Place, name: str) -> Tags | None:
    client = place.client("logs")
    found = client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    arn = next((str(each["arn"]) for each in found if each["logGroupName"] == name), None)
    return None if arn is None else tags_of(client.list_tags_for_resource(resourceArn=arn.removesuffix(":*"))["tags"])


def _of_repository(place: Place, name: str) -> Tags:
    client = place.client("ecr")
    arn = client.describe_repositories(repositoryNames=[name])["repositories"][0]["repositoryArn"]
    return tags_of(client.list_tags_for_resource(resourceArn=arn)["tags"])


def _of_bucket(place: Place, name: str) -> Tags:
    client = place.client("s3")
    try:
        client.head_bucket(Bucket=name)
        return tags_of(client.get_bucket_tagging(Bucket=name)["TagSet"])
    except ClientError as error:
        # A bucket that answers 403 is there, and another account's.
        if error.response["Error"]["Code"] in {_FORBIDDEN, _UNTAGGED}:
            return {}
        raise


def _of_role(place: Place, name: str) -> Tags:
    return tags_of(place.world("iam").get_role(RoleName=name)["Role"].get("Tags"))


def _of_queue(place: Place, name: str) -> Tags:
    client = place.client("sqs")
    return tags_of(client.list_queue_tags(QueueUrl=client.get_queue_url(QueueName=name)["QueueUrl"]).get("Tags"))


def _of_table(place: Place, name: str) -> Tags:
    """Of a replica, those of the table in the home region: replication carries no tags."""
    found = place.client("dynamodb").describe_table(TableName=name)["Table"]
    home = place.settings.home
    if any(each["RegionName"] == home for each in found.get("Replicas", ())):
        found = place.clients("dynamodb", home).describe_table(TableName=name)["Table"]
        return tags_of(place.clients("dynamodb", home).list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"])
    return tags_of(place.client("dynamodb").list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"])


def _of_cluster(place: Place, name: str) -> Tags:
    (found,) = place.client("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    return tags_of(found.get("TagList"))


def _of_balancer(place: Place, name: str) -> Tags:
    client = place.client("elbv2")
    arn = client.describe_load_balancers(Names=[name])["LoadBalancers"][0]["LoadBalancerArn"]
    return tags_of(client.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])


def _of_secret(place: Place, name: str) -> Tags:
    """Of a replica, those of the secret that it is a replica of."""
    found = place.client("secretsmanager").describe_secret(SecretId=name)
    if found.get("PrimaryRegion", place.region) != place.region:
        found = place.clients("secretsmanager", found["PrimaryRegion"]).describe_secret(SecretId=name)
    # A name stays taken until the deletion is done.
    return {} if found.get("DeletedDate") else tags_of(found.get("Tags"))


# What it is -> its names, and the tags of one; None or one of AWS's codes where it is not there.
KINDS: Mapping[str, tuple[Callable[[Place], tuple[str, ...]], Callable[[Place, str], Tags | None]]] = {
    "log group": (log_groups, _of_log_group),
    "repository": (repositories, _of_repository),
    "bucket": (buckets, _of_bucket),
    "role": (roles, _of_role),
    "queue": (queues, _of_queue),
    "table": (tables, _of_table),
    "database cluster": (clusters, _of_cluster),
    "load balancer": (balancers, _of_balancer),
    "secret": (secrets, _of_secret),
}


def checks() -> tuple[Check, ...]:
    """One for each kind of thing."""
    return tuple(
        Check(name=f"names {kind}".replace(" ", "-"), says=f"no {kind} of ours is somebody else's", look=_look(kind))
        for kind in KINDS
    )


def _look(kind: str) -> Look:
    names, tags_of_one = KINDS[kind]

    def look(place: Place) -> Iterator[Finding]:
        for name in names(place):
            try:
                tags = tags_of_one(place, name)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _GONE:
                    raise
                continue
            if tags is not None and not place.owns(tags):
                yield wrong(
                    f"there is a {kind} {name} already, and no stack of this pair made it",
                    "Delete it, where nobody needs it, or use another account: an up would stop there",
                )

    return look
