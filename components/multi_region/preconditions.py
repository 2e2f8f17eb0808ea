"""What must hold before a stack declares anything: the other stack is far enough, and the writer is who we think it is.

Looks, and refuses. Changes nothing.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.common import naming
from settings import StackSettings
from settings.ordering import Recorded, refusal

# Outputs by which each stack says how far it is.
ROUTING_MODE, REGION_ROLE, PROVISIONED_AS, GENERATION = (
    "routing_mode",
    "region_role",
    "provisioned_as",
    "header_generation",
)


def region_once_in_order(settings: StackSettings, other: pulumi.StackReference | None) -> pulumi.Input[str]:
    """This stack's region, known only once the other stack is far enough.

    Providers are given it, so that nothing of a stack that runs too early is touched: each of its resources waits for
    its provider. Raises pulumi.RunError, while the program runs, with the stack to run first.
    """
    if other is None:
        return settings.region

    def check(recorded: list[Any]) -> str:
        region_role, provisioned_as, routing_mode, generation = recorded
        # Numbers come back from a stack as floating ones.
        known = None if generation is None else int(generation)
        reason = refusal(
            settings,
            Recorded(
                region_role=region_role,
                provisioned_as=provisioned_as,
                routing_mode=routing_mode,
                header_generation=known,
            ),
        )
        if reason is not None:
            raise pulumi.RunError(reason)
        return settings.region

    return pulumi.Output.all(
        *(other.get_output(name) for name in (REGION_ROLE, PROVISIONED_AS, ROUTING_MODE, GENERATION))
    ).apply(check)


def refuse_another_writer(settings: StackSettings, provider: aws.Provider) -> None:
    """Stop the program where AWS has another writer than `standby:writer` says.

    Scaling bounds follow the writer, so acting on a stale one would undo a failover. Asks this
    region alone: the other may be dark. A region that has no cluster yet has nothing to disagree with. Raises
    pulumi.RunError.
    """
    opts = pulumi.InvokeOptions(provider=provider)
    own = naming.database_cluster(settings.region)
    here = aws.rds.get_clusters(filters=[{"name": "db-cluster-id", "values": [own]}], opts=opts)
    if own not in here.cluster_identifiers:
        return
    members = aws.rds.get_global_cluster(identifier=naming.GLOBAL_CLUSTER, opts=opts).members
    writers = [naming.region_of(member.db_cluster_arn) for member in members if member.is_writer]
    if writers == [settings.writer]:
        return
    found = f"its writer is {writers[0]}" if writers else "it has no writer"
    msg = (
        f"standby:writer is {settings.writer}, but the global database {naming.GLOBAL_CLUSTER} says that {found}; "
        "nothing was changed. After a failover write AWS's writer as standby:writer into both stack files; if no "
        "failover was meant, move the writer back first"
    )
    raise pulumi.RunError(msg)
