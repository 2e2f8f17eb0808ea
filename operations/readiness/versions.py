"""Versions that compare."""


def version(text: str) -> tuple[int, ...]:
    """`16.8` as numbers that compare; what is no number ends it."""
    numbers: list[int] = []
    for part in text.lstrip("v").split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)
