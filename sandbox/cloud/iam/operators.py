"""Condition operators: whether one value of a request is as one value of a policy says. Pure."""

import base64
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.cloud.iam.patterns import arn_covers, wildcard

Compare = Callable[[str, str], bool]
_NEGATIONS = ("NotEqualsIgnoreCase", "NotEquals", "NotLike", "NotIpAddress")


class UnknownOperatorError(ValueError):
    """No operator of IAM is called so."""


def comparison(name: str) -> tuple[Compare, bool]:
    """How an operator compares (given, wanted), and whether it is the negation of that."""
    plain = "IpAddress" if name == "NotIpAddress" else name.replace("Not", "", 1) if name.endswith(_NEGATIONS) else name
    compare = _OPERATORS.get(plain)
    if compare is None or (plain != name and plain not in _NEGATED):
        msg = f"{name} is no condition operator of IAM; there are {', '.join(sorted(_OPERATORS))}, Null"
        raise UnknownOperatorError(msg)
    return compare, plain != name


def _safely(compare: Compare) -> Compare:
    """What is no number, date or address compares as false."""

    def compared(given: str, wanted: str) -> bool:
        try:
            return compare(given, wanted)
        except ValueError:
            return False

    return compared


def _moment(value: str) -> float:
    if value.replace(".", "", 1).isdigit():
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _in_network(given: str, wanted: str) -> bool:
    return ipaddress.ip_address(given) in ipaddress.ip_network(wanted, strict=False)


def _bytes(value: str) -> bytes:
    return base64.b64decode(value)


_OPERATORS: dict[str, Compare] = {
    "StringEquals": lambda given, wanted: given == wanted,
    "StringEqualsIgnoreCase": lambda given, wanted: given.lower() == wanted.lower(),
    "StringLike": lambda given, wanted: wildcard(wanted).fullmatch(given) is not None,
    "ArnEquals": lambda given, wanted: arn_covers(wanted, given) is True,
    "ArnLike": lambda given, wanted: arn_covers(wanted, given) is True,
    "Bool": lambda given, wanted: given.lower() == wanted.lower(),
    "BinaryEquals": _safely(lambda given, wanted: _bytes(given) == _bytes(wanted)),
    "IpAddress": _safely(_in_network),
    **{
        f"{kind}{name}": _safely(compare)
        for kind, of in (("Numeric", float), ("Date", _moment))
        for name, compare in {
            "Equals": lambda given, wanted, of=of: of(given) == of(wanted),
            "LessThan": lambda given, wanted, of=of: of(given) < of(wanted),
            "LessThanEquals": lambda given, wanted, of=of: of(given) <= of(wanted),
            "GreaterThan": lambda given, wanted, of=of: of(given) > of(wanted),
            "GreaterThanEquals": lambda given, wanted, of=of: of(given) >= of(wanted),
        }.items()
    },
}
_NEGATED = frozenset(
    {
        "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike",
        "NumericEquals", "DateEquals", "IpAddress",
    }
)  # fmt: skip
