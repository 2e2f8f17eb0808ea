"""Account Management: regions that the account has not enabled."""

from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer


class AccountRegions:
    """The emulator has every region enabled."""

    service = "account"
    adds = "GetRegionOptStatus of a region that tools say is not enabled"
    proves = "a region that has to be enabled first is seen before an up"
    cannot = "that calls in such a region are refused, and how long enabling it takes"

    def __init__(self, emulator: Emulator, conditions: Conditions) -> None:
        self._emulator, self._conditions = emulator, conditions

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.action == "GetRegionOptStatus"

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        region = str(call.json().get("RegionName"))
        status = self._conditions.regions.get(region)
        if status is None:
            return await self._emulator.answer(call)
        return json_answer({"RegionName": region, "RegionOptStatus": status})
