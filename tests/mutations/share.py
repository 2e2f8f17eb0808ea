"""Which wrong programs are played with each change, and which of them at night alone.

With each change: those whose file or whose proof it changes, those that it writes anew, and a share of the others.
"""

import subprocess
import zlib
from functools import cache

from tests.mutations.mutation import Mutation
from tests.stack_files import ROOT

_ONE_OF = 16
_BASE = "origin/main"


def is_nightly(mutation: Mutation, catalogue: str) -> bool:
    """Whether it is played at night alone. `catalogue` is the file that it stands in."""
    concerned = {mutation.file, mutation.file_of_proof, catalogue}
    return bool(zlib.crc32(mutation.name.encode()) % _ONE_OF) and not concerned & changed()


@cache
def changed() -> frozenset[str]:
    """The files that this branch has changed, committed or not; none where git does not know."""
    base = _git("merge-base", "HEAD", _BASE).strip() or "HEAD"
    new = _git("ls-files", "--others", "--exclude-standard")
    return frozenset((_git("diff", "--name-only", base) + new).splitlines())


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""
