"""Account Management: regions that the account has not enabled."""

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer


class AccountRegions(Addition):
    """The emulator has every region enabled."""

    service = "account"
    adds = "GetRegionOptStatus of a region that tools say is not enabled"
    proves = "a region that has to be enabled first is seen before an up"
    cannot = "that calls in such a region are refused, and how long enabling it takes"

    def __init__(self, emulator: Emulator, conditions: Conditions) -> None:
        self._emulator, self._conditions = emulator, conditions

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action == "GetRegionOptStatus"

    @override
    async def answer(self, call: AwsCall) -> Answer:
        region = str(call.json().get("RegionName"))
        status = self._conditions.regions.get(region)
        if status is None:
            return await self._emulator.answer(call)
        return json_answer({"RegionName": region, "RegionOptStatus": status})
