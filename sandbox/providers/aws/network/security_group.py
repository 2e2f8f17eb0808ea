"""Security groups, and their rules as resources of their own."""

from typing import Any

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.network.tags import retag, tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType

_GONE = ("InvalidGroup.NotFound", "InvalidGroupId.NotFound")
_RULE_GONE = ("InvalidSecurityGroupRuleId.NotFound", *_GONE)
_ALL_TRAFFIC = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


class SecurityGroup(ResourceType):
    """A group without rules; Terraform takes away the rule that lets everything out."""

    token = "aws:ec2/securityGroup:SecurityGroup"
    properties = frozenset({"name", "description", "vpcId", "revokeRulesOnDelete"})
    computed = frozenset({"id", "arn", "ownerId"})
    name_property = "name"

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        answer = client.create_security_group(
            GroupName=inputs["name"],
            Description=inputs.get("description") or "Managed by Pulumi",
            VpcId=inputs["vpcId"],
            TagSpecifications=tag_specification(call, "security-group"),
        )
        group_id = str(answer["GroupId"])
        client.revoke_security_group_egress(GroupId=group_id, IpPermissions=[_ALL_TRAFFIC])
        return group_id

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_security_groups(GroupIds=[resource_id]), *_GONE)
        if answer is None or not answer["SecurityGroups"]:
            return None
        group = answer["SecurityGroups"][0]
        return {
            "id": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:security-group/{resource_id}",
            "ownerId": call.account,
            "name": group["GroupName"],
            "vpcId": group.get("VpcId", ""),
            **tag_outputs(group.get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        del new, changed
        retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        found(lambda: client.delete_security_group(GroupId=resource_id), *_GONE)


class _Rule(ResourceType):
    """One rule in one direction."""

    properties = frozenset(
        {
            "securityGroupId",
            "ipProtocol",
            "fromPort",
            "toPort",
            "cidrIpv4",
            "cidrIpv6",
            "prefixListId",
            "referencedSecurityGroupId",
            "description",
        }
    )
    computed = frozenset({"id", "arn", "securityGroupRuleId"})
    egress = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        client = call.client("ec2")
        work = client.authorize_security_group_egress if self.egress else client.authorize_security_group_ingress
        answer = work(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[_permission(inputs)],
            TagSpecifications=tag_specification(call, "security-group-rule"),
        )
        return str(answer["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_security_group_rules(SecurityGroupRuleIds=[resource_id]), *_RULE_GONE)
        if answer is None or not answer["SecurityGroupRules"]:
            return None
        return {
            "id": resource_id,
            "securityGroupRuleId": resource_id,
            "arn": f"arn:aws:ec2:{call.region}:{call.account}:security-group-rule/{resource_id}",
            **tag_outputs(answer["SecurityGroupRules"][0].get("Tags")),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        if changed - {"tagsAll"}:
            self.delete(call, resource_id, old)
            self.create(call, new)
        elif "tagsAll" in changed:
            retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("ec2")
        work = client.revoke_security_group_egress if self.egress else client.revoke_security_group_ingress
        found(
            lambda: work(GroupId=state["securityGroupId"], SecurityGroupRuleIds=[resource_id]),
            "InvalidPermission.NotFound",
            *_RULE_GONE,
        )


class SecurityGroupIngressRule(_Rule):
    """What may come in."""

    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


class SecurityGroupEgressRule(_Rule):
    """What may go out."""

    token = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    egress = True


def _permission(inputs: Inputs) -> dict[str, Any]:
    permission: dict[str, Any] = {"IpProtocol": inputs["ipProtocol"]}
    permission |= {aws: inputs[key] for key, aws in (("fromPort", "FromPort"), ("toPort", "ToPort")) if key in inputs}
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    for key, container, name in (
        ("cidrIpv4", "IpRanges", "CidrIp"),
        ("cidrIpv6", "Ipv6Ranges", "CidrIpv6"),
        ("prefixListId", "PrefixListIds", "PrefixListId"),
        ("referencedSecurityGroupId", "UserIdGroupPairs", "GroupId"),
    ):
        if inputs.get(key):
            permission[container] = [{name: inputs[key], **described}]
    return permission
