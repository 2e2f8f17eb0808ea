"""The database's master password: made once, kept in Secrets Manager, replicated to the peer region.

RDS-managed passwords are refused for a global database. The workload does not use this one: it logs in by IAM.
"""

import pulumi

from components.common import naming
from components.data.generated_secret import SecretKeys, drawn_secret

_PASSWORD_LENGTH = 40


class DatabaseSecret(pulumi.ComponentResource):
    """`password` is for the cluster that it opens. It is registered nowhere else."""

    arn: pulumi.Output[str]
    password: pulumi.Output[str]

    def __init__(self, name: str, args: SecretKeys, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:database:DatabaseSecret", name, None, opts)
        drawn = drawn_secret(
            self,
            name,
            args,
            secret_name=naming.DATABASE_SECRET,
            description="Master password of the database",
            length=_PASSWORD_LENGTH,
        )
        self.arn, self.password = drawn.arn, drawn.value
        self.register_outputs({"arn": self.arn})
