"""WAF: logging configurations, and where what belongs to CloudFront may be made."""

from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_LOGGING = frozenset({"DeleteLoggingConfiguration", "GetLoggingConfiguration", "PutLoggingConfiguration"})
_CLOUDFRONT, _CLOUDFRONT_REGION = "CLOUDFRONT", "us-east-1"
_LOG_GROUPS = "aws-waf-logs-"

_GROUP = "DescribeManagedRuleGroup"
# WAF developer guide, list of AWS's managed groups of rules.
_WEIGHTS = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
}


class WafLogging(Addition):
    """Keeps one configuration per web ACL. As on AWS the web ACL has to be there, and the group to be named for WAF."""

    service = "wafv2"
    adds = (
        "PutLoggingConfiguration, GetLoggingConfiguration and DeleteLoggingConfiguration; what AWS's own groups of "
        "rules weigh; the refusal of the scope CLOUDFRONT outside us-east-1"
    )
    proves = "the web ACL's log goes to a group of the right name, filtered and redacted as the program says"
    cannot = "a single line of the log, and that the service may write to the group"

    def __init__(self, emulator: Emulator, conditions: Conditions) -> None:
        self._emulator, self._conditions = emulator, conditions
        self._configurations: dict[tuple[str, str], dict[str, Any]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in {*_LOGGING, _GROUP} or self._is_misplaced(call)

    def _is_misplaced(self, call: AwsCall) -> bool:
        return call.region != _CLOUDFRONT_REGION and call.json().get("Scope") == _CLOUDFRONT

    @override
    async def answer(self, call: AwsCall) -> Answer:
        request = call.json()
        if call.action == "PutLoggingConfiguration":
            return await self._put(call.scope, request["LoggingConfiguration"])
        if call.action not in {*_LOGGING, _GROUP} or self._is_misplaced(call):
            return json_error(
                "WAFInvalidParameterException",
                f"The scope is not valid., field: SCOPE_VALUE, parameter: {_CLOUDFRONT} in {call.region}",
            )
        if call.action == _GROUP:
            return await self._group(call)
        key = (call.account, str(request["ResourceArn"]))
        kept = self._configurations.get(key)
        if kept is None:
            return json_error("WAFNonexistentItemException", f"{key[1]} has no logging configuration")
        if call.action == "DeleteLoggingConfiguration":
            del self._configurations[key]
            return json_answer({})
        return json_answer({"LoggingConfiguration": kept})

    async def _group(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        name = str(call.json().get("Name"))
        weight = self._conditions.rule_groups.get(name, _WEIGHTS.get(name))
        if not answer.is_success or weight is None:
            return answer
        return json_answer({**answer.json(), "Capacity": weight})

    async def _put(self, scope: Scope, configuration: dict[str, Any]) -> Answer:
        arn = str(configuration["ResourceArn"])
        known = await self._emulator.ask_json(
            scope, service=self.service, target="AWSWAF_20190729.ListTagsForResource", payload={"ResourceARN": arn}
        )
        if not known.is_success:
            return known
        for destination in configuration["LogDestinationConfigs"]:
            name = destination.rpartition("log-group:")[2]
            if ":logs:" in destination and not name.startswith(_LOG_GROUPS):
                return json_error(
                    "WAFLogDestinationPermissionIssueException",
                    f"A log group for WAF is called {_LOG_GROUPS}..., not {name}",
                )
        self._configurations[scope.account, arn] = configuration
        return json_answer({"LoggingConfiguration": configuration})
