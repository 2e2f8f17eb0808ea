"""The other region's cluster, as far as the other stack tells of it: its pods may act as this region's roles too.

IAM cannot be changed while us-east-1 is dark, so the trust is there before anybody needs it. The home stack cannot read
the other one, which comes after it: there `standby:kubernetes.peer_issuer` says it.
"""

from collections.abc import Mapping

import pulumi

# Outputs of a stack that has a cluster.
KUBERNETES, ISSUER = "kubernetes", "issuer"


def peer_issuer(other: pulumi.StackReference | None) -> pulumi.Input[str]:
    """The issuer without its scheme; nothing where the other stack is not read, or runs no cluster."""
    if other is None:
        return ""
    return other.get_output(KUBERNETES).apply(
        lambda told: str(told.get(ISSUER) or "") if isinstance(told, Mapping) else ""
    )
