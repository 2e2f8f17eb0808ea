"""Security groups, and their rules as resources of their own."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.network.tags import tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import EC2

_GONE = ("InvalidGroup.NotFound", "InvalidGroupId.NotFound")
_RULE_GONE = ("InvalidSecurityGroupRuleId.NotFound", "InvalidPermission.NotFound", *_GONE)
_ALL_TRAFFIC = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
_RULE = pascal_names("ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6", "prefixListId", "description")
# What a rule admits, and where each stands in the request that makes one.
_SOURCES = {
    "cidrIpv4": ("IpRanges", "CidrIp"),
    "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListId": ("PrefixListIds", "PrefixListId"),
    "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}


class SecurityGroup(ResourceType):
    """A group without rules; Terraform takes away the rule that lets everything out."""

    token = "aws:ec2/securityGroup:SecurityGroup"
    properties = frozenset({"name", "description", "vpcId", "revokeRulesOnDelete"})
    computed = frozenset({"arn", "ownerId"})
    filled_in = frozenset({"vpcId"})
    name_property = "name"
    tagging = EC2

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_security_group(
            **pick(inputs, {"name": "GroupName", **pascal_names("description", "vpcId")}),
            TagSpecifications=tag_specification(call, "security-group"),
        )
        return str(answer["GroupId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        client = call.client("ec2")
        revoke = client.revoke_security_group_egress
        found(lambda: revoke(GroupId=resource_id, IpPermissions=[_ALL_TRAFFIC]), "InvalidPermission.NotFound")

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        group = self._describe(call, resource_id)
        if group is None:
            return None
        return {
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:security-group/{resource_id}",
            "name": group["GroupName"],
            **unpick(group, pascal_names("description", "vpcId", "ownerId")),
            **tag_outputs(group["Tags"]),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Only its tags change."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        if state.get("revokeRulesOnDelete"):
            group = self._describe(call, resource_id) or {}
            for key, revoke in (
                ("IpPermissions", client.revoke_security_group_ingress),
                ("IpPermissionsEgress", client.revoke_security_group_egress),
            ):
                if group.get(key):
                    revoke(GroupId=resource_id, IpPermissions=group[key])
        found(lambda: client.delete_security_group(GroupId=resource_id), *_GONE)

    def _describe(self, call: Call, group_id: str) -> dict[str, Any] | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_security_groups(GroupIds=[group_id]), *_GONE)
        return next(iter(answer["SecurityGroups"]), None) if answer else None


class _Rule(ResourceType):
    """One rule in one direction."""

    properties = frozenset({"securityGroupId", "referencedSecurityGroupId", *_RULE})
    computed = frozenset({"arn", "securityGroupRuleId"})
    spellings: ClassVar = {"ipProtocol": str.lower}
    tagging = EC2
    egress = False

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        client = call.client("ec2")
        work = client.authorize_security_group_egress if self.egress else client.authorize_security_group_ingress
        answer = work(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[_permission(inputs)],
            TagSpecifications=tag_specification(call, "security-group-rule"),
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_security_group_rules(SecurityGroupRuleIds=[resource_id]), *_RULE_GONE)
        if answer is None or not answer["SecurityGroupRules"]:
            return None
        rule = answer["SecurityGroupRules"][0]
        group = rule.get("ReferencedGroupInfo", {}).get("GroupId")
        return {
            "securityGroupRuleId": resource_id,
            "arn": rule["SecurityGroupRuleArn"],
            "securityGroupId": rule["GroupId"],
            **unpick(rule, _RULE),
            **({"referencedSecurityGroupId": group} if group else {}),
            **tag_outputs(rule.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            rule = pick(new, {**_RULE, "referencedSecurityGroupId": "ReferencedGroupId"})
            call.client("ec2").modify_security_group_rules(
                GroupId=new["securityGroupId"],
                SecurityGroupRules=[{"SecurityGroupRuleId": resource_id, "SecurityGroupRule": rule}],
            )

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        work = client.revoke_security_group_egress if self.egress else client.revoke_security_group_ingress
        group_id = state["securityGroupId"]
        found(lambda: work(GroupId=group_id, SecurityGroupRuleIds=[resource_id]), *_RULE_GONE)

    @override
    def replaces(self, path: str, old: Inputs, new: Inputs) -> bool | None:
        """Another kind of source is another rule; another source of the same kind is not."""
        if path not in _SOURCES:
            return None
        return {key for key in _SOURCES if old.get(key)} != {key for key in _SOURCES if new.get(key)}


class SecurityGroupIngressRule(_Rule):
    """What may come in."""

    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


class SecurityGroupEgressRule(_Rule):
    """What may go out."""

    token = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    egress = True


def _permission(inputs: Inputs) -> dict[str, Any]:
    permission = pick(inputs, pascal_names("ipProtocol", "fromPort", "toPort"))
    described = pick(inputs, pascal_names("description"))
    for key, (container, name) in _SOURCES.items():
        if inputs.get(key):
            permission[container] = [{name: inputs[key], **described}]
    return permission
