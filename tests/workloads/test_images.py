"""The images' recipe, as far as it can be judged without Docker: sources, user, commands, and pinned packages."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from components.compute.container import ContainerArgs, container_definition
from workloads.declaration import WEB, WORKLOADS, Workload

ROOT = Path(__file__).resolve().parents[2]
CONTEXT = ROOT / "workloads"
DOCKERFILE = (CONTEXT / "shop" / "Dockerfile").read_text()
IGNORED = (CONTEXT / ".dockerignore").read_text().split("\n")
CONTAINER_USER = container_definition(
    ContainerArgs(workload=WEB, image="", environment=dict.fromkeys(WEB.environment, ""), log_group="", region="")
)["user"]
LOCK = (CONTEXT / "requirements.lock").read_text()


def stage(name: str) -> str:
    """A target with everything that it is built from."""
    found = re.search(rf"^FROM (\S+) AS {name}\n(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no stage {name}"
    base, own = found.groups()
    return own if base.startswith("$") else stage(base) + own


def values(instruction: str, text: str) -> list[str]:
    return re.findall(rf"^{instruction} (.+)$", text, re.MULTILINE)


EACH = pytest.mark.parametrize("workload", WORKLOADS.values(), ids=lambda each: each.name)


@EACH
def test_the_image_runs_the_declared_command_without_a_shell(workload: Workload) -> None:
    [command] = values("CMD", stage(workload.name))
    assert tuple(json.loads(command)) == workload.command


@EACH
def test_the_image_runs_as_the_user_that_the_platform_names(workload: Workload) -> None:
    assert values("USER", stage(workload.name))[-1] == CONTAINER_USER


@EACH
def test_the_image_writes_nothing_when_it_runs(workload: Workload) -> None:
    text = stage(workload.name)
    assert "PYTHONDONTWRITEBYTECODE=1" in text
    assert "compileall" in text, "otherwise each start compiles everything, and keeps nothing of it"
    assert not values("VOLUME", text)


def test_the_worker_trusts_the_authority_that_signs_auroras_certificates() -> None:
    text = stage("worker")
    [added] = values("ADD", text)
    assert f"ENV PGSSLROOTCERT={added.split()[-1]}" in text


def test_the_base_is_pinned_by_a_tag() -> None:
    [base] = values("ARG", DOCKERFILE)
    assert re.fullmatch(r"PYTHON_IMAGE=python:3\.11[\w.-]+", base)
    assert {line.split()[0] for line in values("FROM", DOCKERFILE)} <= {"${PYTHON_IMAGE}", "shop"}


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    copied = [source for line in values("COPY", DOCKERFILE) if "--from" not in line for source in line.split()[:-1]]
    assert copied, "otherwise this shows nothing"
    assert [source for source in copied if not (CONTEXT / source).exists()] == []
    assert [source for source in copied if f"!{source}" not in IGNORED] == []
    assert IGNORED[1] == "*", "what is not named stays out of the image"


def test_packages_are_installed_by_their_hashes() -> None:
    [install] = [line for line in values("RUN", DOCKERFILE) if "install" in line]
    assert "--require-hashes" in json.loads(install)
    pinned = re.findall(r"^[a-z].*==.*$", LOCK, re.MULTILINE)
    assert len(re.findall(r"--hash=sha256:", LOCK)) >= len(pinned) > 0
    assert [line for line in pinned if not line.endswith("\\")] == []


def test_the_images_hold_the_versions_that_the_tests_ran_with() -> None:
    def versions(text: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==([\w.]+)", text, re.MULTILINE))

    tested = versions((ROOT / "requirements.lock").read_text())
    assert {name: version for name, version in versions(LOCK).items() if tested.get(name) != version} == {}


def test_the_images_hold_the_workload_group_and_what_the_shop_shares_with_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {line for line in (CONTEXT / "requirements.in").read_text().split("\n") if line and line[0] != "#"}
    assert asked >= set(project["optional-dependencies"]["workload"])
    assert asked <= {*project["optional-dependencies"]["workload"], *project["dependencies"]}
    imported = {
        name
        for source in (CONTEXT / "shop").rglob("*.py")
        for name in re.findall(r"^(?:from|import) (\w+)", source.read_text(), re.MULTILINE)
    }
    # botocore is boto3's other half.
    foreign = imported - set(sys.stdlib_module_names) - {"workloads", "botocore"}
    assert {re.split(r"\W", line)[0] for line in asked} == foreign, "no more than the code imports, and no less"
