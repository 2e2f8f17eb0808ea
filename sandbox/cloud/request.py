"""What one AWS call is: service, region, account and action, read off its signature and body. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_ACCOUNT = re.compile(r"\d{12}")
DEFAULT_ACCOUNT = "000000000000"
# Services without a region: their control planes stand in us-east-1 whatever the signature says.
GLOBAL_SERVICES = frozenset({"cloudfront", "globalaccelerator", "iam", "organizations", "route53", "shield"})
GLOBAL_REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class AwsCall:
    """A request as it came in."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    service: str
    region: str
    account: str
    action: str

    def json(self) -> dict[str, Any]:
        """The body of a JSON protocol."""
        parsed = json.loads(self.body or b"{}")
        return parsed if isinstance(parsed, dict) else {}


def read_call(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> AwsCall:
    """Read a request. Header names are in small letters. An unsigned one has no service and no region."""
    signature = _CREDENTIAL.search(headers.get("authorization", "")) or _CREDENTIAL.search(
        f"Credential={parse_qs(query).get('X-Amz-Credential', [''])[0]}"
    )
    service = signature["service"] if signature else ""
    region = signature["region"] if signature else ""
    key = signature["key"] if signature else ""
    return AwsCall(
        method=method,
        path=path,
        query=query,
        headers=headers,
        body=body,
        service=service,
        region=GLOBAL_REGION if service in GLOBAL_SERVICES else region,
        account=key if _ACCOUNT.fullmatch(key) else DEFAULT_ACCOUNT,
        action=_action(method, path, headers, body),
    )


def _action(method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
    target = headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        named = parse_qs(body.decode("utf-8", "replace")).get("Action")
        if named:
            return named[0]
    return f"{method} {path}"
