"""`python -m benchmarks`: measure everything and print one table; `--write` also writes docs/speed.md."""

import argparse
import sys

from benchmarks.comparisons import HOME, growth, previews, ups
from benchmarks.measuring import Row
from benchmarks.page import PAGE, page, table
from benchmarks.place import STACKS, ground
from benchmarks.shares import shares


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with ground() as place:
        for stack in STACKS:
            place.sandbox.up(stack)
        # The home stack's entry leads to the other region once that is there.
        place.sandbox.up(HOME)
        rows += previews(place, chosen.rounds)
        parts = shares(place, HOME, chosen.rounds)
    # An up from nothing takes as long as several previews.
    rows += [*growth(chosen.rounds), *ups((chosen.rounds + 1) // 2)]
    sys.stdout.write(table(rows))
    if chosen.write:
        PAGE.write_text(page(rows, parts))


if __name__ == "__main__":
    main()
