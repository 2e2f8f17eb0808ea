"""Property paths (`a.b[0].c`, `a["x.y"]`, `a[*]`), with the meaning that Pulumi gives them. Pure."""

import re

Part = str | int
EVERY = "*"
_PART = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\*|\d+)\]|([^.\[\]]+)')


def parse_path(path: str) -> list[Part]:
    """Split a path into names and indexes; `*` stands for every one."""
    parts: list[Part] = []
    for quoted, index, plain in _PART.findall(path):
        if index:
            parts.append(index if index == EVERY else int(index))
        else:
            parts.append(quoted.replace('\\"', '"') or plain)
    return parts


def covers(pattern: str, path: str) -> bool:
    """Whether `path` is what the pattern names, or lies inside it."""
    wanted, found = parse_path(pattern), parse_path(path)
    return len(wanted) <= len(found) and all(part in {EVERY, other} for part, other in zip(wanted, found, strict=False))
