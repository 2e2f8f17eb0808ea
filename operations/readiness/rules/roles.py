"""IAM: who tasks, pods and controllers of a region are, and what they may do."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike, verdict_on
from operations.readiness.policies import compared_policy
from operations.readiness.rule import Problem, Rule, Target, needed, stands_in

READS = ("iam:GetAccountAuthorizationDetails", "iam:GetOpenIDConnectProvider")
# A failover needs nothing that acts for these.
_LIVES_WITHOUT = (
    "standby:edge:AssetReplication",
    "standby:network:FlowLogs",
    "standby:observability:Canary",
    "standby:recovery:ExecutionRole",
)
_PLAN = "standby:recovery:ExecutionRole"
_GONE = "is not there"
_DENIED = "what acts as it is refused by AWS: tasks and pods that a failover starts do not start, or fail at work"
_LIVES = "a failover needs nothing that acts as it; flow logs, canaries, copies of assets or AWS's own plan stop"


def _concerns(resource: StateResource, target: Target) -> bool:
    """A role acts in the region that its provider is for, although IAM has none; AWS's plan acts for both."""
    return stands_in(resource, target) or _PLAN in resource.urn


def _roles(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _found(ask)
    for each in declared:
        verdict, means = verdict_on(each, _LIVES_WITHOUT), _means(each)
        role = found.get(each.id)
        if role is None:
            yield verdict(each, _GONE, means)
            continue
        boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        if seen := unlike(
            Facet("path", role["Path"], each.inputs.get("path")),
            Facet("boundary", boundary, each.inputs.get("permissionsBoundary") or ""),
        ):
            yield verdict(each, seen, means)
        trust = role["AssumeRolePolicyDocument"]
        yield from compared_policy(each, trust, means, verdict, "assumeRolePolicy")


def _policies(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _found(ask)
    for each in declared:
        verdict, means = verdict_on(each, _LIVES_WITHOUT), _means(each)
        role, _, name = each.id.partition(":")
        policies = {one["PolicyName"]: one["PolicyDocument"] for one in found.get(role, {}).get("RolePolicyList", ())}
        if name not in policies:
            yield verdict(each, f"is not there: {role} has no policy {name}", means)
        else:
            yield from compared_policy(each, policies[name], means, verdict)


def _attachments(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = _found(ask)
    for each in declared:
        role, policy = each.inputs["role"], each.inputs["policyArn"]
        attached = [one["PolicyArn"] for one in found.get(role, {}).get("AttachedManagedPolicies", ())]
        if policy not in attached:
            verdict = verdict_on(each, _LIVES_WITHOUT)
            yield verdict(each, f"is not there: {role} does not have {policy}", _means(each))


def _means(resource: StateResource) -> str:
    return _DENIED if verdict_on(resource, _LIVES_WITHOUT) is needed else _LIVES


def _found(ask: Ask) -> Mapping[str, dict[str, Any]]:
    """Every role with its policies: one call for all, where other calls ask for each policy of each role."""
    details = ask.all("iam", "get_account_authorization_details", "RoleDetailList", Filter=["Role"])
    return {each["RoleName"]: each for each in details}


def _providers(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=each.id)
        provider = unless_gone(asked, "NoSuchEntity", "NoSuchEntityException")
        means = "no pod of the cluster takes on its role, and AWS refuses all that they ask for"
        if provider is None:
            yield needed(each, _GONE, means)
        elif seen := unlike(
            Facet("issuer", _bare(provider["Url"]), _bare(each.inputs["url"])),
            Facet("audiences", provider["ClientIDList"], each.inputs.get("clientIdLists")),
        ):
            yield needed(each, seen, means)


def _bare(url: str) -> str:
    return url.removeprefix("https://")


RULES = (
    Rule(
        type="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        look=_providers,
        concerns=_concerns,
        in_one_place=True,
    ),
    Rule(type="aws:iam/role:Role", look=_roles, concerns=_concerns, in_one_place=True),
    Rule(type="aws:iam/rolePolicy:RolePolicy", look=_policies, concerns=_concerns, in_one_place=True),
    Rule(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        look=_attachments,
        concerns=_concerns,
        in_one_place=True,
    ),
)
