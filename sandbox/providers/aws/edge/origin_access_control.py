"""CloudFront: how it signs what it asks of a bucket."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.edge.counted import Marked, arn
from sandbox.providers.aws.resource_type import Inputs, Outputs

_SAID = pascal_names("name", "description", "originAccessControlOriginType", "signingBehavior", "signingProtocol")


class OriginAccessControl(Marked):
    """An origin access control."""

    token = "aws:cloudfront/originAccessControl:OriginAccessControl"
    properties = frozenset(_SAID)
    computed = frozenset({"arn", "etag"})
    name_property, name_limit = "name", 64
    unsettles: ClassVar = dict.fromkeys(_SAID, frozenset({"etag"}))
    noun, answer, config = "origin_access_control", "OriginAccessControl", "OriginAccessControlConfig"
    gone = "NoSuchOriginAccessControl"

    @override
    def configuration(self, inputs: Inputs) -> dict[str, Any]:
        return pick(inputs, _SAID)

    @override
    def said(self, call: Call, thing: dict[str, Any]) -> Outputs:
        return {
            "arn": arn(call, "origin-access-control", thing["Id"]),
            **unpick(thing["OriginAccessControlConfig"], _SAID),
        }
