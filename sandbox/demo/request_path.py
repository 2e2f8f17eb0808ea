"""The way of one request from a client to a region, over what the emulated AWS really holds."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Protocol
from urllib.parse import urlencode
from urllib.request import urlopen

from sandbox.cloud.edge.distribution import Asked, RefusedError, origins_asked
from sandbox.cloud.edge.listener import action_for
from sandbox.cloud.edge.viewer_request import ViewerRequest

_GLOBAL = "us-east-1"
_FORBIDDEN, _OK, _NO_ORIGIN = 403, 200, 502


class Clients(Protocol):
    """boto3 clients, and where the emulated AWS is."""

    @property
    def endpoint(self) -> str:
        """Its address."""

    def of(self, service: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes client classes at run time
        """A client for one service in one region."""


@dataclass(frozen=True)
class Reached:
    """Who answers: a load-balancer, a bucket, the edge or nobody (`kind`), where, and which `hosts` were asked."""

    kind: str
    region: str
    status: int
    hosts: tuple[str, ...]


class RequestPaths:
    """Follows requests. The edge's configuration is read once: it serves clients also when nobody can read it."""

    def __init__(self, clients: Clients, app: str) -> None:
        self._endpoint, self._app = clients.endpoint, app
        self._of = cache(clients.of)

    @cached_property
    def config(self) -> Any:  # noqa: ANN401 - a boto3 answer
        """The configuration of the distribution that the public name leads to."""
        (alias,) = self._resolve(self._app, _GLOBAL)["destination"]["values"]
        listed = self._of("cloudfront", _GLOBAL).list_distributions()["DistributionList"]["Items"]
        (distribution,) = [each["Id"] for each in listed if each["DomainName"] == alias]
        return self._of("cloudfront", _GLOBAL).get_distribution_config(Id=distribution)["DistributionConfig"]

    def follow(self, request: ViewerRequest, near: str, *, dark: Collection[str] = ()) -> Reached:
        """Send a request to the public name from near a region. `dark` regions answer nothing."""
        try:
            asked = origins_asked(self.config, request)
        except RefusedError:
            return Reached("edge", "", _FORBIDDEN, (self._app,))
        hosts: tuple[str, ...] = (self._app,)
        for origin in asked:
            hosts = (*hosts, origin.host)
            kind, region, status = self._at(origin, near)
            if region and region not in dark:
                return Reached(kind, region, status, hosts)
        return Reached("nobody", "", _NO_ORIGIN, hosts)

    def past_the_edge(self, request: ViewerRequest, region: str) -> int:
        """What the load balancer of a region answers to whoever does not come by the edge."""
        (balancer,) = self._of("elbv2", region).describe_load_balancers()["LoadBalancers"]
        return self._by_rules(region, balancer["LoadBalancerArn"], request)

    def _at(self, origin: Asked, near: str) -> tuple[str, str, int]:
        bucket, is_bucket, rest = origin.host.partition(".s3.")
        if is_bucket:
            region = rest.partition(".")[0]
            known = [each["Name"] for each in self._of("s3", _GLOBAL).list_buckets()["Buckets"]]
            return "bucket", region if bucket in known else "", _OK
        destination = self._resolve(origin.host, near)["destination"]
        if destination["kind"] != "load-balancer":
            return "nobody", "", _NO_ORIGIN
        region, (name,) = destination["region"], destination["values"]
        listed = self._of("elbv2", region).describe_load_balancers()["LoadBalancers"]
        (arn,) = [each["LoadBalancerArn"] for each in listed if each["DNSName"] == name]
        return "load-balancer", region, self._by_rules(region, arn, origin.request)

    def _by_rules(self, region: str, balancer_arn: str, request: ViewerRequest) -> int:
        elb = self._of("elbv2", region)
        (listener,) = elb.describe_listeners(LoadBalancerArn=balancer_arn)["Listeners"]
        action = action_for(elb.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"], request)
        return _OK if action["Type"] == "forward" else int(action["FixedResponseConfig"]["StatusCode"])

    def _resolve(self, name: str, near: str) -> Any:  # noqa: ANN401 - JSON
        query = urlencode({"name": name, "from": near})
        with urlopen(f"{self._endpoint}/_sandbox/resolve?{query}") as answer:  # noqa: S310 - loopback
            return json.load(answer)
