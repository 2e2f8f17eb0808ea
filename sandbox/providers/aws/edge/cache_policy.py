"""CloudFront: what is kept, for how long, and what tells two answers apart."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call
from sandbox.providers.aws.casing import pascal, pascal_names, pick, unpick
from sandbox.providers.aws.edge.counted import Marked, arn, counted, items_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, below

_PARAMETERS = "parametersInCacheKeyAndForwardedToOrigin"
_SAID = {"name": "Name", "comment": "Comment", "defaultTtl": "DefaultTTL", "maxTtl": "MaxTTL", "minTtl": "MinTTL"}
_FLAGS = {
    "enableAcceptEncodingBrotli": "EnableAcceptEncodingBrotli",
    "enableAcceptEncodingGzip": "EnableAcceptEncodingGzip",
}
# Part -> its behaviour, and its list.
_PARTS = {
    "cookiesConfig": ("cookieBehavior", "cookies"),
    "headersConfig": ("headerBehavior", "headers"),
    "queryStringsConfig": ("queryStringBehavior", "queryStrings"),
}
_ALL = ("name", "comment", "defaultTtl", "maxTtl", "minTtl", _PARAMETERS)


class CachePolicy(Marked):
    """A cache policy."""

    token = "aws:cloudfront/cachePolicy:CachePolicy"
    properties = (
        frozenset(_SAID)
        | below(_PARAMETERS, *_FLAGS)
        | {f"{_PARAMETERS}.{part}.{behavior}" for part, (behavior, _) in _PARTS.items()}
        | {f"{_PARAMETERS}.{part}.{items}.items" for part, (_, items) in _PARTS.items()}
    )
    computed = frozenset({"arn", "etag"})
    name_property = "name"
    sets = frozenset(f"{_PARAMETERS}.{part}.{items}.items" for part, (_, items) in _PARTS.items())
    unsettles: ClassVar = dict.fromkeys(_ALL, frozenset({"etag"}))
    noun, answer, config, gone = "cache_policy", "CachePolicy", "CachePolicyConfig", "NoSuchCachePolicy"

    @override
    def configuration(self, inputs: Inputs) -> dict[str, Any]:
        parameters = inputs[_PARAMETERS]
        parts = {pascal(part): _part(parameters[part], *names) for part, names in _PARTS.items()}
        flags = {target: bool(parameters.get(name)) for name, target in _FLAGS.items()}
        return {"MinTTL": 0, **pick(inputs, _SAID), pascal(_PARAMETERS): {**flags, **parts}}

    @override
    def said(self, call: Call, thing: dict[str, Any]) -> Outputs:
        config = thing["CachePolicyConfig"]
        parameters = config[pascal(_PARAMETERS)]
        parts = {part: _part_said(parameters[pascal(part)], *names) for part, names in _PARTS.items()}
        return {
            "arn": arn(call, "cache-policy", thing["Id"]),
            **unpick(config, _SAID),
            _PARAMETERS: {**unpick(parameters, pascal_names(*_FLAGS)), **parts},
        }


def _part(config: Inputs, behavior: str, items: str) -> dict[str, Any]:
    names = (config.get(items) or {}).get("items")
    return {pascal(behavior): config[behavior], **({pascal(items): counted(names)} if names else {})}


def _part_said(config: dict[str, Any], behavior: str, items: str) -> Outputs:
    names = items_of(config.get(pascal(items)))
    return {behavior: config[pascal(behavior)], **({items: {"items": names}} if names else {})}
