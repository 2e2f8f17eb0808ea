"""EC2: security groups, and who may speak with whom."""

from collections.abc import Iterator, Sequence

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, needed

READS = ("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups")
_CUT_OFF = "what a failover starts is not let through: clients to the load balancer, it to tasks, tasks to their stores"


def _groups(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {each["GroupId"]: each for each in ask.all("ec2", "describe_security_groups", "SecurityGroups")}
    for each in declared:
        if each.id not in found:
            yield needed(each, "is not there", _CUT_OFF)
        elif seen := unlike(Facet("network", found[each.id].get("VpcId"), each.inputs.get("vpcId"))):
            yield needed(each, seen, _CUT_OFF)


def _group_rules(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    found = {
        each["SecurityGroupRuleId"]: each
        for each in ask.all("ec2", "describe_security_group_rules", "SecurityGroupRules")
    }
    for each in declared:
        rule, wants = found.get(each.id), each.inputs
        if rule is None:
            yield needed(each, f"is not there: {wants['securityGroupId']} does not let it through", _CUT_OFF)
            continue
        every = str(wants["ipProtocol"]) == "-1"
        if seen := unlike(
            Facet("group", rule["GroupId"], wants["securityGroupId"]),
            Facet("direction", _direction(egress=rule["IsEgress"]), _direction(egress="Egress" in each.type)),
            Facet("protocol", rule["IpProtocol"], wants["ipProtocol"]),
            # With every protocol AWS says -1 for both ports.
            Facet("first port", rule.get("FromPort"), None if every else wants.get("fromPort")),
            Facet("last port", rule.get("ToPort"), None if every else wants.get("toPort")),
            Facet("block", rule.get("CidrIpv4"), wants.get("cidrIpv4")),
            Facet("IPv6 block", rule.get("CidrIpv6"), wants.get("cidrIpv6")),
            Facet("prefix list", rule.get("PrefixListId"), wants.get("prefixListId")),
            Facet(
                "other group",
                rule.get("ReferencedGroupInfo", {}).get("GroupId"),
                wants.get("referencedSecurityGroupId"),
            ),
        ):
            yield needed(each, seen, _CUT_OFF)


def _direction(*, egress: bool) -> str:
    return "out" if egress else "in"


RULES = (
    Rule(type="aws:ec2/securityGroup:SecurityGroup", look=_groups),
    Rule(type="aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", look=_group_rules),
    Rule(type="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", look=_group_rules),
)
