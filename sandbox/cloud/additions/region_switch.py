"""ARC Region switch: plans, kept once for an account and seen in both of a plan's regions."""

import hashlib
import time
from typing import Any

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.additions.region_switch_rules import problems
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, json_answer, json_error

Plan = dict[str, Any]
_ABBREVIATED = (
    "arn",
    "owner",
    "name",
    "regions",
    "recoveryApproach",
    "primaryRegion",
    "version",
    "updatedAt",
    "description",
    "executionRole",
    "recoveryTimeObjectiveMinutes",
)
_FIXED: tuple[str, ...] = ("arn", "owner", "name", "regions", "recoveryApproach", "primaryRegion")
_LISTS = frozenset({"ListPlans", "ListPlansInRegion"})


class RegionSwitchPlans(Addition):
    """Keeps plans per account. An execution is refused: nothing here would carry it out."""

    service = "arc-region-switch"
    adds = "plans (create, get, list, update, delete, tags), and their view in each of their regions"
    proves = "a plan names both regions, a workflow for each, and blocks with one resource of each region"
    cannot = "executions, approvals, the evaluation of roles and resources, and the measured recovery time"

    def __init__(self) -> None:
        self._plans: dict[str, dict[str, Plan]] = {}
        self._tags: dict[str, dict[str, str]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        """The emulator has nothing of this service."""
        return call.service == self.service

    @override
    async def answer(self, call: AwsCall) -> Answer:
        plans, request = self._plans.setdefault(call.account, {}), call.json()
        if call.action in _LISTS:
            return json_answer({"plans": [_abbreviated(each) for each in _seen(call, plans)]})
        if call.action == "CreatePlan":
            return self._create(call, plans, request)
        plan = plans.get(request.get("arn") or request.get("planArn") or "")
        if plan is None:
            return json_error("ResourceNotFoundException", f"there is no plan {request.get('arn')}", 404)
        return self._about(call, plans, plan, request)

    def _about(self, call: AwsCall, plans: dict[str, Plan], plan: Plan, request: Plan) -> Answer:
        match call.action:
            case "GetPlan":
                return json_answer({"plan": plan})
            case "GetPlanInRegion":
                return _in_region(call, plan)
            case "UpdatePlan":
                return _update(plan, request)
            case "DeletePlan":
                del plans[plan["arn"]]
                return json_answer({})
            case "ListTagsForResource" | "TagResource" | "UntagResource":
                return self._tagged(call.action, plan, request)
            case _:
                return json_error("UnsupportedOperation", f"the sandbox keeps plans, and has no {call.action}")

    def _create(self, call: AwsCall, plans: dict[str, Plan], request: Plan) -> Answer:
        wrong = [*problems(request)]
        wrong += (
            [f"there is a plan {request['name']}"] if request["name"] in {p["name"] for p in plans.values()} else []
        )
        if wrong:
            return json_error("ValidationException", "; ".join(wrong))
        # As AWS does, six characters that nobody chose.
        digest = hashlib.sha256(f"{call.account}{request['name']}{time.time()}".encode()).hexdigest()[:6]
        arn = f"arn:aws:arc-region-switch::{call.account}:plan/{request['name']}:{digest}"
        self._tags[arn] = dict(request.get("tags") or {})
        plans[arn] = {
            **{key: value for key, value in request.items() if key != "tags"},
            "arn": arn,
            "owner": call.account,
            "version": "1",
            "updatedAt": time.time(),
        }
        return json_answer({"plan": plans[arn]})

    def _tagged(self, action: str, plan: Plan, request: Plan) -> Answer:
        tags = self._tags[plan["arn"]]
        if action == "TagResource":
            tags |= request["tags"]
        for key in request.get("resourceTagKeys") or ():
            tags.pop(key, None)
        return json_answer({"resourceTags": tags} if action == "ListTagsForResource" else {})


def _seen(call: AwsCall, plans: dict[str, Plan]) -> list[Plan]:
    everywhere = call.action == "ListPlans"
    return [plan for plan in plans.values() if everywhere or call.region in plan["regions"]]


def _abbreviated(plan: Plan) -> Plan:
    return {key: plan[key] for key in _ABBREVIATED if key in plan}


def _in_region(call: AwsCall, plan: Plan) -> Answer:
    if call.region in plan["regions"]:
        return json_answer({"plan": plan})
    return json_error("ResourceNotFoundException", f"{plan['arn']} is none of {call.region}", 404)


def _update(plan: Plan, request: Plan) -> Answer:
    """What is left out of a request is gone afterwards, but for what cannot be changed."""
    kept = {key: plan[key] for key in _FIXED if key in plan}
    wrong = [*problems({**kept, **request})]
    if wrong:
        return json_error("ValidationException", "; ".join(wrong))
    version = str(int(plan["version"]) + 1)
    plan.clear()
    plan |= {**request, **kept, "version": version, "updatedAt": time.time()}
    return json_answer({"plan": plan})
