"""What a client asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ViewerRequest:
    """Method, path and headers; names of headers in small letters."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


def matches(pattern: str, path: str) -> bool:
    """Whether a path pattern of AWS's covers a path: `*` is anything, `?` any one character, and case matters."""
    starts: set[int] = {0}
    for sign in pattern:
        if sign == "*":
            starts = set(range(min(starts), len(path) + 1)) if starts else set()
        else:
            starts = {at + 1 for at in starts if at < len(path) and sign in {path[at], "?"}}
    return len(path) in starts
