"""What the emulator's EC2 takes and does not say: prefix lists of rules, groups and private names of endpoints."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

Record = dict[str, Any]
Handler = Callable[[Mapping[str, Any]], Any]


def complete(ec2: Any) -> None:  # noqa: ANN401 - the emulator's module
    """Let it answer as AWS does. What is added is kept in the emulator's own records."""
    ec2._parse_ip_permissions = _reads_prefix_lists(ec2, ec2._parse_ip_permissions)  # noqa: SLF001
    ec2._sg_rule_xml = _with_prefix_lists(ec2._sg_rule_xml)  # noqa: SLF001
    ec2._vpce_fields_xml = _with_groups_and_names(ec2._vpce_fields_xml)  # noqa: SLF001
    actions = ec2._ACTION_MAP  # noqa: SLF001
    for action in ("CreateVpcEndpoint", "ModifyVpcEndpoint"):
        actions[action] = _keeps(ec2, actions[action])


def _reads_prefix_lists(ec2: Any, parsed: Callable[..., list[Record]]) -> Callable[..., list[Record]]:  # noqa: ANN401
    def parse(asked: Mapping[str, Any], prefix: str) -> list[Record]:
        rules = parsed(asked, prefix)
        for number, rule in enumerate(rules, start=1):
            listed = f"{prefix}.{number}.PrefixListIds.1"
            name = ec2._p(asked, f"{listed}.PrefixListId")  # noqa: SLF001
            if name:
                told = ec2._p(asked, f"{listed}.Description")  # noqa: SLF001
                rule["PrefixListIds"] = [{"PrefixListId": name, **({"Description": told} if told else {})}]
        return rules

    return parse


def _with_prefix_lists(written: Callable[..., str]) -> Callable[..., str]:
    def write(group: str, rule: Record, is_egress: bool = False) -> str:  # noqa: FBT001, FBT002 - as it is called
        lists = rule.get("PrefixListIds") or []
        answer = written(group, rule, is_egress=is_egress)
        if not lists:
            return answer
        return answer.replace("</ipProtocol>", f"</ipProtocol><prefixListId>{_id(lists[0])}</prefixListId>")

    return write


def _id(prefix_list: Any) -> str:  # noqa: ANN401 - as the emulator keeps it
    return escape(str(prefix_list["PrefixListId"] if isinstance(prefix_list, dict) else prefix_list))


def _with_groups_and_names(written: Callable[..., str]) -> Callable[..., str]:
    def write(endpoint: Record, tag: str = "item") -> str:
        groups = "".join(f"<item><groupId>{escape(each)}</groupId></item>" for each in endpoint.get("GroupIds", ()))
        private = str(endpoint.get("PrivateDnsEnabled", False)).lower()
        more = f"<groupSet>{groups}</groupSet><privateDnsEnabled>{private}</privateDnsEnabled>"
        return written(endpoint, tag=tag).replace("</serviceName>", f"</serviceName>{more}", 1)

    return write


def _keeps(ec2: Any, answer: Handler) -> Handler:  # noqa: ANN401 - the emulator's module
    records, read, listed = ec2._vpc_endpoints, ec2._p, ec2._parse_member_list  # noqa: SLF001

    def answered(asked: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the emulator's answer
        before = set(records)
        given = answer(asked)
        # Only what is modified is named in the question.
        for each in {read(asked, "VpcEndpointId")} & set(records) or set(records) - before:
            record = records[each]
            removed = listed(asked, "RemoveSecurityGroupId")
            added = [*listed(asked, "SecurityGroupId"), *listed(asked, "AddSecurityGroupId")]
            kept = [group for group in record.get("GroupIds", ()) if group not in (*removed, *added)]
            record["GroupIds"] = [*kept, *added]
            private = read(asked, "PrivateDnsEnabled")
            if private:
                record["PrivateDnsEnabled"] = private == "true"
        return given

    return answered
