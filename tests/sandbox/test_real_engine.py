"""Pulumi's own engine and the sandbox's agree over the whole program.

Skipped where there is no `pulumi` on PATH. The providers are the sandbox's in both cases, so this proves the engine,
the checkpoint and the program, and nothing about the real AWS provider.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from operations.pull_request.checkout import lay_out_present
from sandbox.demo.engines import Engine, PulumiEngine, SandboxEngine
from tests.sandbox.sandboxes import Sandbox, start
from tests.sandbox.states import plain
from tests.sandbox.test_pull_requests import Edit, edited
from tests.stack_files import ROOT

pytestmark = [
    pytest.mark.emulator,
    pytest.mark.real_engine,
    pytest.mark.xdist_group("real-engine"),
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no pulumi CLI on PATH"),
]
STACKS = ("prod-east", "dr-west")
# What a cloud draws anew each time.
_DRAWN = re.compile(
    "|".join(
        (
            r"127\.0\.0\.1:\d+",  # the gateway's port
            r"mrk-[0-9a-f]{32}",
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            r"(?<=cluster-)[0-9A-F]{20}",
            r"(?<=/)[a-z0-9]{16}(?=[/\"\\])",  # of load balancers, target groups and listeners
            r"(?<=standby-)[a-z0-9]{8}(?=\.)",  # of a load balancer's name in DNS
            r"Z[A-Z0-9]{12,}",
            r"\bE[A-Z0-9]{12,14}\b",  # of what CloudFront makes
            r"\bd[a-z0-9]{13}(?=\.cloudfront\.net)",
            r"[0-9a-f]{6,}",
        )
    )
)


@dataclass(frozen=True)
class Side:
    """One engine over a cloud of its own, both stacks up."""

    sandbox: Sandbox
    engine: Engine
    states: Mapping[str, dict[str, Any]]


def _pulumi(sandbox: Sandbox, state: Path) -> PulumiEngine:
    environment = {**sandbox.cloud.environment("us-east-1"), "STANDBY_PYTHON": sys.executable}
    return PulumiEngine(sandbox.program.directory, environment, state)


def _bring_up(sandbox: Sandbox, engine: Engine) -> Side:
    for stack in STACKS:
        engine.up(stack)
    return Side(sandbox, engine, {stack: engine.export(stack) for stack in STACKS})


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    """Both stacks, brought up by the sandbox's engine."""
    sandbox = start(tmp_path_factory.mktemp("ours"))
    with sandbox.cloud:
        yield _bring_up(sandbox, sandbox.engine)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    """Both stacks, brought up by the `pulumi` CLI."""
    sandbox = start(tmp_path_factory.mktemp("theirs"))
    with sandbox.cloud:
        yield _bring_up(sandbox, _pulumi(sandbox, sandbox.cloud.directory / "pulumi"))


def _meaning(value: object) -> str:
    return _DRAWN.sub("#", json.dumps(value, sort_keys=True))


def _resources(side: Side, stack: str) -> dict[str, dict[str, Any]]:
    return {resource["urn"]: resource for resource in side.states[stack]["deployment"]["resources"]}


@pytest.mark.parametrize("stack", STACKS)
def test_both_engines_make_the_same_resources(ours: Side, theirs: Side, stack: str) -> None:
    assert sorted(_resources(ours, stack)) == sorted(_resources(theirs, stack))


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize(
    "part", ["id", "type", "custom", "parent", "inputs", "protect", "retainOnDelete", "ignoreChanges"]
)
def test_both_engines_record_the_same_of_each(ours: Side, theirs: Side, stack: str, part: str) -> None:
    mine, other = _resources(ours, stack), _resources(theirs, stack)
    differing = {
        urn: (mine[urn].get(part), other[urn].get(part))
        for urn in mine
        if not _is_provider(urn) and _meaning(plain(mine[urn].get(part))) != _meaning(plain(other[urn].get(part)))
    }
    assert differing == {}


@pytest.mark.parametrize("stack", STACKS)
def test_both_engines_give_the_same_outputs(ours: Side, theirs: Side, stack: str) -> None:
    assert _meaning(ours.engine.outputs(stack)) == _meaning(theirs.engine.outputs(stack))


@pytest.mark.parametrize("stack", STACKS)
def test_what_our_engine_exports_the_cli_imports_and_finds_nothing_to_do(
    ours: Side, tmp_path_factory: pytest.TempPathFactory, stack: str
) -> None:
    folder = tmp_path_factory.mktemp("to-pulumi")
    cli = _pulumi(ours.sandbox, folder / "state")
    for each in STACKS:
        cli.import_(each, _written(ours.states[each], folder / f"{each}.json"))
    assert cli.preview(stack).counts == {}


@pytest.mark.parametrize("stack", STACKS)
def test_what_the_cli_exports_our_engine_imports_and_finds_nothing_to_do(
    theirs: Side, tmp_path_factory: pytest.TempPathFactory, stack: str
) -> None:
    folder = tmp_path_factory.mktemp("from-pulumi")
    environment = {**theirs.sandbox.cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(folder)}
    engine = SandboxEngine(theirs.sandbox.program.directory, environment)
    for each in STACKS:
        engine.import_(each, _written(theirs.states[each], folder / f"{each}.json"))
    assert engine.preview(stack).counts == {}


