"""What the home stack owns and both stacks use: how it is exported, and how the other stack reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

OUTPUT = "shared"


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Ids of what exists once. The ARNs of key and secrets are the home region's.

    The peer's counterparts differ only in the region (`naming.arn_in_region`): the key is multi-Region and each
    secret has a replica.
    """

    zone_id: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    database_secret_arn: pulumi.Output[str]
    global_cluster_id: pulumi.Output[str]
    origin_secret_arn: pulumi.Output[str]
    distribution_arn: pulumi.Output[str]

    def exported(self) -> dict[str, pulumi.Output[str]]:
        """As the home stack's output `shared`."""
        return {key: getattr(self, key) for key in self.__dataclass_fields__}


def shared_from(home: pulumi.StackReference | None) -> Shared:
    """Read what the home stack exported.

    Raises pulumi.RunError, while the program runs, where the home stack is not up yet: it goes first.
    """
    if home is None:
        msg = "only the home stack runs without a reference to the other one"
        raise pulumi.RunError(msg)
    exported = home.get_output(OUTPUT)
    return Shared(**{key: _one(home, exported, key) for key in Shared.__dataclass_fields__})


def _one(home: pulumi.StackReference, exported: pulumi.Output[object], key: str) -> pulumi.Output[str]:
    def pick(value: object) -> pulumi.Output[str]:
        if not isinstance(value, Mapping) or not value.get(key):
            return home.name.apply(lambda name: _refuse(name, key))
        return pulumi.Output.from_input(str(value[key]))

    return exported.apply(pick)


def _refuse(stack: str, key: str) -> str:
    msg = (
        f"stack {stack} has no output {OUTPUT}.{key}: the home stack is not up yet; "
        f"run `pulumi up --stack {stack}` first"
    )
    raise pulumi.RunError(msg)
