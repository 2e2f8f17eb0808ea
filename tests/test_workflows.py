"""The workflows: valid by the published schema, pinned by commit, and with no more rights than they use.

That they run on GitHub, only GitHub shows.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.stack_files import ROOT, STACKS

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
each = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def content(path: Any) -> dict[Any, Any]:  # noqa: ANN401
    read: dict[Any, Any] = yaml.safe_load(path.read_text())
    return read


def jobs(path: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    found: dict[str, dict[str, Any]] = content(path)["jobs"]
    return found


def steps(path: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    for job in jobs(path).values():
        yield from job["steps"]


def test_these_are_the_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["deploy", "nightly", "preview", "pull-request"]


def test_they_are_valid_by_the_published_schema_and_end_by_themselves() -> None:
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, WORKFLOWS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@each
def test_every_action_is_pinned_by_a_commit_and_says_its_version(path: Any) -> None:  # noqa: ANN401
    lines = re.findall(r"uses: .*", path.read_text())
    assert lines
    assert [line for line in lines if not re.fullmatch(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@each
def test_one_action_has_one_commit_everywhere(path: Any) -> None:  # noqa: ANN401
    everywhere = {line for other in WORKFLOWS for line in re.findall(r"uses: (\S+)", other.read_text())}
    for used in re.findall(r"uses: (\S+)@", path.read_text()):
        assert len({one for one in everywhere if one.startswith(f"{used}@")}) == 1


@each
def test_nothing_is_permitted_but_what_a_job_asks_for(path: Any) -> None:  # noqa: ANN401
    assert content(path)["permissions"] == {}
    for name, job in jobs(path).items():
        assert set(job["permissions"].items()) <= {
            ("contents", "read"),
            ("id-token", "write"),
            ("pull-requests", "write"),
        }, name


def test_no_job_that_runs_a_branchs_code_may_write_or_take_on_a_role() -> None:
    (path,) = [path for path in WORKFLOWS if "pull_request" in content(path)[True]]
    for job in jobs(path).values():
        runs_code = any("checkout" in step.get("uses", "") for step in job["steps"])
        assert not runs_code or job["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text()


@each
def test_nothing_that_a_stranger_writes_is_run_as_a_command(path: Any) -> None:  # noqa: ANN401
    told = [found for step in steps(path) for found in re.findall(r"\$\{\{(.*?)\}\}", str(step.get("run", "")))]
    assert {one.strip() for one in told} <= {"github.event.pull_request.base.sha"}


@each
def test_a_checkout_leaves_no_credentials_behind(path: Any) -> None:  # noqa: ANN401
    for step in steps(path):
        if "actions/checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@each
def test_roles_are_taken_on_by_a_token_and_never_by_a_key(path: Any) -> None:  # noqa: ANN401
    for job in jobs(path).values():
        if any("configure-aws-credentials" in step.get("uses", "") for step in job["steps"]):
            assert job["permissions"]["id-token"] == "write"
            assert job["environment"]
    assert not re.search(r"aws-(access|secret)", path.read_text(), re.IGNORECASE)


@each
def test_they_name_the_stacks_and_commands_that_there_are(path: Any) -> None:  # noqa: ANN401
    named = {
        stack for job in jobs(path).values() for stack in job.get("strategy", {}).get("matrix", {}).get("stack", STACKS)
    }
    assert named == set(STACKS)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", path.read_text())) <= targets


def test_the_deployment_waits_for_a_person_and_stops_where_the_first_stack_fails() -> None:
    (path,) = [path for path in WORKFLOWS if path.stem == "deploy"]
    first, second = jobs(path)["first"], jobs(path)["second"]
    assert first["environment"] == second["environment"] == "production"
    assert second["needs"] == "first"
    assert list(content(path)[True]) == ["workflow_dispatch"]


@pytest.mark.parametrize("workflow", ["deploy", "nightly"])
def test_readiness_is_told_to_cloudwatch_after_a_deployment_and_every_night(workflow: str) -> None:
    (path,) = [path for path in WORKFLOWS if path.stem == workflow]
    job = jobs(path)["readiness"]
    assert job["environment"] == "preview", "by the role that may read, and tell CloudWatch"
    assert job["steps"][-1]["run"] == ".venv/bin/python -m operations readiness --publish"
    assert "continue-on-error" not in {*job, *job["steps"][-1]}
    assert job.get("needs") == ("second" if workflow == "deploy" else None)


def test_the_comment_is_found_again_by_what_the_report_begins_with() -> None:
    from operations.pull_request.markdown import MARK  # noqa: PLC0415 - beside what it is compared with

    (path,) = [path for path in WORKFLOWS if path.stem == "pull-request"]
    assert f"mark='{MARK}'" in path.read_text()


def test_every_fault_is_drilled_each_night_and_those_to_survive_in_every_strategy() -> None:
    from operations.drill.faults import FAULTS  # noqa: PLC0415 - beside what it is compared with

    (path,) = [path for path in WORKFLOWS if path.stem == "nightly"]
    job = jobs(path)["drills"]
    drilled = {(row["fault"], row["strategy"]) for row in job["strategy"]["matrix"]["include"]}
    assert drilled == {
        (fault.name, strategy)
        for fault in FAULTS
        for strategy in (("warm-standby",) if fault.gate else ("warm-standby", "pilot-light", "active-active"))
    }
    (drill,) = [step for step in job["steps"] if "operations drill" in step.get("run", "")]
    assert "continue-on-error" not in {*drill, *job}
    assert job["permissions"] == {"contents": "read"}
