"""Three pull requests against both stacks: a good one, one in a single zone, one that replaces the database.

The whole way but git: the engine plans the changed program, the packs judge it, and the comment is read as a reviewer
would. Strategies other than the configured one are left to `make pr-report`.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from operations.pull_request.checkout import lay_out_present
from operations.pull_request.engine import Sandbox as Engine
from operations.pull_request.markdown import comment
from operations.pull_request.report import Costs, Planned, report
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import ROOT, STACKS

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("pull-requests")]
STRATEGY = "warm-standby"
ADVICE = "Take the change back, or let the pull request carry a waiver"
Edit = Callable[[Path], None]


def edited(file: str, old: str, new: str) -> Edit:
    """A change to one line of the program."""

    def edit(program: Path) -> None:
        part = program / Path(file).parts[0]
        if part.is_symlink():
            source = part.resolve()
            part.unlink()
            if source.is_dir():
                shutil.copytree(source, part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, part)
        text = (program / file).read_text()
        assert old in text, f"{file} has no {old!r}"
        (program / file).write_text(text.replace(old, new))

    return edit


def requested(sandbox: Sandbox, folder: Path, *edits: Edit) -> tuple[dict[str, Any], str]:
    """Document and comment of a pull request with these edits."""
    program = lay_out_present(ROOT, folder / "head")
    for edit in edits:
        edit(program)
    engine = Engine(ROOT, sandbox.cloud.directory)
    told = folder / "settings.json"
    told.write_text("{}")
    plans = [
        Planned(
            strategy=STRATEGY,
            stack=stack,
            document=engine.preview(program, stack, STRATEGY, {ROOT / "policies": told}),
        )
        for stack in STACKS
    ]
    made = report(plans, (), Costs(), base="1111111111", head="2222222222", today=date(2026, 6, 1))
    return made, comment(made)


def test_a_good_one_passes(both_up: Sandbox, tmp_path: Path) -> None:
    made, text = requested(both_up, tmp_path, edited("Pulumi.yaml", "max_tasks: 60", "max_tasks: 90"))
    assert made["passes"], text
    assert "No store is replaced or deleted, no policy is violated, every plan was made." in text
    assert "No resource that holds data is touched." in text
    assert "web-scaling" in text


def test_one_in_a_single_zone_is_refused_by_the_rule_about_it(both_up: Sandbox, tmp_path: Path) -> None:
    one_zone = edited(
        "components/compute/load_balancer.py",
        "subnets=args.subnet_ids",
        "subnets=pulumi.Output.from_input(args.subnet_ids).apply(lambda ids: ids[:1])",
    )
    made, text = requested(both_up, tmp_path, one_zone)
    assert not made["passes"]
    violated = {each["rule"] for plan in made["plans"] for each in plan["violations"] if each["level"] == "mandatory"}
    assert "az-lb-three-azs" in violated
    assert "⛔ **az-lb-three-azs** at `load-balancer` (warm-standby)" in text
    assert made["gate"]["passes"], "no store is at stake"


def test_one_that_replaces_the_database_is_refused_with_what_would_be_lost(
    both_up: Sandbox,
    tmp_path: Path,
) -> None:
    made, text = requested(both_up, tmp_path, edited("Pulumi.yaml", "name: shop\n", "name: store\n"))
    assert not made["passes"]
    blocked = [each["says"] for each in made["gate"]["findings"] if each["kind"] == "blocked"]
    assert blocked == [
        f"replace of database because of databaseName: lost with it: rows. {ADVICE}",
    ]
    assert text.index("replace of database") < text.index("### Policies")
