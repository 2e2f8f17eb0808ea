"""What one AWS call is: service, region, account and action, read off its signature and body. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from sandbox.cloud.iam.account import DEFAULT_ACCOUNT
from sandbox.cloud.operations import operation_name

# SigV4 names the region in the credential; SigV4A leaves it out and sends a header with the set of regions.
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?:(?P<region>[^/]+)/)?(?P<service>[^/]+)/aws4_request")
_ACCOUNT = re.compile(r"\d{12}")
# Virtual-hosted style: the bucket is the first label of the host, and not in the path.
_BUCKET_HOST = re.compile(r"(?P<bucket>[^:]+)\.(?:s3[.-][^:]+|localhost)(?::\d+)?")
_SMITHY = re.compile(r"/service/[^/]+/operation/(?P<action>[^/]+)")
# The API of a cluster is no call of AWS: nothing signs it, and its address says whose and where it is.
KUBERNETES_SERVICE = "kubernetes"
_CLUSTER = re.compile(r"/_kubernetes/(?P<account>\d{12})/(?P<region>[a-z0-9-]+)/(?P<name>[A-Za-z0-9_-]+)(?P<path>/.*)?")
_VERBS = {"GET": "Get", "POST": "Create", "PUT": "Update", "PATCH": "Patch", "DELETE": "Delete"}
_FORM = "application/x-www-form-urlencoded"
# A form is read by several: to name the operation, to decide it, to answer it.
_REMEMBERED = 64
# The step of a failover on whose account a call is made, or a workload's stand-in: what clients say as their last word.
_STEP = re.compile(r"standby-step/(?P<step>[a-z-]+)")
# Services without a region: their control planes stand in one, whatever the signature says.
GLOBAL_SERVICES: Mapping[str, str] = {
    "account": "us-east-1",
    "cloudfront": "us-east-1",
    "iam": "us-east-1",
    "organizations": "us-east-1",
    "route53": "us-east-1",
    "route53domains": "us-east-1",
    "shield": "us-east-1",
    "globalaccelerator": "us-west-2",
    "networkmanager": "us-west-2",
    "route53-recovery-control-config": "us-west-2",
}


@dataclass(frozen=True)
class Scope:
    """In whose name and where: what decides which resources a call can see."""

    account: str
    region: str


@dataclass(frozen=True, kw_only=True)
class AwsCall:
    """A request as it came in. `path` and `query` are as they were sent, still escaped."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    service: str
    region: str
    account: str
    action: str
    caller: str = ""
    access_key: str = ""

    @property
    def scope(self) -> Scope:
        """Where the call goes."""
        return Scope(self.account, self.region)

    @property
    def is_query_protocol(self) -> bool:
        """Whether parameters come as a form, and answers go as XML."""
        return self.headers.get("content-type", "").startswith(_FORM)

    @property
    def full_path(self) -> str:
        """The path with its bucket in it, in whichever style the caller wrote that."""
        return _with_bucket(self.service, self.path, self.headers)

    def json(self) -> dict[str, Any]:
        """The body of a JSON protocol."""
        parsed = json.loads(self.body or b"{}")
        return parsed if isinstance(parsed, dict) else {}

    def form(self) -> dict[str, str]:
        """The parameters of the query protocol."""
        found: dict[str, str] = {}
        for name, value in form_pairs(self.body):
            if value:
                found.setdefault(name, value)
        return found


@lru_cache(maxsize=_REMEMBERED)
def form_pairs(body: bytes) -> tuple[tuple[str, str], ...]:
    """Names and values of a form, in its order."""
    return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def read_call(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> AwsCall:
    """Read a request. Header names are in small letters. An unsigned one has no service and no region."""
    cluster = _CLUSTER.fullmatch(path)
    if cluster is not None:
        return _kubernetes_call(cluster, method, path, query, headers, body)
    signature = _CREDENTIAL.search(headers.get("authorization", ""))
    if signature is None and "X-Amz-Credential" in query:
        signature = _CREDENTIAL.search(f"Credential={parse_qs(query).get('X-Amz-Credential', [''])[0]}")
    service = signature["service"] if signature else ""
    region = (signature["region"] if signature else "") or headers.get("x-amz-region-set", "").partition(",")[0]
    key = signature["key"] if signature else ""
    return AwsCall(
        method=method,
        path=path,
        query=query,
        headers=headers,
        body=body,
        service=service,
        region=GLOBAL_SERVICES.get(service, region),
        account=key if _ACCOUNT.fullmatch(key) else DEFAULT_ACCOUNT,
        action=_action(service, method, path, query, headers, body),
        caller=_step(headers),
        access_key=key,
    )


def _step(headers: Mapping[str, str]) -> str:
    found = _STEP.search(headers.get("user-agent", ""))
    return found["step"] if found else ""


def cluster_endpoint(call: AwsCall, name: str) -> str:
    """Where the caller finds the API of a cluster."""
    return f"http://{call.headers.get('host', '')}/_kubernetes/{call.account}/{call.region}/{name}"


def cluster_path(path: str) -> tuple[str, str]:
    """The cluster that a path names, and the path in it."""
    match = _CLUSTER.fullmatch(path)
    return (match["name"], match["path"] or "/") if match else ("", path)


def _kubernetes_call(
    match: re.Match[str], method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> AwsCall:
    parts = [part for part in (match["path"] or "").split("/") if part]
    # /api/v1 and /apis/GROUP/VERSION come before what is meant, and a namespace before what is in it.
    kept = parts[2 if parts[:1] == ["api"] else 3 :]
    inner = kept[2:] if kept[:1] == ["namespaces"] and len(kept) > 2 else kept  # noqa: PLR2004 - the two words
    return AwsCall(
        method=method,
        path=path,
        query=query,
        headers=headers,
        body=body,
        service=KUBERNETES_SERVICE,
        region=match["region"],
        account=match["account"],
        action=f"{_VERBS.get(method, method)} {'/'.join(inner)}".strip(),
        caller=_step(headers),
    )


def _action(service: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> str:
    target = headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    is_form = headers.get("content-type", "").startswith(_FORM)
    if b"Action=" in body if is_form else "Action=" in query:
        pairs = form_pairs(body) if is_form else parse_qsl(query)
        named = next((value for name, value in pairs if name == "Action" and value), "")
        if named:
            return named
    smithy = _SMITHY.fullmatch(path)
    if smithy:
        return smithy["action"]
    shown = _with_bucket(service, path, headers)
    return operation_name(service, method, shown, query, frozenset(headers)) or f"{method} {shown}"


def _with_bucket(service: str, path: str, headers: Mapping[str, str]) -> str:
    """The path with its bucket, wherever the caller named it."""
    bucket = _BUCKET_HOST.fullmatch(headers.get("host", "")) if service == "s3" else None
    return f"/{bucket['bucket']}{path}" if bucket else path
