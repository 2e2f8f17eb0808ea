"""`standby compare --plan`: previews that Pulumi wrote, in place of the planner's, through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from operations.cli.app import app
from operations.errors import OperationError
from operations.gate.plans import read_steps
from operations.planning.inventory import read_plan
from settings import Strategy
from tests.components.program import EAST, run
from tests.operations.previews import UNKNOWN, preview
from tests.operations.test_compare import document
from tests.stack_files import HOME, ROOT, STACKS

QUEUE, TABLE = "aws:sqs/queue:Queue", "aws:dynamodb/table:Table"
NO_PLANNER = ["--planner", "there-is-no-such-planner {stack}", "--folder", str(ROOT)]


def written(folder: Path, **how: Any) -> list[str]:  # noqa: ANN401 - as `preview` takes it
    """Options that name a preview of each stack in each strategy."""
    options = []
    for strategy in Strategy:
        for stack in STACKS:
            path = folder / f"{strategy}-{stack}.json"
            path.write_text(json.dumps(preview(run(stack, strategy=strategy), **how)))
            options += ["--plan", f"{strategy}:{stack}={path}"]
    return options


def test_previews_of_both_stacks_in_every_strategy_give_the_same_comparison(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["compare", HOME, "--json", *NO_PLANNER, *written(tmp_path, same=(QUEUE, TABLE))])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    for name, one in document()["strategies"].items():
        assert printed["strategies"][name]["monthly"] == pytest.approx(one["monthly"])
        assert printed["strategies"][name]["pillars"] == {
            pillar: pytest.approx(parts) for pillar, parts in one["pillars"].items()
        }


def test_a_preview_that_leaves_out_what_stays_the_same_is_refused(tmp_path: Path) -> None:
    """Pulumi does so without --show-sames, and what is left out would cost nothing."""
    options = written(tmp_path, same=(QUEUE,), show_sames=False)
    result = CliRunner().invoke(app, ["compare", HOME, "--json", *NO_PLANNER, *options])
    assert result.exit_code == 1
    assert "leaves out" in result.stderr
    assert "pulumi preview --json --show-sames" in result.stderr


def test_a_preview_that_failed_is_refused_by_the_comparison_and_by_the_gate() -> None:
    """Pulumi writes a document all the same: the steps until then, and diagnostics."""
    made = preview(run(HOME))
    made["diagnostics"].append({"urn": "", "message": "error: it cannot be\n", "severity": "error"})
    with pytest.raises(OperationError, match=r"the preview failed.*it cannot be"):
        read_plan(made, stack_region=EAST, origin="x.json")
    with pytest.raises(OperationError, match=r"the plan itself failed.*it cannot be"):
        read_steps(made, origin="x.json")


def test_a_warning_is_no_failure() -> None:
    assert read_plan(preview(run(HOME)), stack_region=EAST, origin="x.json")
    assert read_steps(preview(run(HOME)), origin="x.json")


def test_a_replaced_resource_is_there_once_however_many_steps_it_has() -> None:
    made = preview(run(HOME))
    (queue, *_) = (step for step in made["steps"] if step["newState"]["type"] == QUEUE)
    queue["op"] = "create-replacement"
    made["steps"] += [{**queue, "op": "replace"}, {**queue, "op": "delete-replaced", "oldState": queue["newState"]}]
    found = read_plan(made, stack_region=EAST, origin="x.json")
    assert [one.name for one in found].count(queue["urn"].rpartition("::")[2]) == 1


def test_a_resource_that_is_only_read_costs_its_owner_and_not_this_stack() -> None:
    made = preview(run(HOME))
    (queue, *_) = (step for step in made["steps"] if step["newState"]["type"] == QUEUE)
    before = len(read_plan(made, stack_region=EAST, origin="x.json"))
    queue["op"], queue["newState"]["external"] = "read", True
    assert len(read_plan(made, stack_region=EAST, origin="x.json")) == before - 1


def test_the_region_of_a_resource_is_that_of_its_provider() -> None:
    """A provider's id is not known in a first preview."""
    made = preview(run(HOME))
    assert any(step.get("provider", "").endswith(UNKNOWN) for step in made["steps"])
    regions = {one.region for one in read_plan(made, stack_region=EAST, origin="x.json")}
    assert regions == {"us-east-1", "us-west-2"}


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("warm-standby:prod-east", "is not STRATEGY:STACK=FILE"),
        ("lukewarm:prod-east=x.json", "strategies are active-active, warm-standby, pilot-light"),
        ("warm-standby:west=x.json", "stacks prod-east, dr-west"),
        ("warm-standby:prod-east=nowhere.json", "nowhere.json"),
    ],
)
def test_an_option_that_names_no_plan_is_refused(option: str, said: str) -> None:
    result = CliRunner().invoke(app, ["compare", HOME, *NO_PLANNER, "--plan", option])
    assert result.exit_code == 1
    assert said in result.stderr.replace("\n", " ")


def test_a_planner_that_is_not_there_is_named_with_what_else_there_is() -> None:
    result = CliRunner().invoke(app, ["compare", HOME, *NO_PLANNER])
    assert result.exit_code == 1
    assert "the planner could not be run" in result.stderr
    assert "--plan" in result.stderr
