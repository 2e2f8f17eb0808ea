"""The secret that the edge's header is made of: drawn once, kept in Secrets Manager, replicated to the peer region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming

_LENGTH = 64
_RECOVERY_WINDOW_DAYS = {True: 30, False: 0}


@dataclass(frozen=True, kw_only=True)
class OriginSecretArgs:
    """Keys of both ends of the replication."""

    key_arn: pulumi.Input[str]
    peer_region: str
    peer_key_arn: pulumi.Input[str]
    locked: bool


class OriginSecret(pulumi.ComponentResource):
    """`value` is for the header alone. It is registered nowhere else."""

    arn: pulumi.Output[str]
    value: pulumi.Output[str]

    def __init__(self, name: str, args: OriginSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:OriginSecret", name, None, opts)
        secret = aws.secretsmanager.Secret(
            name,
            name=naming.ORIGIN_SECRET,
            description="What the header of the edge is made of",
            kms_key_id=args.key_arn,
            replicas=[{"region": args.peer_region, "kms_key_id": args.peer_key_arn}],
            recovery_window_in_days=_RECOVERY_WINDOW_DAYS[args.locked],
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        drawn = aws.secretsmanager.get_random_password_output(
            password_length=_LENGTH, exclude_punctuation=True, opts=pulumi.InvokeOptions(parent=self)
        )
        version = aws.secretsmanager.SecretVersion(
            f"{name}-version",
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(drawn.random_password),
            # Every run draws anew; the first draw is the secret.
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked, ignore_changes=["secret_string"]),
        )
        self.arn = secret.arn
        self.value = pulumi.Output.secret(version.secret_string.apply(lambda text: text or ""))
        self.register_outputs({"arn": self.arn})


def replica_of(secret_arn: pulumi.Output[str], region: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Read the secret where this region has its copy: that needs nothing of the home region, which may be dark."""
    version = aws.secretsmanager.get_secret_version_output(
        secret_id=secret_arn.apply(lambda arn: naming.arn_in_region(arn, region)),
        opts=pulumi.InvokeOptions(parent=parent),
    )
    return pulumi.Output.secret(version.secret_string)
