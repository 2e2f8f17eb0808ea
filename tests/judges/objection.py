"""What a judge objects to, and what was found on looking into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Objection:
    """`subject` is what was judged, such as a request or a type; `path` says where in it; `rule` what it breaks."""

    subject: str
    path: str
    rule: str
    words: str
    by: str = ""

    def __str__(self) -> str:
        """A line that says where to look."""
        return f"{self.by}: {self.subject} {self.path}: {self.words} [{self.rule}]"


@dataclass(frozen=True, kw_only=True)
class Excepted:
    """An objection that was looked into: AWS takes it. `path` may hold wildcards; `why` says how that is known."""

    subject: str
    path: str
    rule: str
    why: str

    def covers(self, objection: Objection) -> bool:
        """Whether this is the objection that was looked into."""
        return (
            self.subject == objection.subject and self.rule == objection.rule and fnmatchcase(objection.path, self.path)
        )


def left(objections: Iterable[Objection], exceptions: Iterable[Excepted]) -> list[Objection]:
    """The objections that nobody has looked into."""
    known = tuple(exceptions)
    return [each for each in objections if not any(one.covers(each) for one in known)]


def stale(objections: Iterable[Objection], exceptions: Iterable[Excepted]) -> list[Excepted]:
    """Exceptions from what is no longer objected to."""
    found = tuple(objections)
    return [one for one in exceptions if not any(one.covers(each) for each in found)]
