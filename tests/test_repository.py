"""The repository keeps its own promises: arrows between folders, documents that point at things that exist.

It proves nothing about behaviour.
"""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Folder -> top-level packages of this project that it may import.
ARROWS = {
    "settings": {"settings", "pulumi_yaml"},
    "workloads": {"workloads"},
    "components": {"components", "settings", "workloads"},
    # How the pulumi CLI reads files, for whoever reads them without it.
    "pulumi_yaml": {"pulumi_yaml"},
    "sandbox": {"sandbox", "pulumi_yaml"},
    # Any other project can take it as it is.
    "policies": set(),
    # Reads plans, stack files and AWS; whatever knows the program runs as a process of its own.
    "operations": {"operations", "settings", "pulumi_yaml"},
}
# Pillar of components/ -> the other pillars that it may import: some of those above it.
PILLARS: dict[str, set[str]] = {
    "common": set(),
    "network": {"common"},
    "data": {"common"},
    "observability": {"common"},
    "messaging": {"common", "observability"},
    "edge": {"common", "data"},
    "compute": {"common", "edge"},
    "multi_region": {"common", "network", "data", "observability", "messaging", "edge", "compute"},
}
OWN_PACKAGES = {
    "settings",
    "pulumi_yaml",
    "workloads",
    "components",
    "sandbox",
    "policies",
    "operations",
    "benchmarks",
    "tests",
}
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))


def _imported_packages(source: Path) -> set[str]:
    tree = ast.parse(source.read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names} & OWN_PACKAGES


@pytest.mark.parametrize("folder", ARROWS)
def test_imports_follow_the_arrows_between_folders(folder: str) -> None:
    sources = list((ROOT / folder).rglob("*.py"))
    strays = {
        str(source.relative_to(ROOT)): sorted(_imported_packages(source) - ARROWS[folder])
        for source in sources
        if _imported_packages(source) - ARROWS[folder]
    }
    assert sources, f"{folder} is empty, so this checked nothing"
    assert strays == {}, f"{folder} may import only {sorted(ARROWS[folder])}"


