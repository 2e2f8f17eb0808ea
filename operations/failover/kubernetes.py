"""A cluster's own API: the two calls that a failover needs of it.

The API answers where `kubernetes.endpoint` lets it: with a private endpoint the command has to run in the region's VPC.
"""

import base64
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from operations.failover.ground import StepError
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

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        cluster = self.client("eks").describe_cluster(name=self.name)["cluster"]
        request = Request(  # noqa: S310 - the cluster's own address, as AWS gives it
            f"{cluster['endpoint']}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token(self.client('sts'), self.name)}",
                "Content-Type": "application/merge-patch+json",
                "User-Agent": self.says,
            },
        )
        authority = base64.b64decode(cluster["certificateAuthority"]["data"]).decode(errors="replace")
        context = ssl.create_default_context(cadata=authority) if cluster["endpoint"].startswith("https") else None
        try:
            with urlopen(request, timeout=_SECONDS, context=context) as answer:  # noqa: S310 - see above
                found: dict[str, Any] = json.load(answer)
        except HTTPError as error:
            msg = f"the API of cluster {self.name} refuses {method} {path}: {error.code} {error.read().decode()[:200]}"
            raise StepError(msg) from error
        except (URLError, TimeoutError) as error:
            msg = (
                f"the API of cluster {self.name} does not answer ({error}). With a private endpoint, run this inside "
                "the region's VPC"
            )
            raise StepError(msg) from error
        return found