@contextmanager
def _changed_by_hand(side: Side, region: str) -> Iterator[None]:
    """What the program says, what it ignores, and something that is gone; all of it put back afterwards."""
    sqs, ecs, cloudwatch = (side.sandbox.clients.of(service, region) for service in ("sqs", "ecs", "cloudwatch"))
    (queue,) = [url for url in sqs.list_queues()["QueueUrls"] if url.endswith("/standby-orders")]
    waits = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    service = {"cluster": "standby", "service": "web"}
    wanted = ecs.describe_services(cluster="standby", services=["web"])["services"][0]["desiredCount"]
    alarm = min(cloudwatch.describe_alarms()["MetricAlarms"], key=lambda each: str(each["AlarmName"]))
    put = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "7"})
    ecs.update_service(**service, desiredCount=wanted + 1)
    cloudwatch.delete_alarms(AlarmNames=[alarm["AlarmName"]])
    yield
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=waits)
    ecs.update_service(**service, desiredCount=wanted)
    cloudwatch.put_metric_alarm(**{key: value for key, value in alarm.items() if key in put})


def _preview_by_theirs(side: Side, stack: str) -> dict[str, Any]:
    engine = side.engine
    assert isinstance(engine, PulumiEngine)
    done = subprocess.run(
        ["pulumi", "--non-interactive", "preview", "--stack", stack, "--refresh", "--json"],
        cwd=side.sandbox.program.directory,
        env={**os.environ, **engine.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("stack", STACKS)
def test_both_engines_count_alike_what_hands_have_changed(
    theirs: Side, tmp_path_factory: pytest.TempPathFactory, stack: str
) -> None:
    folder = tmp_path_factory.mktemp("drift")
    environment = {**theirs.sandbox.cloud.environment("us-east-1"), "STANDBY_SANDBOX_DIR": str(folder)}
    engine = SandboxEngine(theirs.sandbox.program.directory, environment)
    for each in STACKS:
        engine.import_(each, _written(theirs.states[each], folder / f"{each}.json"))
    with _changed_by_hand(theirs, theirs.engine.outputs(stack)["region"]):
        mine = json.loads(engine.run("preview", stack, "--json", "--refresh"))["counts"]
        other = _preview_by_theirs(theirs, stack)["changeSummary"]
    assert mine == other
    assert {op: count for op, count in mine.items() if op != "same"} == {"create": 1, "update": 1}


Complaint = tuple[str, str, str]
PACK = str(ROOT / "policies")
_ONE_ZONE = edited(
    "components/compute/load_balancer.py",
    "subnets=args.subnet_ids",
    "subnets=pulumi.Output.from_input(args.subnet_ids).apply(lambda ids: ids[:1])",
)
_UNPROTECTED = edited("components/messaging/queue_parts.py", "protect=args.locked", "protect=False")


def _program(folder: Path, *edits: Edit) -> Path:
    program = lay_out_present(ROOT, folder / "program")
    (program / ".venv").symlink_to(sys.prefix)
    for edit in edits:
        edit(program)
    return program


def _said_by_ours(side: Side, program: Path, stack: str) -> tuple[bool, set[Complaint]]:
    environment = {
        **os.environ,
        **side.sandbox.cloud.environment("us-east-1"),
        "STANDBY_SANDBOX_DIR": str(side.sandbox.cloud.directory),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "sandbox", "preview", stack, "--json", "--policy-pack", PACK]
    done = subprocess.run(command, cwd=program, env=environment, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["policies"]["violations"]
    return done.returncode == 0, {(each["rule"], each["urn"], each["level"]) for each in found}


def _said_by_theirs(side: Side, program: Path, stack: str) -> tuple[bool, set[Complaint]]:
    engine = side.engine
    assert isinstance(engine, PulumiEngine)
    environment = {**os.environ, **engine.environment, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "1"}
    command = ["pulumi", "--non-interactive", "preview", "--stack", stack, "--json", "--policy-pack", PACK]
    done = subprocess.run(command, cwd=program, env=environment, capture_output=True, text=True, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = [event["policyEvent"] for event in events if "policyEvent" in event]
    return done.returncode == 0, {(each["policyName"], each["resourceUrn"], each["enforcementLevel"]) for each in found}


@pytest.mark.parametrize(
    ("edits", "violated"),
    [((), set()), ((_ONE_ZONE, _UNPROTECTED), {"az-lb-three-azs", "pr-deletion-protection"})],
    ids=["as it stands", "sabotaged"],
)
def test_both_engines_let_the_pack_block_the_same(
    ours: Side, theirs: Side, tmp_path: Path, edits: tuple[Edit, ...], violated: set[str]
) -> None:
    program = _program(tmp_path, *edits)
    passes, said = _said_by_ours(ours, program, "prod-east")
    assert (passes, said) == _said_by_theirs(theirs, program, "prod-east")
    assert passes is not bool(violated)
    assert {rule for rule, _, level in said if level == "mandatory"} == violated


def _written(state: dict[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(state))
    return path


def _is_provider(urn: str) -> bool:
    # The CLI keeps an empty bookkeeping entry in a provider's inputs, and gives it a random id.
    return "pulumi:providers:" in urn
