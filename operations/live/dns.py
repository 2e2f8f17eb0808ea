"""What name servers answer. STANDBY_DNS names a resolver that answers JSON over HTTP; else this machine's is asked."""

import json
import os
import socket
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from operations.errors import OperationError
from operations.live import dns_wire

VARIABLE = "STANDBY_DNS"
_SECONDS, _HTTPS = 5, 443
_A, _NS = "A", "NS"
Lookup = Callable[[str], frozenset[str]]


class LookupFailedError(OperationError):
    """Nobody could be asked. That is not an answer."""


def resolver() -> Lookup:
    """The resolver to ask."""
    address = os.environ.get(VARIABLE)
    return (lambda name: _over_http(address, name)) if address else _of_this_machine


def once(lookup: Lookup) -> Lookup:
    """Ask for each name once; who asks meanwhile waits for the same answer, or the same reason why there is none."""
    answers: dict[str, Future[frozenset[str]]] = {}
    lock = Lock()

    def asked(name: str) -> frozenset[str]:
        with lock:
            is_first = name not in answers
            answer = answers.setdefault(name, Future())
        if is_first:
            try:
                answer.set_result(lookup(name))
            except BaseException as error:
                answer.set_exception(error)
                raise
        return answer.result()

    return asked


def name_servers() -> Lookup:
    """Who is asked which servers a name is delegated to. Nothing, where the name is not delegated."""
    address = os.environ.get(VARIABLE)
    return (lambda name: _over_http(address, name, _NS)) if address else _delegated


def _delegated(name: str) -> frozenset[str]:
    try:
        return dns_wire.name_servers(name)
    except (OSError, ValueError) as error:
        msg = f"this machine's resolver did not say who serves {name} ({error}); name another in {VARIABLE}"
        raise LookupFailedError(msg) from error


def _over_http(address: str, name: str, kind: str = _A) -> frozenset[str]:
    """As public resolvers answer `application/dns-json`."""
    if not address.startswith(("http://", "https://")):
        msg = f"{VARIABLE} is {address}; write the address of a resolver that begins with https://"
        raise LookupFailedError(msg)
    asked = Request(  # noqa: S310 - checked above
        f"{address}{'&' if '?' in address else '?'}{urlencode({'name': name, 'type': kind})}",
        headers={"Accept": "application/dns-json"},
    )
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - checked above
            found = json.load(answer)
    except (URLError, TimeoutError, ValueError) as error:
        msg = f"{address} did not say what {name} is ({error})"
        raise LookupFailedError(msg) from error
    return frozenset(each["data"] for each in found.get("Answer", ()))


def _of_this_machine(name: str) -> frozenset[str]:
    try:
        found = socket.getaddrinfo(name, _HTTPS, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError as error:
        msg = f"this machine's resolver did not say what {name} is ({error}); name another in {VARIABLE}"
        raise LookupFailedError(msg) from error
    return frozenset(str(address[0]) for *_, address in found)
