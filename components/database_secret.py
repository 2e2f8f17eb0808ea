"""The database's master password: made once, kept in Secrets Manager, replicated to the peer region.

RDS-managed passwords are refused for a global database. The workload does not use this one: it logs in by IAM.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components import naming

_PASSWORD_LENGTH = 40
_RECOVERY_WINDOW_DAYS = {True: 30, False: 0}


@dataclass(frozen=True, kw_only=True)
class DatabaseSecretArgs:
    """Keys of both ends of the replication."""

    key_arn: pulumi.Input[str]
    peer_region: str
    peer_key_arn: pulumi.Input[str]
    locked: bool


class DatabaseSecret(pulumi.ComponentResource):
    """`password` is for the cluster that it opens. It is registered nowhere else."""

    arn: pulumi.Output[str]
    password: pulumi.Output[str]

    def __init__(self, name: str, args: DatabaseSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:DatabaseSecret", name, None, opts)
        secret = aws.secretsmanager.Secret(
            name,
            name=naming.DATABASE_SECRET,
            description="Master password of the database",
            kms_key_id=args.key_arn,
            replicas=[{"region": args.peer_region, "kms_key_id": args.peer_key_arn}],
            recovery_window_in_days=_RECOVERY_WINDOW_DAYS[args.locked],
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        # Punctuation is left out because RDS refuses some of it.
        drawn = aws.secretsmanager.get_random_password_output(
            password_length=_PASSWORD_LENGTH,
            exclude_punctuation=True,
            opts=pulumi.InvokeOptions(parent=self),
        )
        version = aws.secretsmanager.SecretVersion(
            f"{name}-version",
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(drawn.random_password),
            # Every run draws anew; the first draw is the password.
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked, ignore_changes=["secret_string"]),
        )
        self.arn = secret.arn
        # Read back from the version, so that a run that was killed in between cannot leave two passwords.
        self.password = pulumi.Output.secret(version.secret_string.apply(lambda text: text or ""))
        self.register_outputs({"arn": self.arn})
