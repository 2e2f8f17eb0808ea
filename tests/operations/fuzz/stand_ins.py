"""What commands ask beside files: processes that print what a case says, and servers that are not AWS."""

import json
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.operations.fuzz.scene import CLOUD

PROGRAMS = ("python", "pulumi", "git", "planner")
_SCRIPT = """#!/bin/sh
# Prints what the case says for the first of these words among the arguments, and ends as it says.
asked=else
for word in merge-base rev-parse archive declared preview output compare export import env up start stop push; do
  case " $* " in *" $word "*) asked=$word; break ;; esac
done
stack=
for word in prod-east dr-west; do
  case " $* " in *" $word "*) stack=-$word ;; esac
done
answer="$STANDBY_FUZZ_ANSWERS/$asked$stack"
[ -e "$answer.out" ] || [ -e "$answer.code" ] || answer="$STANDBY_FUZZ_ANSWERS/$asked"
if [ "$asked" = archive ]; then
  for word in "$@"; do
    case "$word" in --output=*) /bin/cp "$STANDBY_FUZZ_ANSWERS/archive.out" "${word#--output=}" ;; esac
  done
elif [ -e "$answer.out" ]; then
  /bin/cat "$answer.out"
fi
[ -e "$answer.err" ] && /bin/cat "$answer.err" >&2
code=0
[ -e "$answer.code" ] && read -r code <"$answer.code"
exit "${code:-0}"
"""
_ANSWERS: Mapping[str, tuple[int, str, bytes]] = {
    "json": (200, "application/json", b"{}"),
    "html": (200, "text/html", b"<html><body>Please log in</body></html>"),
    "empty": (200, "text/plain", b""),
    "xml": (200, "text/xml", b"<Answer><Result/></Answer>"),
    "denied": (
        403,
        "text/xml",
        b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
    ),
    "failing": (500, "text/plain", b"Internal Server Error"),
    "list": (200, "application/json", b"[1, 2]"),
}
_IDENTITY = (
    b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    b"<Arn>arn:aws:iam::111122223333:user/somebody</Arn><UserId>A</UserId><Account>111122223333</Account>"
    b"</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
    b"</GetCallerIdentityResponse>"
)
_OF_THE_CLOUD: dict[str, Any] = {
    "id": CLOUD,
    "dark_regions": {},
    "calls": [
        {
            "at": 1.8e9,
            "region": "us-east-1",
            "service": "sts",
            "action": "GetCallerIdentity",
            "status": 200,
            "fault": "",
        }
    ],
    "next": 1,
    "decisions": [],
    "unused": [],
    "lag": {},
    "quotas": {},
    "promotions": {},
    "capacity": {},
    "health_checks": {},
    "healthy_targets": {},
    "running": {"web": 1, "worker": 1},
    "writes": [],
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_SESSION_TOKEN": "test",
}


def programs(folder: Path) -> Path:
    """Write the stand-ins of processes into a folder."""
    folder.mkdir()
    for name in PROGRAMS:
        (folder / name).write_text(_SCRIPT)
        (folder / name).chmod(0o755)
    return folder


@contextmanager
def servers() -> Iterator[Mapping[str, str]]:
    """`{aws:HOW}` and `{cloud}` -> address, while this lasts."""
    with ExitStack() as open_ones:
        made = {
            f"{{aws:{how}}}": open_ones.enter_context(_serving(_answering(*answer))) for how, answer in _ANSWERS.items()
        }
        made["{aws:identity}"] = open_ones.enter_context(_serving(_KnowsWho))
        made["{aws:drops}"] = open_ones.enter_context(_serving(_Drops))
        made["{cloud}"] = open_ones.enter_context(
            _serving(_answering(200, "application/json", json.dumps(_OF_THE_CLOUD).encode()))
        )
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            # Bound, and nobody listens: whoever calls is refused, as long as this lasts.
            yield {**made, "{aws:refused}": f"http://127.0.0.1:{nobody.getsockname()[1]}"}


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def handle_one_request(self) -> None:
        """As it comes: who gives up while being answered is no failure here."""
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True


class _KnowsWho(_Quiet):
    """Says whose credentials these are, as AWS does, and to all else a document of nothing."""

    def do_POST(self) -> None:
        """Both kinds."""
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_who = b"Action=GetCallerIdentity" in asked
        body = _IDENTITY if is_who else b"<Answer><Result/></Answer>" if b"Action=" in asked else b"{}"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if body.startswith(b"<") else "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - the library's names


class _Drops(_Quiet):
    """Takes a connection and ends it without a word."""

    def handle_one_request(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True


def _answering(status: int, kind: str, body: bytes) -> type[BaseHTTPRequestHandler]:
    class Handler(_Quiet):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - the library's names

    return Handler
