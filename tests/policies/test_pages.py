"""The pages of the pack say what its rules say."""

import json
import re

import pytest

from lint import problems
from pages import pages
from tests.policies.pack import RULES
from tests.stack_files import ROOT

FOLDER = ROOT / "docs" / "policies"


@pytest.mark.parametrize("file", sorted(pages()))
def test_each_page_is_the_one_that_its_rules_make(file: str) -> None:
    assert (FOLDER / file).read_text() == pages()[file], "run make docs"


def test_every_rule_has_its_section() -> None:
    written = re.findall(r"^## (\S+)$", "\n".join(pages().values()), re.MULTILINE)
    assert written == [rule.id for rule in RULES]


def test_the_folder_holds_no_page_of_a_family_that_is_gone() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*pages(), "README.md"}


def test_the_overview_links_each_page_and_names_only_rules_that_there_are() -> None:
    text = (FOLDER / "README.md").read_text()
    assert all(f"({file})" in text for file in pages())
    named = set(re.findall(r"`((?:sc|az|dr|pr|meta)-[a-z0-9-]+)`", text))
    assert named <= {rule.id for rule in RULES}


def test_a_check_says_how_it_looks() -> None:
    assert [rule.id for rule in RULES if not (rule.check.__doc__ or "").strip()] == []


def test_the_example_of_a_configuration_is_one_that_the_pack_takes() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", (FOLDER / "README.md").read_text(), re.DOTALL)
    assert list(problems(json.loads(example))) == []
