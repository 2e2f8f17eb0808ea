"""Run the whole matrix: `python -m tests.sandbox.readiness`. Exit 1 where readiness says anything wrong."""

import os
import sys
import tempfile
from pathlib import Path

from settings.today import VARIABLE
from tests.sandbox.readiness.matrix import walk
from tests.stack_files import TODAY


def main() -> int:
    """Every change of every resource of the region that stands by, one at a time."""
    os.environ.setdefault(VARIABLE, TODAY.isoformat())
    with tempfile.TemporaryDirectory() as directory:
        matrix = walk(Path(directory), every=True)
    said = [each.wrong for each in matrix.outcomes if each.wrong]
    said += [f"{where}, unchanged: {each.urn} {each.seen}" for where, told in matrix.unchanged.items() for each in told]
    for each in said:
        sys.stdout.write(f"{each}\n")
    stops = sum(each.case.then.value == "stops" for each in matrix.outcomes)
    sys.stdout.write(
        f"{len(matrix.outcomes)} changes by hand, {stops} of which stop a failover; {len(said)} are seen otherwise\n"
    )
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
