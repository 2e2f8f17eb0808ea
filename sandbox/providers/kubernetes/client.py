"""A client of one cluster's API: where each kind is, and what is asked of it."""

import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from sandbox.protocol.cluster_token import cluster_token
from sandbox.protocol.once import HEADER, request_name
from sandbox.protocol.server import ProviderError

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# An emulated cluster answers at once; one that is dark is found while somebody waits.
_PATIENCE_SECONDS = 10
_DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
Document = dict[str, Any]


class NotFoundError(ProviderError):
    """The object, or its kind, is not there."""


@dataclass(frozen=True)
class Reference:
    """One object: enough to write its address."""

    api_version: str
    kind: str
    namespace: str
    name: str


@dataclass(frozen=True)
class Login:
    """Which cluster a token is for, as the kubeconfig says, whose command would write it."""

    cluster: str
    region: str


class Client:
    """Asks the API server at `server`, which is on this machine. Raises ProviderError with the server's own words."""

    def __init__(self, server: str, login: Login) -> None:
        parts = urlsplit(server)
        if parts.hostname not in LOOPBACK:
            msg = (
                "the sandbox's kubernetes provider acts only on an emulated cluster on this machine, and the "
                f"kubeconfig names {server!r}; for a real cluster use Pulumi's own provider"
            )
            raise ProviderError(msg)
        self._login = login
        self._host, self._prefix = parts.netloc, parts.path.rstrip("/")
        self._kinds: dict[tuple[str, str], tuple[str, bool]] = {}
        self._lock = threading.Lock()

    def version(self) -> str:
        """The cluster's version of Kubernetes."""
        told = self._ask("GET", "/version")
        return f"{told['major']}.{told['minor'].rstrip('+')}"

    def definitions(self) -> list[Document]:
        """The kinds that the cluster was taught."""
        return list(self._ask("GET", _DEFINITIONS)["items"])

    def create(self, wanted: Reference, manifest: Mapping[str, Any]) -> Document:
        """Make an object."""
        return self._ask("POST", self._folder(wanted), manifest)

    def find(self, wanted: Reference) -> Document | None:
        """Look an object up; None where it, or its kind, is gone."""
        try:
            return self._ask("GET", self._place(wanted))
        except NotFoundError:
            return None

    def patch(self, wanted: Reference, patch: Mapping[str, Any]) -> Document:
        """Change what the patch names."""
        return self._ask("PATCH", self._place(wanted), patch, "application/merge-patch+json")

    def delete(self, wanted: Reference) -> None:
        """Delete an object; one that is gone already is no error."""
        try:
            self._ask("DELETE", self._place(wanted))
        except NotFoundError:
            return

    def _place(self, wanted: Reference) -> str:
        return f"{self._folder(wanted)}/{quote(wanted.name, safe='')}"

    def _folder(self, wanted: Reference) -> str:
        plural, namespaced = self._kind(wanted)
        group = f"/apis/{wanted.api_version}" if "/" in wanted.api_version else f"/api/{wanted.api_version}"
        within = f"/namespaces/{wanted.namespace or 'default'}" if namespaced else ""
        return f"{group}{within}/{plural}"

    def _kind(self, wanted: Reference) -> tuple[str, bool]:
        key = (wanted.api_version, wanted.kind)
        with self._lock:
            known = self._kinds.get(key)
        if known is not None:
            return known
        group = f"/apis/{wanted.api_version}" if "/" in wanted.api_version else f"/api/{wanted.api_version}"
        found = {
            (wanted.api_version, each["kind"]): (each["name"], bool(each["namespaced"]))
            for each in self._ask("GET", group)["resources"]
        }
        with self._lock:
            self._kinds |= found
        if key not in found:
            msg = f"the cluster has no kind {wanted.kind} in {wanted.api_version}"
            raise NotFoundError(msg)
        return found[key]

    def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, kind: str = "application/json"
    ) -> Document:
        connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE_SECONDS)
        token = cluster_token(self._login.cluster, self._login.region)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Accept": "application/json"}
        if method == "POST" and request_name():
            headers[HEADER] = request_name()
        try:
            connection.request(method, self._prefix + path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            msg = (
                f"the Kubernetes API at {self._host}{self._prefix} does not answer ({type(error).__name__}); nothing "
                "was done. Leave it as it is until its region is back"
            )
            raise ProviderError(msg) from error
        finally:
            connection.close()
        answer: Document = json.loads(text or b"{}")
        if response.status == HTTPStatus.NOT_FOUND:
            raise NotFoundError(str(answer.get("message", path)))
        if response.status >= HTTPStatus.BAD_REQUEST:
            causes = [each["message"] for each in (answer.get("details") or {}).get("causes", [])]
            said = ": ".join([str(answer.get("reason", response.status)), str(answer.get("message", "")), *causes])
            raise ProviderError(said)
        return answer
