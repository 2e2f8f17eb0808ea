"""A secret that AWS draws once: kept in Secrets Manager, replicated to the peer region. No component of its own."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

_RECOVERY_WINDOW_DAYS = {True: 30, False: 0}


@dataclass(frozen=True, kw_only=True)
class SecretKeys:
    """Keys of both ends of the replication."""

    key_arn: pulumi.Input[str]
    peer_region: str
    peer_key_arn: pulumi.Input[str]
    locked: bool


@dataclass(frozen=True, kw_only=True)
class DrawnSecret:
    """`value` is read back from the version, so that a run that was killed in between cannot leave two of them."""

    arn: pulumi.Output[str]
    value: pulumi.Output[str]


def drawn_secret(
    parent: pulumi.Resource, name: str, keys: SecretKeys, *, secret_name: str, description: str, length: int
) -> DrawnSecret:
    """Declare it. Without punctuation: RDS refuses some of it, and a header has no use for it."""
    secret = aws.secretsmanager.Secret(
        name,
        name=secret_name,
        description=description,
        kms_key_id=keys.key_arn,
        replicas=[{"region": keys.peer_region, "kms_key_id": keys.peer_key_arn}],
        recovery_window_in_days=_RECOVERY_WINDOW_DAYS[keys.locked],
        opts=pulumi.ResourceOptions(parent=parent, protect=keys.locked),
    )
    drawn = aws.secretsmanager.get_random_password_output(
        password_length=length, exclude_punctuation=True, opts=pulumi.InvokeOptions(parent=parent)
    )
    version = aws.secretsmanager.SecretVersion(
        f"{name}-version",
        secret_id=secret.id,
        secret_string=pulumi.Output.secret(drawn.random_password),
        # Every run draws anew; the first draw is the secret.
        opts=pulumi.ResourceOptions(parent=parent, protect=keys.locked, ignore_changes=["secret_string"]),
    )
    value: pulumi.Output[str] = pulumi.Output.secret(version.secret_string.apply(lambda text: text or ""))
    return DrawnSecret(arn=secret.arn, value=value)
