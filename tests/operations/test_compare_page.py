"""The comparison's page: it stands alone, says nothing that the document does not say, and can be read without seeing.

How it looks was judged in a browser, light and dark, 1280 and 390 wide.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from operations.comparison.page import page
from operations.comparison.plots import Bar, Curve, bars, curves
from operations.comparison.table import between
from operations.recovery.figures import dollars, share, span
from tests.operations.test_compare import document

# The page's own words: how sure a p95 is, and the size of what the assumptions are for.
_WORDS = {"95", "100", "1"}
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"


class Reader(HTMLParser):
    """What is to be read, apart from styles and the ticks of axes; and every attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "style" or (tag == "text" and "tick" in (dict(attrs).get("class") or "")):
            self._skipped += 1

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and tag in {"style", "text"}:
            self._skipped -= 1

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.texts.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def leaves(value: Any) -> Iterator[Any]:  # noqa: ANN401 - a JSON document
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def written(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Every way in which the page may write a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (dollars(value), span(value), share(value), f"{value:.2f}", f"{value:.1f}", f"{value:,g}")
        yield from (f"{value:+,.0f}", f"{value:,.0f}", str(value))


def test_the_page_asks_for_nothing_outside_of_itself() -> None:
    found = read(page(document()))
    assert {"script", "link", "img", "iframe", "object", "base"} & set(found.tags) == set()
    assert {"src", "href", "srcset", "action", "data"} & {name for name, _ in found.attributes} == set()
    assert re.findall(r"url\(|@import|@font-face", page(document())) == []


def test_every_figure_on_the_page_comes_from_the_document() -> None:
    known = {number for leaf in leaves(document()) for text in written(leaf) for number in re.findall(_NUMBER, text)}
    known |= {str(len(document()["prices"]["unseen"])), *_WORDS}
    told = " ".join(read(page(document())).texts)
    assert [number for number in re.findall(_NUMBER, told) if number not in known] == []


def test_a_figure_that_moves_in_the_document_moves_on_the_page() -> None:
    moved = document() | {"objectives": {"rto_seconds": 4321 * 60, "rpo_seconds": 77}}
    assert "RTO 4321 min, RPO 77 s" in page(moved)


def test_every_plot_has_words_for_those_who_do_not_see_it() -> None:
    text = page(document())
    plots = re.findall(r"<svg viewBox='0 0 400[^>]*>", text)
    assert len(plots) == 7, "cost, waiting, a timeline of each strategy, and two over traffic"
    labels = [re.search("aria-label='([^']+)'", plot) for plot in plots]
    assert all(label and len(label[1]) > 20 for label in labels)
    (cost,) = (label[1] for label in labels if label and "one region alone" in label[1])
    total = document()["strategies"]["pilot-light"]["monthly"]["total"]
    assert f"pilot-light: {dollars(total)} USD" in unescape(cost)


def test_every_axis_has_a_unit() -> None:
    text = page(document())
    for unit in ("USD a month", "minutes until clients are served again", "minutes since the region was lost, typical"):
        assert re.search(rf"<text class='soft tick'[^>]*>{unit}</text>", text), unit


def test_the_page_has_a_dark_and_a_printed_form() -> None:
    text = page(document())
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_what_a_document_says_cannot_become_markup() -> None:
    text = page(document() | {"configured": "warm-standby", "prices": {"oldest": "<b>x</b>", "unseen": ["<i>"]}})
    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_bars_are_as_long_as_their_values() -> None:
    rows = [Bar(label="a", told="", values=(10, 30), styles=("x", "y"))]
    drawn = bars(rows, unit="minutes", described="d", goal=80)
    widths = [float(width) for width in re.findall(r"<rect class='[xy]'[^>]*width='([\d.]+)'", drawn)]
    (goal,) = (float(at) for at in re.findall(r"class=goal x1='([\d.]+)'", drawn))
    assert widths[1] == pytest.approx(3 * widths[0], abs=0.2)
    assert goal - 4 == pytest.approx(2 * sum(widths), abs=0.3), "the axis begins at 4"


def test_a_curve_of_tenfold_values_goes_up_by_one_line_of_the_grid() -> None:
    line = Curve(label="a", points=((1, 10), (10, 100), (100, 1000)))
    drawn = curves([line], across="x", up="y", described="d")
    heights = [float(pair.split(",")[1]) for pair in re.findall(r"points='([^']+)'", drawn)[0].split()]
    grid = sorted({float(at) for at in re.findall(r"class=grid [^>]*y1='([\d.]+)'", drawn)}, reverse=True)
    assert heights == pytest.approx(grid, abs=0.1)


def test_typical_and_worst_are_said_once_where_they_are_the_same() -> None:
    assert (between(30, 60), between(30, 30)) == ("30 s, worst 60 s", "30 s")
