"""A cluster's own API: the calls that a failover, and a look at whether it could be, need of it.

The API answers where `kubernetes.endpoint` lets it: with a private endpoint the command has to run in the region's VPC.
"""

import base64
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from operations.failover.step_context import StepError
from operations.live.cluster_tokens import token

_SECONDS = 10
_SCALED = "apis/keda.sh/v1alpha1/namespaces/{namespace}/scaledobjects/{name}"
_DEPLOYED = "apis/apps/v1/namespaces/{namespace}/deployments/{name}"


@dataclass(frozen=True)
class Cluster:
    """`client` makes boto3 clients in the cluster's region, `says` who asks. Raises StepError, and what AWS raises."""

    client: Callable[[str], Any]
    name: str
    says: str

    def patch(self, namespace: str, name: str, change: Mapping[str, Any]) -> None:
        """Merge a change into a ScaledObject."""
        self._ask("PATCH", _SCALED.format(namespace=namespace, name=name), change)

    def running(self, namespace: str, name: str) -> int:
        """How many pods of a workload there are, ready or not."""
        found = self._ask("GET", _DEPLOYED.format(namespace=namespace, name=name))
        return int(found.get("status", {}).get("replicas", 0))

    def ready(self, namespace: str, name: str) -> int:
        """How many pods of a workload are ready."""
        found = self._ask("GET", _DEPLOYED.format(namespace=namespace, name=name))
        return int(found.get("status", {}).get("readyReplicas", 0))

    def door(self) -> "Door":
        """The API, found and logged in to: as good for many questions as for one."""
        cluster = self.client("eks").describe_cluster(name=self.name)["cluster"]
        authority = base64.b64decode(cluster["certificateAuthority"]["data"]).decode(errors="replace")
        is_sealed = cluster["endpoint"].startswith("https")
        return Door(
            cluster=self.name,
            endpoint=cluster["endpoint"],
            token=token(self.client("sts"), self.name),
            context=ssl.create_default_context(cadata=authority) if is_sealed else None,
            says=self.says,
        )

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self.door().ask(method, path, body)


@dataclass(frozen=True, kw_only=True)
class Door:
    """A cluster's API at its address, for as long as a login holds. Raises StepError in the API's own words."""

    cluster: str
    endpoint: str
    token: str
    context: ssl.SSLContext | None
    says: str

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One question."""
        try:
            return self._answered(method, path, body)
        except HTTPError as error:
            raise self._refused(method, path, error) from error

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every object of a kind; none of a kind that the cluster does not know."""
        try:
            return list(self._answered("GET", path, None)["items"])
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return []
            raise self._refused("GET", path, error) from error

    def _refused(self, method: str, path: str, error: HTTPError) -> StepError:
        said = error.read().decode()[:200]
        return StepError(f"the API of cluster {self.cluster} refuses {method} {path}: {error.code} {said}")

    def _answered(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        request = Request(  # noqa: S310 - the cluster's own address, as AWS gives it
            f"{self.endpoint}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/merge-patch+json",
                "User-Agent": self.says,
            },
        )
        try:
            with urlopen(request, timeout=_SECONDS, context=self.context) as answer:  # noqa: S310 - see above
                found: dict[str, Any] = json.load(answer)
        except HTTPError:
            raise
        except (URLError, TimeoutError) as error:
            msg = (
                f"the API of cluster {self.cluster} does not answer ({error}). With a private endpoint, run this "
                "inside the region's VPC"
            )
            raise StepError(msg) from error
        return found
