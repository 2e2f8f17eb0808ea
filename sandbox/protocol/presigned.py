"""Signature Version 4 in the query of an address: writing one, and saying what it must be. Pure.

Source: AWS General Reference, authenticating requests by query parameters (Signature Version 4).
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

ALGORITHM, SIGNATURE = "AWS4-HMAC-SHA256", "X-Amz-Signature"
MOMENT = "%Y%m%dT%H%M%SZ"
_NOTHING = hashlib.sha256(b"").hexdigest()


def signature(secret: str, url: str, headers: Mapping[str, str]) -> str:
    """What the signature of a GET without a body must be, with exactly these headers signed."""
    parts, parameters = urlsplit(url), parse_qsl(urlsplit(url).query, keep_blank_values=True)
    said = dict(parameters)
    moment, scope = said["X-Amz-Date"], said["X-Amz-Credential"].partition("/")[2]
    signed = sorted(name.lower() for name in headers)
    request = "\n".join(
        [
            "GET",
            parts.path or "/",
            "&".join(f"{_escaped(key)}={_escaped(value)}" for key, value in sorted(parameters) if key != SIGNATURE),
            *(f"{name}:{' '.join(headers[name].split())}" for name in signed),
            "",
            ";".join(signed),
            _NOTHING,
        ]
    )
    key = f"AWS4{secret}".encode()
    for word in scope.split("/"):
        key = _keyed(key, word)
    text = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    return _keyed(key, text).hex()


def _keyed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")
