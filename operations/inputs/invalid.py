"""What a model refused, in one line: where in a document, and why."""

from pydantic import ValidationError


def first_wrong(error: ValidationError) -> str:
    """The first thing that is wrong, and how many more there are."""
    first, *more = error.errors()
    where = ".".join(str(part) for part in first["loc"])
    why = first["msg"].removeprefix("Value error, ")
    others = f", and {len(more)} more" if more else ""
    return f"{where}: {why}{others}" if where else f"{why}{others}"
