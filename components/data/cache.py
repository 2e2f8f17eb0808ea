"""One region's cache. Each region has its own: what must survive a region is in the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming, ports
from settings.cache import CacheEngine, CacheSettings
from settings.strategy import Capacity

# Everything a cache needs, on the application's own keys; nothing that administers.
# Everything begins at nothing, which ElastiCache writes in where it is left out.
_APPLICATION_ACCESS = "on ~* -@all +@read +@write +@connection +@transaction -@dangerous"
# ElastiCache wants a user named `default` in every Redis group; this one can do nothing.
_NO_ACCESS = "off ~keys* -@all"


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """Where the nodes stand."""

    spec: CacheSettings
    capacity: Capacity
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    locked: bool


class Cache(pulumi.ComponentResource):
    """A primary and replicas in other zones, reached by TLS, logged in to by IAM."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    user_arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    reader_endpoint: pulumi.Output[str]

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:cache:Cache", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        user = self._user(name, args.spec.engine)
        major = args.spec.engine_version.partition(".")[0]
        parameters = aws.elasticache.ParameterGroup(
            f"{name}-parameters",
            name=f"{naming.CACHE}-{args.spec.engine}{major}",
            family=f"{args.spec.engine}{major}",
            parameters=[{"name": "maxmemory-policy", "value": "allkeys-lru"}],
            opts=child,
        )
        subnets = aws.elasticache.SubnetGroup(
            f"{name}-subnets", name=naming.CACHE, subnet_ids=args.subnet_ids, opts=child
        )
        nodes = args.spec.node_count(args.capacity)
        group = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=naming.CACHE,
            description="Sessions and query results of this region",
            engine=args.spec.engine,
            engine_version=args.spec.engine_version,
            node_type=args.spec.node_type,
            num_cache_clusters=nodes,
            # AWS refuses both without a replica to fail over to.
            automatic_failover_enabled=nodes > 1,
            multi_az_enabled=nodes > 1,
            port=ports.CACHE,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[args.security_group_id],
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            user_group_ids=[self._group(name, args.spec.engine, user).user_group_id],
            snapshot_retention_limit=args.spec.snapshot_retention_days,
            # Versions move by hand: one that AWS moved would look like a downgrade, which replaces the group.
            auto_minor_version_upgrade=False,
            apply_immediately=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        self.name, self.arn, self.user_arn = group.replication_group_id, group.arn, user.arn
        self.endpoint, self.reader_endpoint = group.primary_endpoint_address, group.reader_endpoint_address
        self.register_outputs(
            {
                "name": self.name,
                "arn": self.arn,
                "user_arn": self.user_arn,
                "endpoint": self.endpoint,
                "reader_endpoint": self.reader_endpoint,
            }
        )

    def _user(self, name: str, engine: CacheEngine) -> aws.elasticache.User:
        return aws.elasticache.User(
            f"{name}-user",
            # IAM demands that id and name are the same.
            user_id=naming.CACHE_USER,
            user_name=naming.CACHE_USER,
            engine=engine,
            access_string=_APPLICATION_ACCESS,
            authentication_mode={"type": "iam"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _group(self, name: str, engine: CacheEngine, user: aws.elasticache.User) -> aws.elasticache.UserGroup:
        members = [user.user_id]
        if engine is CacheEngine.REDIS:
            nobody = aws.elasticache.User(
                f"{name}-default-user",
                user_id=f"{naming.CACHE}-default",
                user_name="default",
                engine=engine,
                access_string=_NO_ACCESS,
                authentication_mode={"type": "no-password-required"},
                opts=pulumi.ResourceOptions(parent=self),
            )
            members.append(nobody.user_id)
        return aws.elasticache.UserGroup(
            f"{name}-users",
            user_group_id=naming.CACHE,
            engine=engine,
            user_ids=members,
            opts=pulumi.ResourceOptions(parent=self),
        )
