"""Numbers in Go's words: as its JSON writes them, and as they name a key."""

import math
from decimal import Decimal

# encoding/json writes digits between these, and an exponent beyond them.
_SMALLEST_IN_DIGITS, _SMALLEST_IN_EXPONENTS = 1e-6, 1e21
# strconv's shortest form changes to an exponent here.
_LEAST_EXPONENT, _MOST_DIGITS = -4, 6
# A key that is equal to none, itself included: what it leads to is never found again.
NOT_A_NUMBER = "NaN"
_LOWEST_INTEGER, _HIGHEST_INTEGER = -(2**63), 2**63 - 1


def json_number(number: float) -> str:
    """A number inside JSON. What Go's integers do not hold is a broken number there, and loses digits."""
    if isinstance(number, int):
        if _LOWEST_INTEGER <= number <= _HIGHEST_INTEGER:
            return str(number)
        number = float(number)
    return plain_number(number)


def plain_number(number: float) -> str:
    """A number that stands alone."""
    if isinstance(number, int):
        return str(number)
    if number == 0:
        return "0"
    size = abs(number)
    return _in_digits(number) if _SMALLEST_IN_DIGITS <= size < _SMALLEST_IN_EXPONENTS else _in_exponents(number, 1)


def key_number(number: float) -> str:
    """A number as a key."""
    if math.isnan(number):
        return NOT_A_NUMBER
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if isinstance(number, int) or number == 0:
        return str(int(number))
    exponent = Decimal(repr(number)).adjusted()
    return _in_digits(number) if _LEAST_EXPONENT <= exponent < _MOST_DIGITS else _in_exponents(number, 2)


def _in_digits(number: float) -> str:
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def _in_exponents(number: float, digits: int) -> str:
    mantissa, _, exponent = format(Decimal(repr(number)).normalize(), "e").partition("e")
    return f"{mantissa}e{exponent[0]}{exponent[1:].zfill(digits)}"
