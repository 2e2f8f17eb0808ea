"""Questions for name servers as they go over the wire. No resolver is asked."""

import struct

import pytest

from operations.live.dns_wire import answer, question


def _labels(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def _message(*records: bytes, number: int = 7, code: int = 0) -> bytes:
    head = struct.pack("!6H", number, 0x8180 | code, 1, len(records), 0, 0)
    return head + _labels("shop.example.com") + struct.pack("!HH", 2, 1) + b"".join(records)


def _record(data: bytes, kind: int = 2) -> bytes:
    """Of the name that was asked for, which stands at 12."""
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data


def test_a_question_is_for_the_name_servers_of_the_name() -> None:
    asked = question(7, "shop.example.com.")
    assert asked == struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + _labels("shop.example.com") + struct.pack("!HH", 2, 1)


def test_servers_are_read_where_names_point_back_too() -> None:
    whole, pointing = _labels("ns-1.awsdns-01.org"), b"\x04ns-2\xc0\x11"
    assert answer(7, _message(_record(whole), _record(pointing), _record(b"\x01\x02\x03\x04", kind=1))) == {
        "ns-1.awsdns-01.org",
        "ns-2.example.com",
    }


def test_a_name_that_nobody_knows_has_no_servers() -> None:
    assert answer(7, _message(code=3)) == frozenset()


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (_message(code=2), "code 2"),
        (_message(number=8), "code 0"),
        (_message(_record(_labels("ns.example.org")))[:-4], "ends too early"),
        (_message(_record(b"\xc0\x2e")), "points at itself"),
        (b"\0", "ends too early"),
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(message: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        answer(7, message)
