"""Which origins CloudFront asks for a request, in which order, and with what. Pure.

Read off a distribution's configuration as AWS says it. What is in a cache, and whether an origin answers in time, is
not in there: every request counts as one that has to be passed on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.edge.viewer_request import ViewerRequest, matches

# An origin group asks its second origin for these alone.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
_TRIED_AGAIN = frozenset({"GET", "HEAD", "OPTIONS"})
Config = Mapping[str, Any]


class RefusedError(Exception):
    """CloudFront answers by itself, with 403: the behaviour does not take this method."""


@dataclass(frozen=True)
class Asked:
    """One origin that is asked: `request` is what it gets, `host` is where it stands and what it is called by."""

    origin_id: str
    host: str
    request: ViewerRequest


def origins_asked(config: Config, request: ViewerRequest) -> tuple[Asked, ...]:
    """Who is asked, one after the other until one answers. Raises RefusedError."""
    behavior = behavior_for(config, request.path)
    if request.method not in _items(behavior["AllowedMethods"]):
        msg = f"{behavior.get('PathPattern', 'the default behaviour')} takes no {request.method}"
        raise RefusedError(msg)
    return tuple(_asked(config, origin_id, request) for origin_id in _origin_ids(config, behavior, request.method))


def behavior_for(config: Config, path: str) -> Config:
    """The first cache behaviour whose pattern covers the path, or the default one."""
    for behavior in _items(config.get("CacheBehaviors")):
        if matches(str(behavior["PathPattern"]), path):
            return dict(behavior)
    return dict(config["DefaultCacheBehavior"])


def _origin_ids(config: Config, behavior: Config, method: str) -> Iterator[str]:
    target = str(behavior["TargetOriginId"])
    members = [
        str(member["OriginId"])
        for group in _items(config.get("OriginGroups"))
        if group["Id"] == target
        for member in _items(group["Members"])
    ]
    yield from (members if method in _TRIED_AGAIN else members[:1]) or [target]


def _asked(config: Config, origin_id: str, request: ViewerRequest) -> Asked:
    (origin,) = [each for each in _items(config["Origins"]) if each["Id"] == origin_id]
    added = {each["HeaderName"].lower(): str(each["HeaderValue"]) for each in _items(origin.get("CustomHeaders"))}
    host = str(origin["DomainName"])
    # What CloudFront is told to add goes before what a client says of itself.
    passed = ViewerRequest(
        request.method, f"{origin.get('OriginPath') or ''}{request.path}", {**request.headers, **added, "host": host}
    )
    return Asked(origin_id, host, passed)


def _items(counted: Any) -> list[Any]:  # noqa: ANN401 - a part of a boto3 answer
    return list((counted or {}).get("Items") or [])
