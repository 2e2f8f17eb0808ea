"""Each finding stands by itself: pinned packages in a folder of its own, nothing of the product, a row in the list.

It proves nothing about what they find: they install packages, so they are run by hand.
"""

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.test_repository import OWN_PACKAGES

FOLDER = Path(__file__).resolve().parents[1] / "findings"
FINDINGS = sorted(FOLDER.glob("*.sh"))
_PARTS = ("Package", "Met by", "Expected", "Seen", "So what")

each_finding = pytest.mark.parametrize("finding", FINDINGS, ids=lambda path: path.stem)


def test_the_list_has_every_finding() -> None:
    assert FINDINGS, "there are findings"
    listed = re.findall(r"^\| `([\w-]+\.sh)` \|", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == [finding.name for finding in FINDINGS]


@each_finding
def test_a_finding_runs_as_a_script_that_stops_at_errors_and_cleans_up(finding: Path) -> None:
    text = finding.read_text()
    assert os.access(finding, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\nwork=$(mktemp -d)\ntrap 'rm -rf \"$work\"' EXIT\n" in text
    assert 'sys.exit("changed: ' in text or 'sys.exit(f"changed: ' in text, "it fails where the behaviour changed"


@each_finding
def test_a_finding_says_where_it_is_met_and_what_was_expected_and_seen(finding: Path) -> None:
    said = re.findall(r"^# (\w[\w ]*): +\S", finding.read_text().partition("\nset -euo")[0], re.MULTILINE)
    assert tuple(said) == _PARTS


@each_finding
def test_what_a_finding_installs_is_pinned_and_comes_from_no_address(finding: Path) -> None:
    text = finding.read_text()
    installs = re.findall(r"pip\" install ((?:.|\\\n)*?[^\\])\n", text)
    wanted = [
        word for install in installs for word in shlex.split(install.replace("\\\n", "")) if not word.startswith("--")
    ]
    assert wanted, "it installs what it looks at"
    assert [word for word in wanted if not re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==\d[\w.]*", word)] == []
    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links|git\+", text) == []


@each_finding
def test_a_finding_imports_nothing_of_the_product(finding: Path) -> None:
    imported = re.findall(r"^\s*(?:import|from) (\w+)", finding.read_text(), re.MULTILINE)
    assert imported, "it runs a program"
    assert set(imported) & OWN_PACKAGES == set()
