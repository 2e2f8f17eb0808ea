"""How Kubernetes and Go read numbers and names out of texts. Pure: each says what is wrong, or nothing."""

import base64
import re
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

from sandbox.providers.kubernetes.rules.rule import Reader

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_GO_BOOLEANS = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})
_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?P<unit>[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?"
)
_UNITS = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "k": Decimal(1000),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("MGTPE", start=2)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_NAME_PART = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
_FILE_NAME = re.compile(r"[-._a-zA-Z0-9]{1,253}")
_LONGEST_LABEL, _LONGEST_NAME = 63, 253


def whole(least: int, most: int = 2**63 - 1) -> Reader:
    """Read a whole number out of a text, as encoding/json reads an int64: no fraction, no exponent, no sign before."""

    def read(value: Any) -> str:  # noqa: ANN401 - JSON
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            return "it reads a whole number, without fraction or exponent"
        return "" if least <= int(value) <= most else f"it reads a whole number from {least} to {most}"

    return read


def between(least: int, most: int) -> Reader:
    """A number of the schema, within bounds."""
    says = f"it takes {least}" if least == most else f"it takes {least} to {most}"
    return lambda value: "" if least <= int(value) <= most else says


def number(above: str = "") -> Reader:
    """Read a number out of a text, as encoding/json reads a float64."""

    def read(value: Any) -> str:  # noqa: ANN401 - JSON
        if not isinstance(value, str) or not _NUMBER.fullmatch(value) or abs(float(value)) == float("inf"):
            return "it reads a number"
        return f"it has to be more than {above}" if above and Decimal(value) <= Decimal(above) else ""

    return read


def boolean(value: Any) -> str:  # noqa: ANN401 - JSON
    """Read a flag out of a text, as strconv.ParseBool does."""
    return "" if value in _GO_BOOLEANS else "it reads true or false"


def true_or_false(value: Any) -> str:  # noqa: ANN401 - JSON
    """Exactly one of both words."""
    return "" if value in {"true", "false"} else "it reads true or false"


def quantity(value: Any) -> str:  # noqa: ANN401 - JSON
    """An amount of resources: 250m, 256Mi."""
    return "" if amount(value) is not None else "it reads an amount such as 250m or 256Mi"


def amount(value: Any) -> Decimal | None:  # noqa: ANN401 - JSON
    """What a quantity says; None: it is none, or negative."""
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return None
    unit = match["unit"] or ""
    times = _UNITS[unit] if unit in _UNITS else Decimal(f"1{unit}") if unit else Decimal(1)
    said = Decimal(match["number"]) * times
    return said if said >= 0 else None


def port(value: Any) -> str:  # noqa: ANN401 - JSON
    """A port by number or by name."""
    if isinstance(value, str):
        return "" if len(value) <= 15 and _LABEL.fullmatch(value) else "it takes 1 to 65535, or a port's name"  # noqa: PLR2004 - Kubernetes' own limit
    return "" if 1 <= int(value) <= 65535 else "it takes 1 to 65535"  # noqa: PLR2004 - there are no more


def count_or_percent(value: Any) -> str:  # noqa: ANN401 - JSON
    """A count of pods, or a share of them."""
    if isinstance(value, str):
        return "" if re.fullmatch(r"[0-9]+%", value) else "it reads a count, or a share such as 25%"
    return "" if int(value) >= 0 else "it counts from zero"


def share(value: Any) -> str:  # noqa: ANN401 - JSON
    """A count of pods that are there, or a share of them, which is never more than all."""
    wrong = count_or_percent(value)
    all_of_them = isinstance(value, str) and not wrong and int(value[:-1]) > 100  # noqa: PLR2004 - percent
    return "it takes 100% at most" if all_of_them else wrong


def file_names(value: Any) -> str:  # noqa: ANN401 - JSON
    """Keys of a ConfigMap or a Secret, which may become names of files."""
    bad = next((str(key) for key in value if not _FILE_NAME.fullmatch(str(key))), "")
    return f"{bad!r} is no key of letters, digits, '-', '_' and '.'" if bad else ""


def encoded(value: Any) -> str:  # noqa: ANN401 - JSON
    """Data of a Secret."""
    try:
        base64.b64decode(str(value), validate=True)
    except ValueError:
        return "it reads base64"
    return ""


def label_value(value: Any) -> str:  # noqa: ANN401 - JSON
    """The value of a label."""
    fits = value == "" or (len(str(value)) <= _LONGEST_LABEL and _NAME_PART.fullmatch(str(value)))
    return "" if fits else "a label's value has at most 63 letters, digits, '-', '_' and '.', and ends in no sign"


def qualified(key: str) -> str:
    """The key of a label or an annotation: a name, after a domain and a slash where it is somebody's."""
    domain, slash, name = key.rpartition("/")
    if slash and not (len(domain) <= _LONGEST_NAME and _SUBDOMAIN.fullmatch(domain)):
        return f"{domain!r} is no domain in small letters"
    fits = len(name) <= _LONGEST_LABEL and _NAME_PART.fullmatch(name)
    return "" if fits else f"{name!r} is no name of at most 63 letters, digits, '-', '_' and '.'"


def label_keys(value: Any) -> str:  # noqa: ANN401 - JSON
    """Keys of labels or annotations."""
    return next(filter(None, (qualified(str(key)) for key in value)), "")


def dns_label(value: Any) -> str:  # noqa: ANN401 - JSON
    """A name that is one label of DNS."""
    fits = len(str(value)) <= _LONGEST_LABEL and _LABEL.fullmatch(str(value))
    return "" if fits else "it takes at most 63 small letters, digits and '-'"


def subdomain(value: Any) -> str:  # noqa: ANN401 - JSON
    """A name of an object, for most kinds."""
    fits = len(str(value)) <= _LONGEST_NAME and _SUBDOMAIN.fullmatch(str(value))
    return "" if fits else "it takes at most 253 small letters, digits, '-' and '.'"


def network(value: Any) -> str:  # noqa: ANN401 - JSON
    """A block of addresses."""
    try:
        ip_network(str(value))
    except ValueError:
        return "it reads a block such as 10.0.0.0/16, whose host bits are zero"
    return ""


def like(pattern: str, says: str) -> Reader:
    """A text of a form."""
    form = re.compile(pattern)
    return lambda value: "" if isinstance(value, str) and form.fullmatch(value) else says


def one_of(*allowed: str) -> Reader:
    """One of some words."""
    return lambda value: "" if value in allowed else f"it takes {', '.join(allowed)}"
