"""Who enters a cluster: a token that EKS believes, and an access entry of whoever signed it."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.kubernetes.authenticator import UnauthorizedError, verified
from sandbox.cloud.kubernetes.authorization import MASTERS, Person
from sandbox.cloud.kubernetes.keys import KeyOf, own_key
from sandbox.cloud.kubernetes.store import RefusedError
from sandbox.cloud.request import AwsCall

_ADMINISTERS = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
_BEARER = "Bearer "


class Entrance:
    """Of every cluster. What somebody may do once inside, the cluster's own rules say."""

    def __init__(
        self,
        emulator: Emulator,
        key_of: KeyOf = own_key,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._emulator, self._key_of, self._now = emulator, key_of, now

    async def person(self, call: AwsCall, cluster: str) -> Person:
        """Who asks. Raises RefusedError, which says no more than Kubernetes does, and why in its details."""
        said = call.headers.get("authorization", "")
        try:
            token, own_host = said.removeprefix(_BEARER), call.headers.get("host", "")
            key = verified(token, cluster, own_host=own_host, at=self._now(), key_of=self._key_of)
            # Nobody was given this key: it opens everything here, as it does in the rest of the machine's AWS.
            return await self._entered(call, cluster, key.principal) if key.principal else Person("sandbox", (MASTERS,))
        except UnauthorizedError as error:
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "Unauthorized", "Unauthorized", str(error)) from error

    async def _entered(self, call: AwsCall, cluster: str, principal: str) -> Person:
        place = f"/clusters/{cluster}/access-entries/{quote(principal, safe='')}"
        found = await self._emulator.ask_rest(call.scope, service="eks", method="GET", path=place)
        if not found.is_success:
            msg = f"ARN is not mapped: {principal} has no access entry in {cluster}"
            raise UnauthorizedError(msg)
        entry = found.json()["accessEntry"]
        listed = await self._emulator.ask_rest(call.scope, service="eks", method="GET", path=f"{place}/access-policies")
        policies = listed.json().get("associatedAccessPolicies", []) if listed.is_success else []
        masters = any(
            (each["policyArn"], each["accessScope"]["type"]) == (_ADMINISTERS, "cluster") for each in policies
        )
        groups = (*(entry.get("kubernetesGroups") or ()), *((MASTERS,) if masters else ()))
        return Person(str(entry.get("username") or principal), groups)
