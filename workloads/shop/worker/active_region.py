"""Which region places orders, where a failover has said so.

A failover writes one item into the operations table of the region that takes over. Replication brings it here as soon
as this region can be reached, and the workers of the source region stand still, whatever their database says.
"""

import logging

from workloads.shop.clients import AWS_ERRORS, AwsClient
from workloads.shop.items import to_item
from workloads.tables import ACTIVE_ID, OPERATIONS

_log = logging.getLogger(__name__)


class ActiveRegion:
    """What the operations table says of this region."""

    def __init__(self, dynamodb: AwsClient, table: str, region: str) -> None:
        self._dynamodb, self._table, self._region = dynamodb, table, region

    def is_here(self) -> bool:
        """Whether orders may be placed here. Not where nobody can tell: without tables nothing is placed anyway."""
        try:
            answer = self._dynamodb.get_item(TableName=self._table, Key=to_item({OPERATIONS.key: ACTIVE_ID}))
        except AWS_ERRORS as error:
            _log.warning("which region is active cannot be read; waiting", extra={"error": str(error)})
            return False
        named = answer.get("Item", {}).get("region", {}).get("S", self._region)
        if named != self._region:
            _log.warning("orders are placed in another region; waiting", extra={"active": named})
        return bool(named == self._region)
