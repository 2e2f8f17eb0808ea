"""Kubernetes' way to write amounts, read as Fargate counts them. Pure."""

import math

from operations.errors import OperationError

_MEBIBYTE = 1024**2
_UNITS = {"Ki": 1024, "Mi": _MEBIBYTE, "Gi": 1024**3, "k": 1e3, "M": 1e6, "G": 1e9, "": 1}


def cpu_units(text: str) -> int:
    """CPU units, of which 1024 are one virtual CPU. Raises OperationError."""
    number = text.removesuffix("m")
    try:
        amount = float(number) / (1000 if text.endswith("m") else 1)
    except ValueError as error:
        msg = f"{text!r} is no amount of CPU, such as 500m or 0.5"
        raise OperationError(msg) from error
    return round(amount * 1024)


def mebibytes(text: str) -> int:
    """Whole MiB that hold this much memory. Raises OperationError."""
    unit = text.lstrip("0123456789.")
    number = text.removesuffix(unit)
    if unit not in _UNITS or not number:
        msg = f"{text!r} is no amount of memory, such as 768Mi"
        raise OperationError(msg)
    return math.ceil(float(number) * _UNITS[unit] / _MEBIBYTE)
