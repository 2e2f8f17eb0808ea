"""`docs/region-switch.md` says of each step of the failover what becomes of it; its commands are ones that AWS takes.

Their names are those of the stacks; that AWS does what they say, only AWS shows.
"""

import re
from collections.abc import Iterator

import botocore.session
import pytest
from botocore import xform_name

from components.multi_region.region_switch.steps import LEFT_OUT, PlanStep, leaves, steps
from settings import Strategy
from settings.strategy import sides_of
from tests.components.program import run
from tests.stack_files import HOME, ROOT

PAGE = (ROOT / "docs" / "region-switch.md").read_text()


def test_the_page_says_of_each_step_what_becomes_of_it() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE, re.MULTILINE))
    expressed = {step.name for strategy in Strategy for step in _leaves_of(strategy)}
    assert rows.keys() == expressed | LEFT_OUT.keys()
    assert {name: rows[name] for name in LEFT_OUT} == {
        name: f"not in the plan: {why}" for name, why in LEFT_OUT.items()
    }


def _leaves_of(strategy: Strategy) -> Iterator[PlanStep]:
    yield from leaves(steps(sides_of(strategy)["standing_by"].request_workloads))


COMMANDS = re.findall(r"^\$ aws ([a-z-]+) ([a-z-]+)((?: \\\n|[^\n])*)", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("service", "operation", "arguments"), COMMANDS, ids=[one[1] for one in COMMANDS])
def test_the_commands_of_the_page_are_what_aws_takes(service: str, operation: str, arguments: str) -> None:
    model = botocore.session.get_session().get_service_model(service)
    (name,) = [each for each in model.operation_names if xform_name(each, "-") == operation]
    members = model.operation_model(name).input_shape.members
    # The command line takes a datum of a metric apart.
    datum = model.shape_for("MetricDatum").members if operation == "put-metric-data" else {}
    options = set(re.findall(r"--([a-z-]+)", arguments)) - {"region", "query", "output"}
    assert options <= {xform_name(each, "-") for each in (*members, *datum)}


def test_the_commands_of_the_page_name_what_the_stacks_have() -> None:
    switch = run(HOME).exported["routing"]["failover_control"]
    flip = f"--namespace {switch['namespace']} --metric-name {switch['metric']}"
    assert f"{flip} --dimensions {','.join(f'{name}={text}' for name, text in switch['dimensions'].items())}" in PAGE
    assert f"--table-name {run(HOME).exported['tables']['operations']}" in PAGE
    assert len(COMMANDS) >= 5
