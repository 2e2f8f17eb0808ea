"""`python -m benchmarks`: measure everything and print the page; `--write` also writes docs/speed.md."""

import argparse
import sys
from collections.abc import Iterable

from benchmarks.calls import gateway_calls
from benchmarks.comparisons import HOME, growth, previews, ups
from benchmarks.looks import looks
from benchmarks.measuring import Row
from benchmarks.page import PAGE, page
from benchmarks.place import workbench
from benchmarks.shares import shares
from sandbox.demo.beginning import HOME_REGION, begin
from sandbox.demo.proofs import Clients


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    chosen = parser.parse_args()
    rows: list[Row] = []

    def tell(measured: Iterable[Row]) -> None:
        for row in measured:
            sys.stderr.write(f"{' | '.join(row.cells())}\n")
            rows.append(row)

    with workbench() as place:
        begin(place.sandbox.up, place.program, Clients(place.cloud.endpoint).of("ecr", HOME_REGION))
        # The home stack's entry leads to the other region once that is there.
        place.sandbox.up(HOME)
        tell(previews(place, chosen.rounds))
        tell(gateway_calls(place, chosen.rounds))
        tell(looks(place, chosen.rounds))
        parts = shares(place, HOME, chosen.rounds)
    tell(growth(chosen.rounds))
    # An up from nothing takes as long as several previews.
    tell(ups((chosen.rounds + 1) // 2))
    text = page(rows, parts)
    sys.stdout.write(text)
    if chosen.write:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
