"""The report of a drill in every form, over evidence of two moves. How the page looks is not shown here."""

import re
from pathlib import Path

import pytest

from operations.drill import evidence, moves
from operations.drill.evidence import Evidence, Where
from operations.drill.markdown import markdown
from operations.drill.measured import as_assumptions, measured_seconds
from operations.drill.page import page
from operations.drill.trend import points, shifts
from operations.errors import OperationError
from operations.recovery.assumptions import read_assumptions
from operations.recovery.failover_steps import FAILOVER
from tests.operations.drill.reports import EAST, WEST, at, drill, report


def there_and_back() -> Evidence:
    back = report(kind="planned", **{"from": WEST, "to": EAST})
    return drill(moves.made(report(kind="planned")), moves.made(back), fault="", where=Where.AWS)


def test_the_time_is_told_in_parts() -> None:
    (move,) = drill().moves
    parts = move.measured.parts
    assert (parts.detect_and_decide, parts.execute, parts.dns) == (90.0, 100.0, 50.0)
    assert sum(filter(None, (parts.detect_and_decide, parts.execute, parts.dns))) == move.measured.rto_seconds


def test_a_drill_dates_the_loss_by_its_fault_and_not_by_the_last_sign_of_life() -> None:
    measured = moves.made(report(), at(-30)).measured
    assert (measured.rto_seconds, measured.parts.detect_and_decide) == (270.0, 120.0)
    assert moves.made(report(kind="planned"), at(-30)).measured.rto_seconds is None


def test_a_kept_document_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "drill.json"
    path.write_text(drill().model_dump_json(indent=1))
    assert evidence.read(path) == drill()


@pytest.mark.parametrize("text", ["", "[]", '{"drill": "x"}', "\x00"])
def test_a_file_that_is_no_report_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.json").write_text(text)
    with pytest.raises(OperationError, match=r"notes\.json is not the report of a drill.*move it out"):
        evidence.kept_in(tmp_path)


def test_only_earlier_drills_of_the_same_kind_and_place_are_compared(tmp_path: Path) -> None:
    kept = [drill(day=1), drill(day=0), drill(day=3), drill(day=1, fault="lag-high"), drill(day=1, where=Where.AWS)]
    for number, each in enumerate(kept):
        (tmp_path / f"{number}.json").write_text(each.model_dump_json())
    found = evidence.earlier(evidence.kept_in(tmp_path), drill(day=2))
    assert [each.started_at[:10] for each in found] == ["2026-11-27", "2026-11-28"]


def test_a_step_that_takes_longer_than_it_usually_does_is_told() -> None:
    slow = report()
    slow["steps"] = [{**row, "seconds": 31.0} if row["step"] == "promote" else row for row in slow["steps"]]
    (shift,) = shifts(drill(moves.made(slow), day=9), [drill(day=1), drill(day=2)])
    assert (shift.step, shift.usual_seconds, shift.seconds) == ("promote", 10.0, 31.0)
    assert shifts(drill(day=9), [drill(day=1)]) == ()


def test_what_is_not_known_is_not_the_largest_of_the_rest() -> None:
    losses = {"rpo_seconds": {"tables": 1.0, "database": None, "queues": 1.0}}
    (point,) = points(drill(moves.made(report(losses=losses))), [])
    assert (point.seconds, point.rpo_seconds) == (240.0, None)


def test_the_measured_times_are_assumptions_that_the_comparison_takes(tmp_path: Path) -> None:
    path = tmp_path / "measured.yaml"
    path.write_text(as_assumptions(there_and_back()))
    assumed = read_assumptions(path).measured_seconds
    assert assumed == measured_seconds(there_and_back())
    assert assumed.keys() <= {step.name for step in FAILOVER}
    assert assumed["promote"] == 10.0
    assert "no assumptions for AWS" not in path.read_text()
    assert "no assumptions for AWS" in as_assumptions(drill())


def test_markdown_names_everything_that_an_auditor_asks_for() -> None:
    text = markdown(there_and_back(), [])
    for part in (
        "# Drill passed: planned failover and failback",
        "| Operator | ada@desk/1 |",
        "| Account | 000000000000 |",
        "| RPO of tables | 8.0 s | 60 s |",
        "| lag | passed | the copy was 20 ms behind |",
        "| promote | execution | done |",
        "## us-west-2 to us-east-1 (planned): done",
        "1. Write `standby:writer: us-west-2` into both files.",
        "This is the first drill of its kind.",
    ):
        assert part in text


def test_a_failed_drill_says_why_before_all_else() -> None:
    failed = drill(expected="refused by gate lag")
    text = markdown(failed, [drill(day=-1)])
    assert text.index("## Why it failed") < text.index("## us-east-1")
    assert "- expected: refused by gate lag; found: survived" in text
    assert "| 2026-11-26T12:00:00+00:00 | passed | 240.0 s | 8.0 s |" in text


def test_a_cell_never_breaks_its_table() -> None:
    gates = [{"gate": "lag", "state": "failed", "seen": "a | b\nand more"}]
    text = markdown(drill(moves.refused(EAST, WEST, "disaster", gates)), [])
    assert "| lag | failed | a \\| b and more |" in text


@pytest.mark.parametrize("earlier", [0, 1, 12])
def test_the_page_loads_nothing_and_says_what_the_markdown_says(earlier: int) -> None:
    before = [drill(day=-day) for day in range(earlier, 0, -1)]
    text = page(there_and_back(), before)
    assert not re.search(r"(src|href|url\(|@import)", text)
    for part in ("ada@desk/1", "RPO of tables", "the copy was 20 ms behind", "promote", "us-west-2 to us-east-1"):
        assert part in text
    assert text.count("<svg") == text.count("</svg>") == 2 + bool(earlier)


def test_nothing_that_was_found_becomes_markup() -> None:
    gates = [{"gate": "lag", "state": "failed", "seen": "<script>alert(1)</script>"}]
    text = page(drill(moves.refused(EAST, WEST, "disaster", gates), operator="<b>"), [])
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("target", [1.0, 900.0, 1e6])
def test_the_trend_stays_within_its_picture(target: float) -> None:
    before = [drill(day=-day, targets={"rto_seconds": target, "rpo_seconds": 60}) for day in (2, 1)]
    text = page(drill(targets={"rto_seconds": target, "rpo_seconds": 60}), before)
    picture = text[text.index("aria-label='Longest wait") :]
    assert all(0 <= float(y) <= 220 for y in re.findall(r" y[12]?='([-0-9.]+)'", picture))
