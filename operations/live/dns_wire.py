"""A question for name servers, as it goes over the wire (RFC 1035): the system's functions answer addresses alone."""

import secrets
import socket
import struct
from pathlib import Path

_RESOLVERS = Path("/etc/resolv.conf")
_PORT, _SECONDS, _LARGEST = 53, 5, 4096
_NS, _INTERNET, _RECURSE = 2, 1, 0x0100
_NO_ERROR, _NO_SUCH_NAME = 0, 3
_POINTER = 0xC0
_HEADER, _RECORD = struct.Struct("!6H"), struct.Struct("!HHIH")


def name_servers(name: str) -> frozenset[str]:
    """The servers that a name is delegated to; nothing where there is no such name. Raises OSError, ValueError."""
    number = secrets.randbelow(2**16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.settimeout(_SECONDS)
        asked.connect((_resolver(_RESOLVERS.read_text()), _PORT))
        asked.send(question(number, name))
        return answer(number, asked.recv(_LARGEST))


def question(number: int, name: str) -> bytes:
    """The message that asks."""
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.rstrip(".").split("."))
    return _HEADER.pack(number, _RECURSE, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", _NS, _INTERNET)


def answer(number: int, message: bytes) -> frozenset[str]:
    """What a message says. Raises ValueError for one that is no answer, or says that something failed."""
    try:
        given, flags, questions, answers, _, _ = _HEADER.unpack_from(message)
        code = flags & 0xF
        if given != number or code not in {_NO_ERROR, _NO_SUCH_NAME}:
            msg = f"the resolver answered with code {code}"
            raise ValueError(msg)
        place = _HEADER.size
        for _ in range(questions):
            place = _name(message, place)[1] + 4
        found = []
        for _ in range(answers):
            place = _name(message, place)[1]
            kind, _, _, length = _RECORD.unpack_from(message, place)
            place += _RECORD.size
            if kind == _NS:
                found.append(_name(message, place)[0])
            place += length
    except (struct.error, IndexError) as error:
        msg = "the resolver's answer ends too early"
        raise ValueError(msg) from error
    return frozenset(found)


def _name(message: bytes, place: int) -> tuple[str, int]:
    """A name, and where it ends. One that points back ends after the pointer."""
    labels: list[str] = []
    end = 0
    for _ in range(len(message)):
        length = message[place]
        if length & _POINTER == _POINTER:
            end = end or place + 2
            place = (length & ~_POINTER) << 8 | message[place + 1]
        elif length == 0:
            return ".".join(labels), end or place + 1
        else:
            labels.append(message[place + 1 : place + 1 + length].decode("ascii"))
            place += 1 + length
    msg = "a name in the resolver's answer points at itself"
    raise ValueError(msg)


def _resolver(text: str) -> str:
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["nameserver"] and ":" not in words[1]:
            return words[1]
    msg = f"{_RESOLVERS} names no resolver"
    raise ValueError(msg)