def _imported_pillars(source: Path) -> set[str]:
    names = [
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return {name.split(".")[1] for name in names if name.startswith("components.")} & set(PILLARS)


def test_pillars_have_no_circle() -> None:
    order = list(PILLARS)
    assert [each for each, uses in PILLARS.items() if not uses <= set(order[: order.index(each)])] == []


def test_every_component_stands_in_a_pillar() -> None:
    folder = ROOT / "components"
    assert {each.name for each in folder.iterdir() if each.is_dir() and each.name != "__pycache__"} == set(PILLARS)
    assert [each.name for each in folder.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("pillar", PILLARS)
def test_pillars_import_along_their_arrows(pillar: str) -> None:
    sources = list((ROOT / "components" / pillar).rglob("*.py"))
    imported = set().union(*map(_imported_pillars, sources)) - {pillar}
    assert imported == PILLARS[pillar], "an arrow is there, or it is not written down"


def test_the_program_imports_only_components_and_settings() -> None:
    assert _imported_packages(ROOT / "__main__.py") <= {"components", "settings"}


def test_no_component_talks_to_aws_by_itself() -> None:
    offenders = [
        str(source.relative_to(ROOT))
        for folder in ("components", "settings")
        for source in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(import|from) (boto3|botocore)", source.read_text(), re.MULTILINE)
    ]
    assert offenders == [], "a component declares; the provider acts"


def test_what_the_cli_reads_too_is_not_read_by_pyyaml() -> None:
    own = {"operations/inputs/yaml_file.py", "tests/operations/fuzz/mutations.py", "tests/test_workflows.py"}
    readers = {
        str(source.relative_to(ROOT))
        for folder in (*ARROWS, "benchmarks", "tests")
        for source in (ROOT / folder).rglob("*.py")
        if re.search(r"yaml\.(safe_|full_|unsafe_)?load", source.read_text()) and "mutations" not in source.parts
    }
    assert readers - {"tests/test_repository.py"} == own, "pulumi_yaml reads as the CLI does"


def test_nothing_branches_on_a_stack_name() -> None:
    sources = [ROOT / "__main__.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "settings").rglob("*.py")]
    offenders = [
        str(source.relative_to(ROOT)) for source in sources if re.search("prod-east|dr-west", source.read_text())
    ]
    assert offenders == [], "the difference between the stacks is data in their files"


def _registers_again_and_again(function: ast.FunctionDef) -> bool:
    """Whether a function adds a handler to a client that it was handed, and leaves it there."""
    calls = [
        (node, node.func.attr, ast.unparse(node.func.value))
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    makes_it = any(
        name in {"create_client", "_make", "unregister"} or (name == "client" and re.search(r"boto3|[sS]ession", of))
        for _, name, of in calls
    )
    return not makes_it and any(
        name in {"register", "register_first", "register_last"}
        and of.endswith("events")
        and "unique_id" not in {keyword.arg for keyword in call.keywords}
        for call, name, of in calls
    )


def test_what_registers_again_and_again_is_told_from_what_does_not() -> None:
    again = "def f(self):\n sts = self.client('sts')\n sts.meta.events.register('before-sign', g)"
    once = "def f(self):\n sts = self._session.client('sts')\n sts.meta.events.register('before-sign', g)"
    found = [function for text in (again, once) for function in ast.parse(text).body]
    assert [_registers_again_and_again(each) for each in found if isinstance(each, ast.FunctionDef)] == [True, False]


def test_a_clients_handlers_are_registered_once() -> None:
    """Clients are kept and handed around, and a handler lives as long as its client: a second one acts twice."""
    offenders = [
        f"{source.relative_to(ROOT)}: {function.name}"
        for folder in OWN_PACKAGES
        for source in (ROOT / folder).rglob("*.py")
        if "events" in (text := source.read_text()) and ".register" in text
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef) and _registers_again_and_again(function)
    ]
    assert offenders == [], "register where the client is made, or with a unique_id, or unregister again"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    missing = [link for link in linked if not (document.parent / link).exists()]
    named = re.findall(
        r"`((?:settings|components|workloads|sandbox|tests|docs|policies|operations|pulumi_yaml)/[\w./-]*)`", text
    )
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == [], f"{document.name} names paths that are not there"


def test_the_index_lists_every_decision() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


def test_every_file_that_holds_tests_is_collected() -> None:
    holders = {
        path
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"^\s*(async )?def test_", path.read_text(), re.MULTILINE)
    }
    uncollected = sorted(str(path.relative_to(ROOT)) for path in holders if not path.name.startswith("test_"))
    assert uncollected == [], "pytest collects only test_*.py"


# Given up for the words of the field: docs/glossary.md says which. Resources keep names that they had.
RETIRED = re.compile(
    r"\b(posture|built_as|notches|outlook|pulse|PulseAcknowledged|placed_at|price book|take-over switch|signs? of life"
    r"|region that is left|PROMISES|SHAPES)\b"
)


def test_words_that_were_given_up_stay_away() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    known = ("CHANGELOG.md", "docs/glossary.md", "docs/decisions/", "findings/", "tests/test_repository.py")
    texts = [name for name in listed if name.endswith((".py", ".md", ".yaml")) and not name.startswith(known)]
    assert texts, "this is a checkout"
    assert [name for name in texts if RETIRED.search((ROOT / name).read_text())] == []


def test_no_tracked_file_holds_a_download_address_of_a_package() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    locks = [ROOT / name for name in tracked if name.endswith(".lock")]
    assert locks, "there is a lock file"
    assert [path.name for path in locks if re.search(r"https?://|--index-url|--find-links", path.read_text())] == []
    unhashed = [
        line
        for path in locks
        for line in path.read_text().splitlines()
        if re.match(r"[a-z].*==", line) and not line.endswith("\\")
    ]
    assert unhashed == [], "each package is pinned with its hashes"


def test_whoever_installs_it_gets_its_license_and_its_types() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    built = project["tool"]["setuptools"]
    assert (ROOT / "LICENSE").read_text().split()[:2] == ["Apache", "License"]
    assert (project["project"]["license"], project["project"]["license-files"]) == ("Apache-2.0", ["LICENSE"])
    packages = [pattern.removesuffix("*") for pattern in built["packages"]["find"]["include"]]
    assert packages
    assert [each for each in packages if not (ROOT / each / "py.typed").is_file()] == []
    assert "py.typed" in built["package-data"]["*"]
