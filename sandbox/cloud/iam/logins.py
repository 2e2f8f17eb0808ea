"""Logging in to Aurora and to ElastiCache by IAM: the password is a signed request, and the right to it is decided.

Sources: Aurora user guide, UsingWithRDS.IAMDBAuth.IAMPolicy; ElastiCache user guide, auth-iam. What the two say to
whoever may not is what their engines say.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.errands import Errands
from sandbox.cloud.iam.evaluate import Policies, Request
from sandbox.cloud.iam.identities import Identities
from sandbox.cloud.iam.principal import Principal
from sandbox.cloud.iam.store import PolicyStore
from sandbox.cloud.request import Scope

_RDS_VERSION = "2014-10-31"


class Logins:
    """Nothing listens behind the endpoints here, so whoever would connect asks this instead."""

    def __init__(self, emulator: Emulator, identities: Identities, store: PolicyStore, errands: Errands) -> None:
        self._emulator, self._identities, self._store, self._errands = emulator, identities, store, errands

    async def open(self, _query: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `{"token": password}` with who logged in; raises ValueError as the engine refuses."""
        parts = urlsplit(f"//{wanted['token']}")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        key, _, region, service, _ = asked["X-Amz-Credential"].split("/")
        issued = self._identities.of(key)
        if issued is None or self._identities.has_expired(issued) or asked.get("X-Amz-Security-Token") != issued.token:
            msg = "the token is signed by nobody who has a session here"
            raise ValueError(msg)
        principal, user = issued.principal, asked.get("DBUser") or asked.get("User", "")
        scope, host = Scope(principal.account, region), parts.hostname or ""
        action, arns = (
            ("rds-db:connect", [await self._database_user(scope, host, user)])
            if service == "rds-db"
            else ("elasticache:Connect", _cache(scope, host, user))
        )
        for arn in arns:
            if not await self._may(principal, action, arn):
                refused = f'PAM authentication failed for user "{user}"' if service == "rds-db" else "WRONGPASS"
                msg = f"{refused}: {principal.arn} is not authorized to perform: {action} on resource: {arn}"
                raise ValueError(msg)
        return {"principal": principal.arn, "user": user}

    async def _may(self, principal: Principal, action: str, arn: str) -> bool:
        policies = Policies(await self._store.identity(principal), boundary=await self._store.boundary(principal))
        request = Request(principal, action, arn, Context({"aws:principalarn": principal.policies_of}, complete=True))
        return self._errands.decide("a login", request, policies).is_allowed

    async def _database_user(self, scope: Scope, host: str, user: str) -> str:
        """A global cluster's endpoint leads to the member that is here."""
        root = await self._emulator.ask_query(
            scope, service="rds", parameters={"Action": "DescribeDBClusters", "Version": _RDS_VERSION}
        )
        found = {
            text(each, "DBClusterIdentifier"): text(each, "DbClusterResourceId")
            for each in root.iterfind("DescribeDBClustersResult/DBClusters/DBCluster")
        }
        name = host.partition(".")[0]
        resource = found.get(name) or (next(iter(found.values()), "") if ".global-" in host else "")
        if not resource:
            msg = f"{scope.region} has no database at {host}"
            raise ValueError(msg)
        return f"arn:aws:rds-db:{scope.region}:{scope.account}:dbuser:{resource}/{user}"


def _cache(scope: Scope, name: str, user: str) -> list[str]:
    place = f"arn:aws:elasticache:{scope.region}:{scope.account}"
    return [f"{place}:replicationgroup:{name}", f"{place}:user:{user}"]
