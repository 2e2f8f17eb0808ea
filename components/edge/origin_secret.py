"""The secret that the edge's header is made of: drawn once, kept in Secrets Manager, replicated to the peer region."""

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.data.generated_secret import SecretKeys, drawn_secret

_LENGTH = 64


class OriginSecret(pulumi.ComponentResource):
    """`value` is for the header alone. It is registered nowhere else."""

    arn: pulumi.Output[str]
    value: pulumi.Output[str]

    def __init__(self, name: str, args: SecretKeys, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:OriginSecret", name, None, opts)
        drawn = drawn_secret(
            self,
            name,
            args,
            secret_name=naming.ORIGIN_SECRET,
            description="What the header of the edge is made of",
            length=_LENGTH,
        )
        self.arn, self.value = drawn.arn, drawn.value
        self.register_outputs({"arn": self.arn})


def replica_of(secret_arn: pulumi.Output[str], region: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Read the secret where this region has its copy: that needs nothing of the home region, which may be dark."""
    version = aws.secretsmanager.get_secret_version_output(
        secret_id=secret_arn.apply(lambda arn: naming.arn_in_region(arn, region)),
        opts=pulumi.InvokeOptions(parent=parent),
    )
    return pulumi.Output.secret(version.secret_string)
