"""EKS: the cluster, where its pods run, what serves it, and who may enter it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.rule import Problem, Rule, needed, spared
from operations.readiness.versions import version

READS = (
    "eks:DescribeAccessEntry",
    "eks:DescribeAddon",
    "eks:DescribeCluster",
    "eks:DescribeFargateProfile",
    "eks:ListAssociatedAccessPolicies",
)
_GONE = "ResourceNotFoundException"
_WORKS = frozenset({"ACTIVE", "UPDATING"})
_MEANS = "no pod would start in this region"
_NAMES = "no pod finds a store by its name"
_PATCHED = "whoever moves the writer could not raise the bounds of what runs in the cluster"
_ENTERED = "a failover goes on; who administers the cluster, and `pulumi up`, are refused by it"
_RUNS = "what runs goes on"


def described(ask: Ask, name: str) -> dict[str, Any] | None:
    """The cluster of a name, as EKS says it; None where there is none."""
    answer = unless_gone(lambda: ask.one("eks", "describe_cluster", name=name), _GONE)
    return None if answer is None else answer["cluster"]


def _clusters(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        found = described(ask, each.inputs["name"])
        if found is None:
            yield needed(each, "is not there", _MEANS)
            continue
        yield from _works(each, found, _MEANS)
        yield from _older(each, found.get("version"), "version")
        network, wanted = found.get("resourcesVpcConfig") or {}, each.inputs.get("vpcConfig") or {}
        yield from differing(
            needed,
            each,
            "whoever moves the writer would not reach the cluster, or it not its pods",
            Facet("subnets", network.get("subnetIds"), wanted.get("subnetIds")),
            Facet("private endpoint", network.get("endpointPrivateAccess"), wanted.get("endpointPrivateAccess")),
            Facet("role", found.get("roleArn"), each.inputs.get("roleArn")),
            Facet("authentication", *_both(found, each, "accessConfig", "authenticationMode")),
        )
        yield from _kept(each, found, network, wanted)


def _both(found: Mapping[str, Any], each: StateResource, key: str, inner: str) -> tuple[Any, Any]:
    return (found.get(key) or {}).get(inner), (each.inputs.get(key) or {}).get(inner)


def _kept(
    each: StateResource, found: Mapping[str, Any], network: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Iterator[Problem]:
    logs = [
        name
        for one in (found.get("logging") or {}).get("clusterLogging", ())
        if one["enabled"]
        for name in one["types"]
    ]
    keys = [(one.get("provider") or {}).get("keyArn") for one in found.get("encryptionConfig") or ()]
    sealed = ((each.inputs.get("encryptionConfig") or {}).get("provider") or {}).get("keyArn")
    yield from differing(
        spared,
        each,
        _RUNS,
        Facet("public endpoint", network.get("endpointPublicAccess"), wanted.get("endpointPublicAccess")),
        Facet("logs", logs, each.inputs.get("enabledClusterLogTypes")),
        Facet("key", keys, [sealed] if sealed else None),
        Facet("support", *_both(found, each, "upgradePolicy", "supportType")),
        Facet("deletion protection", found.get("deletionProtection", False), each.inputs.get("deletionProtection")),
    )


def _works(each: StateResource, found: Mapping[str, Any], means: str) -> Iterator[Problem]:
    issues = [f"{one.get('code')}: {one.get('message')}" for one in (found.get("health") or {}).get("issues", ())]
    told = f" ({'; '.join(issues)})" if issues else ""
    if found["status"] not in _WORKS:
        yield needed(each, f"is {found['status']}{told}", means)
    elif issues:
        yield needed(each, f"is not well{told}", means)


def _older(each: StateResource, found: object, key: str) -> Iterator[Problem]:
    """EKS moves a cluster on when support of its version ends; it never moves it back."""
    declared = str(each.inputs.get(key) or "")
    if version(str(found)) < version(declared):
        yield spared(each, f"version is {found}, declared is {declared}", _RUNS)


def _profiles(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        name, cluster = each.inputs["fargateProfileName"], each.inputs["clusterName"]
        answer = unless_gone(
            partial(ask.one, "eks", "describe_fargate_profile", clusterName=cluster, fargateProfileName=name),
            _GONE,
        )
        if answer is None:
            yield needed(each, "is not there", _MEANS)
            continue
        found = answer["fargateProfile"]
        yield from _works(each, found, _MEANS)
        selectors = [_without_empty(one) for one in found.get("selectors", ())]
        yield from differing(
            needed,
            each,
            _MEANS,
            Facet("selectors", selectors, each.inputs.get("selectors")),
            Facet("subnets", found.get("subnets"), each.inputs.get("subnetIds")),
            Facet("role", found.get("podExecutionRoleArn"), each.inputs.get("podExecutionRoleArn")),
        )


def _without_empty(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if value}


def _addons(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        name, cluster = each.inputs["addonName"], each.inputs["clusterName"]
        answer = unless_gone(
            partial(ask.one, "eks", "describe_addon", clusterName=cluster, addonName=name),
            _GONE,
        )
        if answer is None:
            yield needed(each, "is not there", _NAMES)
            continue
        found = answer["addon"]
        yield from _works(each, found, _NAMES)
        has, wanted = found.get("configurationValues"), each.inputs.get("configurationValues")
        yield from differing(
            spared,
            each,
            "it answers; otherwise than declared, or by fewer",
            Facet("version", found.get("addonVersion"), each.inputs.get("addonVersion")),
            Facet("settings", json.loads(has) if has else None, json.loads(wanted) if wanted else None),
        )


def _entries(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        groups = each.inputs.get("kubernetesGroups") or ()
        verdict, means = (needed, _PATCHED) if groups else (spared, _ENTERED)
        found = _entry(ask, each)
        if found is None:
            yield verdict(each, "is not there", means)
            continue
        if lacks := sorted(set(groups) - set(found.get("kubernetesGroups") or ())):
            yield verdict(each, f"is not in {', '.join(lacks)}", means)
        yield from differing(spared, each, _ENTERED, Facet("type", found.get("type"), each.inputs.get("type")))


def _entry(ask: Ask, each: StateResource) -> dict[str, Any] | None:
    cluster, principal = each.inputs["clusterName"], each.inputs["principalArn"]
    answer = unless_gone(
        lambda: ask.one("eks", "describe_access_entry", clusterName=cluster, principalArn=principal), _GONE
    )
    return None if answer is None else answer["accessEntry"]


def _associations(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        cluster, principal = each.inputs["clusterName"], each.inputs["principalArn"]
        listed = unless_gone(
            partial(
                ask.all,
                "eks",
                "list_associated_access_policies",
                "associatedAccessPolicies",
                clusterName=cluster,
                principalArn=principal,
            ),
            _GONE,
        )
        policy = each.inputs["policyArn"]
        found = next((one for one in listed or () if one["policyArn"] == policy), None)
        if found is None:
            yield spared(each, "is not there", _ENTERED)
            continue
        scope = each.inputs.get("accessScope") or {}
        facet = Facet("scope", (found.get("accessScope") or {}).get("type"), scope.get("type"))
        yield from differing(spared, each, _ENTERED, facet)


RULES = (
    Rule(type="aws:eks/accessEntry:AccessEntry", look=_entries),
    Rule(type="aws:eks/accessPolicyAssociation:AccessPolicyAssociation", look=_associations),
    Rule(type="aws:eks/addon:Addon", look=_addons),
    Rule(type="aws:eks/cluster:Cluster", look=_clusters),
    Rule(type="aws:eks/fargateProfile:FargateProfile", look=_profiles),
)
