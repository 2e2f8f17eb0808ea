"""Service Quotas: what an account may have in a region, of those quotas that a failover runs into."""

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.quotas import DEFAULTS
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

_ACTIONS = frozenset({"GetServiceQuota", "GetAWSDefaultServiceQuota"})


class ServiceQuotas(Addition):
    """Answers for the quotas that `Conditions` knows; nothing else of the cloud obeys them."""

    service = "servicequotas"
    adds = "GetServiceQuota and GetAWSDefaultServiceQuota of what a region needs; tools set what is applied in a region"
    proves = "a region whose quota is too small for all of it is seen before a failover"
    cannot = "other quotas, requests for an increase, and that anything is refused beyond one"

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    @override
    def takes(self, call: AwsCall) -> bool:
        return True

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action not in _ACTIONS:
            return json_error("UnknownOperationException", f"the sandbox has no {call.action} of {self.service}")
        request = call.json()
        service, code = str(request["ServiceCode"]), str(request["QuotaCode"])
        is_default = call.action == "GetAWSDefaultServiceQuota"
        value = (
            self._conditions.default_quota(service, code)
            if is_default
            else self._conditions.quota(call.region, service, code)
        )
        if value is None:
            return json_error("NoSuchResourceException", f"There is no quota {code} of the service {service}.")
        owner = "" if is_default else call.account
        return json_answer(
            {
                "Quota": {
                    "ServiceCode": service,
                    "ServiceName": service,
                    "QuotaArn": f"arn:aws:servicequotas:{call.region}:{owner}:{service}/{code}",
                    "QuotaCode": code,
                    "QuotaName": DEFAULTS[service, code][0],
                    "Value": value,
                    "Unit": "None",
                    "Adjustable": True,
                    "GlobalQuota": False,
                }
            }
        )
