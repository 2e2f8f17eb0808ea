"""WAF: sets of addresses, web ACLs and their logs."""

import json
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import from_aws, pascal_names, pick, to_aws, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import WAF

_GONE = "WAFNonexistentItemException"
_CLOUDFRONT_REGION = "us-east-1"
_NAMES = {
    "arn": "ARN",
    "cloudwatchMetricsEnabled": "CloudWatchMetricsEnabled",
    "ipSetReferenceStatement": "IPSetReferenceStatement",
}
_BACK = {name: key for key, name in _NAMES.items()}
_VISIBILITY = ("cloudwatchMetricsEnabled", "metricName", "sampledRequestsEnabled")


def _spelt(value: Any) -> str:  # noqa: ANN401 - property values
    """One spelling for what WAF tells apart by a key alone: `{"none": {}}` is not `{"count": {}}`."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.decode() if isinstance(value, bytes) else str(value)


class _Scoped(ResourceType):
    """Something that is named by id, name and scope, and changes only for whoever shows its lock token."""

    noun: ClassVar[str]
    answer: ClassVar[str]
    tagging = WAF
    name_property, name_limit = "name", 128

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        answer = self._find(call, resource_id, state)
        if answer is None:
            return None
        thing, key = answer[self.answer], _key(resource_id, state)
        return {
            "id": key["Id"],
            "scope": key["Scope"],
            "lockToken": answer["LockToken"],
            "description": "",
            **unpick(thing, {"arn": "ARN", "name": "Name", "description": "Description"}),
            **self.said(thing),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            request = {**_key(resource_id, new), "LockToken": old["lockToken"], **self.body(new)}
            self._ask(call, "update", **request)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        answer = self._find(call, resource_id, state)
        if answer is not None:
            self._ask(call, "delete", **_key(resource_id, state), LockToken=answer["LockToken"])

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        request = {**pick(inputs, pascal_names("name", "scope")), **self.body(inputs)}
        return str(self._ask(call, "create", **request, Tags=call.tag_list())["Summary"]["Id"])

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        region = inputs.get("region")
        if inputs["scope"] == "CLOUDFRONT" and region not in {None, _CLOUDFRONT_REGION}:
            return [("region", f"what belongs to CloudFront stands in {_CLOUDFRONT_REGION}, not in {region}")]
        return []

    def body(self, inputs: Inputs) -> dict[str, Any]:
        """What a request says beside the key."""
        raise NotImplementedError

    def said(self, thing: dict[str, Any]) -> Outputs:
        """What an answer says beside the key."""
        raise NotImplementedError

    def _find(self, call: Call, resource_id: str, state: Inputs) -> Any:  # noqa: ANN401 - a boto3 answer
        return found(lambda: self._ask(call, "get", **_key(resource_id, state)), _GONE)

    def _ask(self, call: Call, verb: str, **arguments: Any) -> Any:  # noqa: ANN401
        return getattr(call.client("wafv2"), f"{verb}_{self.noun}")(**arguments)


class IpSet(_Scoped):
    """A set of addresses."""

    token = "aws:wafv2/ipSet:IpSet"
    properties = frozenset({"name", "description", "scope", "ipAddressVersion", "addresses"})
    computed = frozenset({"arn", "lockToken"})
    sets = frozenset({"addresses"})
    unsettles: ClassVar = dict.fromkeys(("addresses", "description"), frozenset({"lockToken"}))
    noun, answer = "ip_set", "IPSet"

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        request = {
            **pick(inputs, pascal_names("name", "scope")),
            "IPAddressVersion": inputs["ipAddressVersion"],
            **self.body(inputs),
        }
        return str(self._ask(call, "create", **request, Tags=call.tag_list())["Summary"]["Id"])

    def body(self, inputs: Inputs) -> dict[str, Any]:
        """See _Scoped."""
        return {"Addresses": inputs.get("addresses") or [], **pick(inputs, {"description": "Description"})}

    def said(self, thing: dict[str, Any]) -> Outputs:
        """See _Scoped."""
        return {"ipAddressVersion": thing["IPAddressVersion"], "addresses": thing["Addresses"]}


class WebAcl(_Scoped):
    """A web ACL. What a statement may say is WAF's own grammar, which botocore knows: it refuses any other."""

    token = "aws:wafv2/webAcl:WebAcl"
    properties = frozenset({"name", "description", "scope", "defaultAction.*"}).union(
        below("rules[]", "name", "priority", "statement.*", "action.*", "overrideAction.*"),
        below("rules[].visibilityConfig", *_VISIBILITY),
        below("visibilityConfig", *_VISIBILITY),
    )
    computed = frozenset({"arn", "capacity", "lockToken"})
    sets = frozenset({"rules"})
    spellings: ClassVar = dict.fromkeys(
        ("defaultAction", "rules[].statement", "rules[].action", "rules[].overrideAction"), _spelt
    )
    unsettles: ClassVar = {
        **dict.fromkeys(("defaultAction", "description", "visibilityConfig"), frozenset({"lockToken"})),
        "rules": frozenset({"capacity", "lockToken"}),
    }
    noun, answer = "web_acl", "WebACL"

    def body(self, inputs: Inputs) -> dict[str, Any]:
        """See _Scoped."""
        return {
            "DefaultAction": to_aws(inputs["defaultAction"]),
            "Rules": to_aws(inputs.get("rules") or [], _NAMES),
            "VisibilityConfig": to_aws(inputs["visibilityConfig"], _NAMES),
            **pick(inputs, {"description": "Description"}),
        }

    def said(self, thing: dict[str, Any]) -> Outputs:
        """See _Scoped."""
        return {
            "capacity": thing["Capacity"],
            "defaultAction": from_aws(thing["DefaultAction"]),
            "rules": _texts(from_aws(thing["Rules"], _BACK)),
            "visibilityConfig": from_aws(thing["VisibilityConfig"], _BACK),
        }


