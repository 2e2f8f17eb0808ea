"""A line that somebody reads: what it quotes may be a whole document."""

_LONGEST = 1500


def short(line: str, longest: int = _LONGEST) -> str:
    """Without what a value that it quotes makes too long."""
    left = len(line) - longest
    return line if left <= 0 else f"{line[:longest]}... ({left} more characters)"
