"""CloudFront: headers of answers."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call
from sandbox.providers.aws.casing import from_aws, pascal, to_aws
from sandbox.providers.aws.edge.counted import Marked, arn, counted, items_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, below

_SECURITY, _CUSTOM, _REMOVED = "securityHeadersConfig", "customHeadersConfig", "removeHeadersConfig"
_ALL = ("name", "comment", _SECURITY, _CUSTOM, _REMOVED)


class ResponseHeadersPolicy(Marked):
    """What an edge adds to answers, and takes away."""

    token = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    properties = frozenset({"name", "comment", f"{_REMOVED}.items[].header"}).union(
        below(f"{_CUSTOM}.items[]", "header", "value", "override"),
        below(f"{_SECURITY}.contentSecurityPolicy", "contentSecurityPolicy", "override"),
        below(f"{_SECURITY}.contentTypeOptions", "override"),
        below(f"{_SECURITY}.frameOptions", "frameOption", "override"),
        below(f"{_SECURITY}.referrerPolicy", "referrerPolicy", "override"),
        below(
            f"{_SECURITY}.strictTransportSecurity",
            "accessControlMaxAgeSec",
            "includeSubdomains",
            "preload",
            "override",
        ),
    )
    computed = frozenset({"arn", "etag"})
    name_property = "name"
    sets = frozenset({f"{_CUSTOM}.items", f"{_REMOVED}.items"})
    unsettles: ClassVar = dict.fromkeys(_ALL, frozenset({"etag"}))
    noun, answer, config = "response_headers_policy", "ResponseHeadersPolicy", "ResponseHeadersPolicyConfig"
    gone = "NoSuchResponseHeadersPolicy"

    @override
    def configuration(self, inputs: Inputs) -> dict[str, Any]:
        lists = {pascal(key): counted(to_aws(inputs[key]["items"])) for key in (_CUSTOM, _REMOVED) if inputs.get(key)}
        security = {pascal(_SECURITY): to_aws(inputs[_SECURITY])} if inputs.get(_SECURITY) else {}
        return {"Name": inputs["name"], "Comment": inputs.get("comment") or "", **security, **lists}

    @override
    def said(self, call: Call, thing: dict[str, Any]) -> Outputs:
        config = thing["ResponseHeadersPolicyConfig"]
        lists = {key: {"items": from_aws(items_of(config.get(pascal(key))))} for key in (_CUSTOM, _REMOVED)}
        return {
            "arn": arn(call, "response-headers-policy", thing["Id"]),
            "name": config["Name"],
            "comment": config.get("Comment"),
            _SECURITY: from_aws(config.get(pascal(_SECURITY)) or {}),
            **{key: value if value["items"] else {} for key, value in lists.items()},
        }
