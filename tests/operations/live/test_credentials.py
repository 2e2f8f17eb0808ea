"""Credentials of whoever calls: asked for once, not for long, and told in words.

How long AWS's own endpoints take is not shown.
"""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, CredentialRetrievalError, NoCredentialsError, ProfileNotFound
from botocore.utils import ContainerMetadataFetcher

from operations.live import credentials
from operations.live.clients import Clients, clients

_ASKED_BY_BOTOCORE = 3
_GOOD = b'{"AccessKeyId": "a", "SecretAccessKey": "b", "Token": "c", "Expiration": "2099-01-01T00:00:00Z"}'
_PROFILE = "[profile {name}]\nrole_arn = arn:aws:iam::111122223333:role/somebody\nsource_profile = keys\n"
_TAKEN = (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
    "<AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken>"
    "<Expiration>{expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
)


class Whoever:
    """Hands out credentials, or something else, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked, self.status, self.body = 0, 200, _GOOD

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        request.send_response(self.status)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        request.wfile.write(self.body)


@pytest.fixture
def whoever() -> Whoever:
    return Whoever()


@pytest.fixture
def address(whoever: Whoever, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where it answers, to somebody who has no credentials yet."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            whoever.answer(self)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(ContainerMetadataFetcher, "SLEEP_TIME", 0)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture
def container(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address)


def _why(ask: Callable[[], object]) -> str:
    with pytest.raises(BotoCoreError) as told:
        ask()
    return str(told.value)


def _list_queues(made: Clients, region: str) -> None:
    made("sqs", region).list_queues()


@pytest.mark.usefixtures("container")
def test_who_does_not_hand_out_credentials_is_not_asked_for_each_client(whoever: Whoever) -> None:
    whoever.status, whoever.body = 500, b"{}"
    made = clients()
    for service in ("sqs", "rds", "ecs", "elbv2"):
        for region in ("us-east-1", "us-west-2"):
            with pytest.raises(CredentialRetrievalError, match=r"container-role.*500"):
                made(service, region)
    assert whoever.asked == _ASKED_BY_BOTOCORE


@pytest.mark.usefixtures("container")
def test_a_look_that_goes_on_asks_again(whoever: Whoever, monkeypatch: pytest.MonkeyPatch) -> None:
    whoever.status = 500
    made = clients()
    with pytest.raises(CredentialRetrievalError):
        made("sqs", "us-east-1")
    whoever.status = 200
    with pytest.raises(CredentialRetrievalError):
        made("sqs", "us-east-1")
    later = time.monotonic() + credentials._COUNTS_SECONDS + 1
    monkeypatch.setattr("time.monotonic", lambda: later)
    assert made("sqs", "us-east-1").meta.region_name == "us-east-1"


def test_an_instance_without_a_role_is_not_asked_for_each_client(
    whoever: Whoever, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whoever.status = 404
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", address)
    made = clients()
    first = made("sqs", "us-east-1")
    asked = whoever.asked
    made("rds", "us-east-1")
    made("rds", "us-west-2")
    assert whoever.asked == asked > 0
    with pytest.raises(NoCredentialsError):
        first.list_queues()


@pytest.fixture
def role(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A profile that takes a role, at an STS that is no other."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", address)
    monkeypatch.setenv("AWS_PROFILE", "role")
    keys = "[profile keys]\naws_access_key_id = a\naws_secret_access_key = b\n"
    (tmp_path / "AWS_CONFIG_FILE").write_text(_PROFILE.format(name="role") + keys)


@pytest.mark.usefixtures("role")
def test_a_role_that_cannot_be_taken_is_asked_for_twice_and_not_by_each_call(whoever: Whoever) -> None:
    whoever.status, whoever.body = 500, b""
    made = clients()
    for region in ("us-east-1", "us-west-2"):
        why = _why(partial(_list_queues, made, region))
        assert "credentials" in why
        assert "AssumeRole" in why
    assert whoever.asked == 2


@pytest.mark.usefixtures("role")
def test_calls_that_are_signed_later_do_not_each_ask_for_a_role_that_is_gone(
    whoever: Whoever, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The credentials of a long look come to their end while STS does not answer."""
    # So short before their end they are renewed with each call.
    soon = datetime.now(UTC) + timedelta(minutes=5)
    whoever.body = _TAKEN.format(expires=soon.isoformat()).encode()
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", address)
    sqs = clients()("sqs", "us-east-1")
    whoever.status, whoever.body = 500, b""
    before = whoever.asked
    for _ in range(3):
        with pytest.raises(CredentialRetrievalError, match="AssumeRole"):
            sqs.list_queues()
    assert whoever.asked - before == 2


@pytest.mark.usefixtures("container")
@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"{}", "AccessKeyId"),
        (b"[1]", "list indices"),
        (b"null", "NoneType"),
        (_GOOD.replace(b'"a"', b"1"), "a key is no text"),
        (_GOOD.replace(b'"b"', b"null"), "a key is no text"),
        (_GOOD.replace(b"2099-01-01T00:00:00Z", b"soon"), "soon"),
        (_GOOD.replace(b"2099", b"2001"), "still expired"),
    ],
)
def test_what_is_no_credentials_is_told(whoever: Whoever, body: bytes, cause: str) -> None:
    whoever.body = body
    why = _why(lambda: clients()("sqs", "us-east-1"))
    assert why.startswith("Error when retrieving credentials from")
    assert cause in why


@pytest.mark.usefixtures("container")
def test_a_token_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/nowhere")
    assert "/nowhere" in _why(lambda: clients()("sqs", "us-east-1"))


@pytest.mark.usefixtures("address")
def test_what_botocore_says_of_a_profile_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ProfileNotFound, match="nobody"):
        clients()("sqs", "us-east-1")


@pytest.mark.usefixtures("container")
def test_credentials_that_are_handed_out_are_used(whoever: Whoever) -> None:
    made = clients()
    made("rds", "us-east-1")
    signer = made("sqs", "us-west-2")._request_signer
    assert signer._credentials.get_frozen_credentials().access_key == "a"
    assert whoever.asked == 1
