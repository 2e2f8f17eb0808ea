"""The key of everything that is replicated: one multi-Region key, and its replica in the peer region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.data.kms_key_policy import GRANTS_BY_SERVICES, key_policy, replication_statement

_DELETION_WINDOW_DAYS = {True: 30, False: 7}


@dataclass(frozen=True, kw_only=True)
class DataKeyArgs:
    """`peer_provider` is the provider of the region that gets the replica."""

    account: pulumi.Input[str]
    peer_provider: pulumi.ProviderResource
    locked: bool


class DataKey(pulumi.ComponentResource):
    """Encrypts database, tables, secrets and cache. Both keys share an id, so one ARN follows from the other."""

    arn: pulumi.Output[str]
    replica_arn: pulumi.Output[str]

    def __init__(self, name: str, args: DataKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:keys:DataKey", name, None, opts)
        policy = key_policy(args.account, replication_statement(args.account), grants=GRANTS_BY_SERVICES)
        window = _DELETION_WINDOW_DAYS[args.locked]
        key = aws.kms.Key(
            name,
            description="Data of both regions",
            multi_region=True,
            enable_key_rotation=True,
            deletion_window_in_days=window,
            policy=policy,
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name="alias/standby-data",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        replica = aws.kms.ReplicaKey(
            f"{name}-replica",
            description="Data of both regions",
            primary_key_arn=key.arn,
            deletion_window_in_days=window,
            policy=policy,
            opts=pulumi.ResourceOptions(parent=self, provider=args.peer_provider, protect=args.locked),
        )
        aws.kms.Alias(
            f"{name}-replica-alias",
            name="alias/standby-data",
            target_key_id=replica.key_id,
            opts=pulumi.ResourceOptions(parent=self, provider=args.peer_provider),
        )
        self.arn, self.replica_arn = key.arn, replica.arn
        self.register_outputs({"arn": self.arn, "replica_arn": self.replica_arn})