class WebAclLoggingConfiguration(ResourceType):
    """Where a web ACL's log goes, and what is left out of it. Its id is the web ACL's ARN."""

    token = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
    properties = frozenset(
        {"logDestinationConfigs", "resourceArn", "redactedFields[].singleHeader.name", "loggingFilter.defaultBehavior"}
    ).union(
        below("loggingFilter.filters[]", "behavior", "requirement"),
        {"loggingFilter.filters[].conditions[].actionCondition.action"},
    )
    sets = frozenset(
        {"logDestinationConfigs", "redactedFields", "loggingFilter.filters", "loggingFilter.filters[].conditions"}
    )

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("wafv2").put_logging_configuration(LoggingConfiguration=to_aws(_body(inputs)))
        return str(inputs["resourceArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("wafv2")
        answer = found(lambda: client.get_logging_configuration(ResourceArn=resource_id), _GONE)
        if answer is None:
            return None
        return {"loggingFilter": {}, "redactedFields": [], **from_aws(answer["LoggingConfiguration"])}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """All of it is sent again."""
        self.create(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("wafv2")
        found(lambda: client.delete_logging_configuration(ResourceArn=resource_id), _GONE)

    @override
    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        names = [arn.rpartition("log-group:")[2] for arn in inputs["logDestinationConfigs"] if ":logs:" in arn]
        strangers = [name for name in names if not name.startswith("aws-waf-logs-")]
        reason = f"WAF delivers only to log groups called aws-waf-logs-..., not to {', '.join(strangers)}"
        return [("logDestinationConfigs", reason)] if strangers else []


def _body(inputs: Inputs) -> dict[str, Any]:
    known = ("resourceArn", "logDestinationConfigs", "redactedFields", "loggingFilter")
    return {key: inputs[key] for key in known if inputs.get(key)}


def _key(resource_id: str, state: Inputs) -> dict[str, str]:
    """What names it in a request; an import names all three in one: `ID/NAME/SCOPE`."""
    uid, _, rest = resource_id.partition("/")
    name, _, scope = rest.partition("/")
    return {"Id": uid, "Name": name or state["name"], "Scope": scope or state["scope"]}


def _texts(value: Any) -> Any:  # noqa: ANN401 - property values
    """A search string is bytes to WAF and a text to a program."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value
