"""Tokens for EKS: what its authenticator believes, and what it does not. Signed by botocore, which is not ours."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sandbox.cloud.kubernetes.authenticator import UnauthorizedError, verified
from sandbox.cloud.kubernetes.keys import Key
from sandbox.protocol.cluster_token import cluster_token

CLUSTER, OWN = "standby", "127.0.0.1:4566"
ROLE = "arn:aws:iam::000000000000:role/operator"
KEYS = {"test": Key("test"), "ASIA": Key("its own/secret+", ROLE, session_token="session/+=")}  # noqa: S106 - of nobody


def signed(  # noqa: PLR0913 - each part of a question can be wrong
    *,
    host: str = "https://sts.us-east-1.amazonaws.com",
    path: str = "/",
    query: str = "Action=GetCallerIdentity&Version=2011-06-15",
    region: str = "us-east-1",
    service: str = "sts",
    expires: int = 60,
    headers: dict[str, str] | None = None,
    by: Credentials | None = None,
) -> str:
    """The address that a token holds."""
    request = AWSRequest("GET", f"{host}{path}?{query}", headers=headers or {"x-k8s-aws-id": CLUSTER})
    SigV4QueryAuth(by or Credentials("test", "test"), service, region, expires=expires).add_auth(request)
    return str(request.url)


def token(url: str) -> str:
    return f"k8s-aws-v1.{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}"


def enter(text: str, *, cluster: str = CLUSTER, at: datetime | None = None) -> Key:
    return verified(text, cluster, own_host=OWN, at=at or datetime.now(UTC), key_of=KEYS.get)


def altered(key: str, value: str, url: str) -> str:
    """An address with another parameter; its signature stays what it was."""
    parts = urlsplit(url)
    said = {name: value if name == key else old for name, old in parse_qsl(parts.query)}
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(said, quote_via=quote)}"


BELIEVED: dict[str, dict[str, Any]] = {
    "regional": {},
    "elsewhere": {"host": "https://sts.us-west-2.amazonaws.com", "region": "us-west-2"},
    "global": {"host": "https://sts.amazonaws.com"},
    "fips": {"host": "https://sts-fips.us-east-1.amazonaws.com"},
    "dual stack": {"host": "https://sts.us-east-1.api.aws"},
    "this AWS": {"host": f"http://{OWN}"},
    "long": {"expires": 900},
    "at once": {"expires": 0},
}


@pytest.mark.parametrize("question", BELIEVED.values(), ids=BELIEVED)
def test_a_signed_question_that_names_the_cluster_is_believed(question: dict[str, Any]) -> None:
    # Signed in the test, not when pytest collects: a long run would be later than the token's quarter of an hour.
    assert enter(token(signed(**question))) == KEYS["test"]


def test_whose_key_it_is_decides_who_enters() -> None:
    url = signed(by=Credentials("ASIA", "its own/secret+", "session/+="))
    assert enter(token(url)).principal == ROLE


def test_it_lasts_a_quarter_of_an_hour_whatever_it_says_itself() -> None:
    signed_now, moment = token(signed(expires=1)), datetime.now(UTC)
    assert enter(signed_now, at=moment + timedelta(minutes=14))
    with pytest.raises(UnauthorizedError, match="expired"):
        enter(signed_now, at=moment + timedelta(minutes=15, seconds=1))


def test_the_sandboxes_own_clients_sign_as_botocore_does() -> None:
    assert enter(cluster_token(CLUSTER, "us-west-2", by={})) == KEYS["test"]
    issued = {
        "AWS_ACCESS_KEY_ID": "ASIA",
        "AWS_SECRET_ACCESS_KEY": "its own/secret+",
        "AWS_SESSION_TOKEN": "session/+=",
    }
    assert enter(cluster_token(CLUSTER, "us-west-2", by=issued)).principal == ROLE


_TWICE = {"x-k8s-aws-id": f"{CLUSTER},{CLUSTER}"}
REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "nothing": (lambda: "", "there is no token"),
    "another scheme": (lambda: token(signed()).replace("v1", "v2", 1), 'missing expected "k8s-aws-v1." prefix'),
    "padded": (lambda: f"{token(signed())}=", "illegal base64 data"),
    "too long": (lambda: token(signed(query=f"Action=GetCallerIdentity&Version={'1' * 4096}")), "token is too large"),
    "the header twice": (lambda: token(signed(headers=_TWICE)), "SignatureDoesNotMatch"),
    "another cluster": (lambda: token(signed(headers={"x-k8s-aws-id": "other"})), "SignatureDoesNotMatch"),
    "no header": (
        lambda: token(signed(headers={"accept": "application/json"})),
        "did not sign the x-k8s-aws-id",
    ),
    "a header that nobody sends": (
        lambda: token(signed(headers={"x-k8s-aws-id": CLUSTER, "x-amz-more": "1"})),
        "x-amz-more is signed, which the authenticator does not send",
    ),
    "another question": (
        lambda: token(signed(query="Action=GetSessionToken&Version=2011-06-15")),
        "unexpected action parameter",
    ),
    "a parameter more": (
        lambda: token(signed(query="Action=GetCallerIdentity&Version=2011-06-15&RoleArn=x")),
        'non-whitelisted query parameter "rolearn"',
    ),
    "a parameter twice": (lambda: token(f"{signed()}&Action=GetCallerIdentity"), "multiple values not supported"),
    "a path": (lambda: token(signed(path="/sub")), "unexpected path"),
    "no encryption": (lambda: token(signed(host="http://sts.us-east-1.amazonaws.com")), 'unexpected scheme "http"'),
    "somebody else's host": (lambda: token(signed(host="https://sts.example.com")), "unexpected hostname"),
    "a host that begins alike": (
        lambda: token(signed(host="https://sts.us-east-1.amazonaws.com.example.com")),
        "unexpected hostname",
    ),
    "another region's signature": (lambda: token(signed(region="us-west-2")), "scoped to a valid region and service"),
    "another service's signature": (lambda: token(signed(service="s3")), "scoped to a valid region and service"),
    "too long a time": (lambda: token(signed(expires=901)), "invalid X-Amz-Expires"),
    "a time that is no number": (
        lambda: token(altered("X-Amz-Expires", "-1", signed())),
        "invalid X-Amz-Expires parameter in pre-signed URL: -1",
    ),
    "no moment": (lambda: token(altered("X-Amz-Date", "", signed())), "x-amz-date must be present"),
    "a moment that is none": (lambda: token(altered("X-Amz-Date", "yesterday", signed())), "error parsing X-Amz-Date"),
    "another secret": (lambda: token(signed(by=Credentials("test", "guessed"))), "SignatureDoesNotMatch"),
    "an unknown key": (lambda: token(signed(by=Credentials("AKIA", "test"))), "InvalidClientTokenId"),
    "a session without its token": (
        lambda: token(signed(by=Credentials("ASIA", "its own/secret+"))),
        "InvalidClientTokenId",
    ),
    "a changed signature": (lambda: token(altered("X-Amz-Signature", "0" * 64, signed())), "SignatureDoesNotMatch"),
}


@pytest.mark.parametrize(("made", "says"), REFUSED.values(), ids=REFUSED)
def test_anything_else_says_nobody(made: Callable[[], str], says: str) -> None:
    with pytest.raises(UnauthorizedError, match=r"^(input token|sts getCallerIdentity)") as refused:
        enter(made())
    assert says in str(refused.value)
