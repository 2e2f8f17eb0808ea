"""ECR: the registry's replication configuration."""

from typing import Any

from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_ACTIONS = frozenset({"PutReplicationConfiguration", "DescribeRegistry"})


class EcrReplication:
    """Keeps the configuration per account and region."""

    service = "ecr"
    adds = "PutReplicationConfiguration and DescribeRegistry"
    proves = "both registries name each other"
    cannot = "that an image arrives: no image is pushed here"

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and call.action in _ACTIONS

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        here = (call.account, call.region)
        if call.action == "PutReplicationConfiguration":
            rules = call.json()["replicationConfiguration"]["rules"]
            for destination in [entry for rule in rules for entry in rule["destinations"]]:
                if destination["registryId"] == call.account and destination["region"] == call.region:
                    return json_error("ValidationException", "A registry cannot replicate to its own region")
            self._rules[here] = rules
            return json_answer({"replicationConfiguration": {"rules": rules}})
        return json_answer(
            {"registryId": call.account, "replicationConfiguration": {"rules": self._rules.get(here, [])}}
        )
