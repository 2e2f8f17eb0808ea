"""Whether a token says who asks, as EKS finds out. Pure.

Source: kubernetes-sigs/aws-iam-authenticator, pkg/token/token.go, as of v0.7.18. What STS answers to the question in
the token is worked out here: it recomputes the signature over the header that the authenticator sends once.
"""

import base64
import binascii
import hmac
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from sandbox.cloud.kubernetes.keys import Key, KeyOf
from sandbox.protocol import presigned
from sandbox.protocol.cluster_token import HEADER, PREFIX

_LONGEST = 4096
_LASTS = timedelta(minutes=15)
# STS takes no signature from further in the future than this.
_AHEAD = timedelta(minutes=5)
_MOST_SECONDS = 900
_PARAMETERS = frozenset(
    {
        *("action", "version"),
        *("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token"),
        *("x-amz-signature", "x-amz-signedheaders"),
    }
)
_STS = re.compile(r"sts(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)")
_GLOBAL, _GLOBAL_REGION = "sts.amazonaws.com", "us-east-1"
# What the authenticator sends. A signature over anything else cannot be recomputed.
_SENT = frozenset({"host", HEADER, "accept"})


class UnauthorizedError(Exception):
    """The token says nobody."""


def verified(token: str, cluster: str, *, own_host: str, at: datetime, key_of: KeyOf) -> Key:
    """The key that a token was signed with. `own_host` is where this AWS answers: clients here ask STS there.

    Raises UnauthorizedError with what EKS writes into the cluster's authenticator log.
    """
    url, said = _question(token)
    host = urlsplit(url).netloc
    _check_host(urlsplit(url).scheme, host, own_host)
    _check_form(said)
    signed_at = _moment(said, at)
    access_key, *scope = said["x-amz-credential"].split("/")
    region = _region(host) or (scope[1] if len(scope) > 1 else "")
    if scope != [signed_at.strftime("%Y%m%d"), region, "sts", "aws4_request"]:
        raise _sts("SignatureDoesNotMatch", f"Credential should be scoped to a valid region and service: {scope}")
    key = key_of(access_key)
    if key is None:
        raise _sts("InvalidClientTokenId", "The security token included in the request is invalid.")
    if key.session_token != said.get("x-amz-security-token", "") and key.principal:
        raise _sts("InvalidClientTokenId", "The security token included in the request is invalid.")
    names = said["x-amz-signedheaders"].split(";")
    strangers = sorted(set(names) - _SENT)
    sent = {"host": host, HEADER: cluster, "accept": "application/json"}
    wanted = "" if strangers else presigned.signature(key.secret, url, {name: sent[name] for name in names})
    if not hmac.compare_digest(wanted, said.get("x-amz-signature", "")):
        more = f", and {', '.join(strangers)} is signed, which the authenticator does not send" if strangers else ""
        message = "The request signature we calculated does not match the signature you provided"
        raise _sts("SignatureDoesNotMatch", f"{message}: {HEADER} is sent once, and says {cluster}{more}")
    return key


def _question(token: str) -> tuple[str, Mapping[str, str]]:
    """The address in the token, and its parameters by their names in small letters."""
    if len(token) > _LONGEST:
        raise _format("token is too large")
    if not token:
        raise _format("there is no token; `aws eks get-token` writes one")
    if not token.startswith(PREFIX):
        raise _format(f'token is missing expected "{PREFIX}" prefix')
    text = token.removeprefix(PREFIX)
    try:
        if re.search(r"[^A-Za-z0-9_-]", text):
            raise _format(f"illegal base64 data: {text[-1:]!r} in a token without padding")
        url = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _format(str(error)) from error
    if urlsplit(url).path != "/":
        raise _format("unexpected path in pre-signed URL")
    pairs = [(key.lower(), value) for key, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    strangers = sorted({key for key, _ in pairs} - _PARAMETERS)
    if strangers:
        raise _format(f'non-whitelisted query parameter "{strangers[0]}"')
    if max(Counter(key for key, _ in pairs).values(), default=0) > 1:
        raise _format("query parameter with multiple values not supported")
    return url, dict(pairs)


def _check_host(scheme: str, host: str, own_host: str) -> None:
    if host == own_host:
        return
    if scheme != "https":
        raise _format(f'unexpected scheme "{scheme}" in pre-signed URL')
    if host != _GLOBAL and not _STS.fullmatch(host):
        raise _format(f'unexpected hostname "{host}" in pre-signed URL')


def _check_form(said: Mapping[str, str]) -> None:
    if said.get("action") != "GetCallerIdentity":
        raise _format("unexpected action parameter in pre-signed URL")
    if HEADER not in said.get("x-amz-signedheaders", "").split(";"):
        raise _format(f"client did not sign the {HEADER} header in the pre-signed URL")
    expires = said.get("x-amz-expires", "")
    if not re.fullmatch(r"[0-9]{1,9}", expires) or int(expires) > _MOST_SECONDS:
        raise _format(f"invalid X-Amz-Expires parameter in pre-signed URL: {expires}")
    missing = [name for name in ("x-amz-algorithm", "x-amz-credential", "x-amz-date") if not said.get(name)]
    if missing:
        raise _format(f"{missing[0]} must be present in pre-signed URL")
    if said["x-amz-algorithm"] != presigned.ALGORITHM:
        raise _sts("IncompleteSignature", f"Unsupported AWS 'algorithm': '{said['x-amz-algorithm']}'")


def _moment(said: Mapping[str, str], at: datetime) -> datetime:
    text = said["x-amz-date"]
    try:
        signed_at = datetime.strptime(text, presigned.MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise _format(f"error parsing X-Amz-Date parameter {text}: {error}") from error
    if at > signed_at + _LASTS:
        raise _format(f"X-Amz-Date parameter is expired (15 minute expiration) {signed_at:%Y-%m-%d %H:%M:%S} +0000 UTC")
    if signed_at > at + _AHEAD:
        raise _sts(
            "SignatureDoesNotMatch", f"Signature not yet current: {text} is still later than {at:%Y%m%dT%H%M%SZ}"
        )
    return signed_at


def _region(host: str) -> str:
    match = _STS.fullmatch(host)
    return match["region"] if match else _GLOBAL_REGION if host == _GLOBAL else ""


def _format(message: str) -> UnauthorizedError:
    return UnauthorizedError(f"input token was not properly formatted: {message}")


def _sts(code: str, message: str) -> UnauthorizedError:
    return UnauthorizedError(f"sts getCallerIdentity failed: error from AWS (expected 200, got 403): {code}: {message}")
