"""EKS: Fargate profiles, add-ons, and who may enter a cluster."""

from typing import Any

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pick, same_names, unpick
from sandbox.providers.aws.compute.core_dns import broken_settings
from sandbox.providers.aws.compute.eks import GONE
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import EKS

_PROFILE = {
    "subnetIds": "subnets",
    **same_names("clusterName", "fargateProfileName", "podExecutionRoleArn", "selectors"),
}
_ADDON = same_names("addonVersion", "configurationValues", "serviceAccountRoleArn")
_ENTRY = {"userName": "username", **same_names("kubernetesGroups")}
_CONFLICTS = ("resolveConflictsOnCreate", "resolveConflictsOnUpdate")


class FargateProfile(ResourceType):
    """Which pods run on Fargate."""

    token = "aws:eks/fargateProfile:FargateProfile"
    properties = frozenset({*set(_PROFILE) - {"selectors"}, "selectors[].namespace", "selectors[].labels.*"})
    computed = frozenset({"arn", "status"})
    name_property, name_limit = "fargateProfileName", 100
    sets = frozenset({"selectors", "subnetIds"})
    tagging = EKS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("eks").create_fargate_profile(**pick(inputs, _PROFILE), **given(tags=dict(call.tags)))
        return f"{inputs['clusterName']}:{inputs['fargateProfileName']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        cluster, _, name = resource_id.partition(":")
        client = call.client("eks")
        answer = found(lambda: client.describe_fargate_profile(clusterName=cluster, fargateProfileName=name), GONE)
        if answer is None:
            return None
        live = answer["fargateProfile"]
        arn = live["fargateProfileArn"]
        return {"arn": arn, "status": live["status"], **unpick(live, _PROFILE)}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        cluster, _, name = resource_id.partition(":")
        client = call.client("eks")
        found(lambda: client.delete_fargate_profile(clusterName=cluster, fargateProfileName=name), GONE)


class Addon(ResourceType):
    """Software that EKS keeps in a cluster."""

    token = "aws:eks/addon:Addon"
    properties = frozenset({"addonName", "clusterName", "preserve", *_ADDON, *_CONFLICTS})
    computed = frozenset({"arn", "createdAt", "modifiedAt"})
    filled_in = frozenset({"addonVersion"})
    documents = frozenset({"configurationValues"})

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        del old
        said = inputs.get("configurationValues")
        if inputs.get("addonName") != "coredns" or said is None:
            return []
        return [("configurationValues", reason) for reason in broken_settings(str(said))]

    unsettles = dict.fromkeys(_ADDON, frozenset({"modifiedAt"}))
    tagging = EKS

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("eks").create_addon(
            **pick(inputs, {**same_names("addonName", "clusterName"), **_ADDON}),
            **given(resolveConflicts=inputs.get(_CONFLICTS[0]), tags=dict(call.tags)),
        )
        return f"{inputs['clusterName']}:{inputs['addonName']}"

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(f"add-on {resource_id}", lambda: (_addon(call, resource_id) or {}).get("status") == "ACTIVE")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = _addon(call, resource_id)
        if live is None:
            return None
        return {
            "arn": live["addonArn"],
            "clusterName": live["clusterName"],
            "addonName": live["addonName"],
            "createdAt": str(live["createdAt"]),
            "modifiedAt": str(live["modifiedAt"]),
            **{key: live.get(key) or None for key in _ADDON},
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        cluster, _, name = resource_id.partition(":")
        if changed & set(_ADDON):
            call.client("eks").update_addon(
                clusterName=cluster,
                addonName=name,
                **pick(new, _ADDON),
                **given(resolveConflicts=new.get(_CONFLICTS[1])),
            )
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        cluster, _, name = resource_id.partition(":")
        client, kept = call.client("eks"), bool(state.get("preserve"))
        found(lambda: client.delete_addon(clusterName=cluster, addonName=name, preserve=kept), GONE)
        call.wait_for(f"deletion of add-on {resource_id}", lambda: _addon(call, resource_id) is None)


class AccessEntry(ResourceType):
    """An IAM identity that may enter a cluster."""

    token = "aws:eks/accessEntry:AccessEntry"
    properties = frozenset({"clusterName", "principalArn", "type", *_ENTRY})
    computed = frozenset({"accessEntryArn", "createdAt", "modifiedAt"})
    filled_in = frozenset({"userName"})
    sets = frozenset({"kubernetesGroups"})
    unsettles = dict.fromkeys(_ENTRY, frozenset({"modifiedAt"}))
    tagging = EKS.by_output("accessEntryArn")

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        names = {**_ENTRY, **same_names("clusterName", "principalArn", "type")}
        call.client("eks").create_access_entry(**pick(inputs, names), **given(tags=dict(call.tags)))
        return f"{inputs['clusterName']}:{inputs['principalArn']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        cluster, _, principal = resource_id.partition(":")
        client = call.client("eks")
        answer = found(lambda: client.describe_access_entry(clusterName=cluster, principalArn=principal), GONE)
        if answer is None:
            return None
        live = answer["accessEntry"]
        return {
            **unpick(live, {**_ENTRY, **same_names("accessEntryArn", "clusterName", "principalArn", "type")}),
            "createdAt": str(live["createdAt"]),
            "modifiedAt": str(live["modifiedAt"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        cluster, _, principal = resource_id.partition(":")
        if changed & set(_ENTRY):
            call.client("eks").update_access_entry(
                clusterName=cluster,
                principalArn=principal,
                **pick({"kubernetesGroups": [], **new}, _ENTRY),
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        cluster, _, principal = resource_id.partition(":")
        client = call.client("eks")
        found(lambda: client.delete_access_entry(clusterName=cluster, principalArn=principal), GONE)


class AccessPolicyAssociation(ResourceType):
    """What an access entry may do, by a policy of AWS. Its id is cluster, principal and policy."""

    token = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
    properties = frozenset({"clusterName", "policyArn", "principalArn"}) | below("accessScope", "type", "namespaces")
    computed = frozenset({"associatedAt", "modifiedAt"})
    sets = frozenset({"accessScope.namespaces"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        names = same_names("accessScope", "clusterName", "policyArn", "principalArn")
        call.client("eks").associate_access_policy(**pick(inputs, names))
        return "#".join(str(inputs[key]) for key in ("clusterName", "principalArn", "policyArn"))

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        cluster, principal, policy = resource_id.split("#")
        client = call.client("eks")
        answer = found(
            lambda: client.list_associated_access_policies(clusterName=cluster, principalArn=principal), GONE
        )
        associated = (answer or {}).get("associatedAccessPolicies", [])
        live: dict[str, Any] | None = next((each for each in associated if each["policyArn"] == policy), None)
        if live is None:
            return None
        return {
            "clusterName": cluster,
            "principalArn": principal,
            "policyArn": policy,
            "accessScope": live["accessScope"],
            "associatedAt": str(live["associatedAt"]),
            "modifiedAt": str(live["modifiedAt"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        cluster, principal, policy = resource_id.split("#")
        client = call.client("eks")
        found(
            lambda: client.disassociate_access_policy(clusterName=cluster, principalArn=principal, policyArn=policy),
            GONE,
        )


def _addon(call: Call, resource_id: str) -> dict[str, Any] | None:
    cluster, _, name = resource_id.partition(":")
    client = call.client("eks")
    answer = found(lambda: client.describe_addon(clusterName=cluster, addonName=name), GONE)
    live: dict[str, Any] | None = (answer or {}).get("addon")
    return live
