"""A folder in which every command has what it needs: stack files, plans, states, and what processes say."""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.operations.drill.reports import EAST, NOON, TARGETS, WEST
from tests.operations.failover.stage import outputs as outputs_of_a_move
from tests.stack_files import ROOT, STACKS

PASSPHRASE = "fuzz"  # noqa: S105 - seals nothing
CLOUD = "fuzz"
# Made once under that passphrase: another one each time would make the same case another file.
_SALT = "v1:ttprd8CKwCA=:v1:blVT5tWRK8qhwReE:AOC7rCEd7oXu6qvFm0FWPcxpt6ejrw=="
_PROJECT = "standby"
_REGION_OF = dict(zip(STACKS, (EAST, WEST), strict=True))
_CUSTOM = (
    ("aws:s3/bucket:Bucket", "assets", {"bucket": "assets"}),
    ("aws:dynamodb/table:Table", "orders", {"name": "orders", "billingMode": "PAY_PER_REQUEST"}),
    ("aws:sqs/queue:Queue", "orders", {"name": "orders", "visibilityTimeoutSeconds": 60}),
    ("aws:ec2/vpc:Vpc", "network", {"cidrBlock": "10.10.0.0/16"}),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", "age", {"alarmName": "age", "threshold": 60}),
)
# A program that reads its settings as the real one does, and says so.
_PROGRAM = """import pulumi

from components.compute.compute import DECLARED
from settings.load import settings_from_pulumi

pulumi.export("region", settings_from_pulumi(DECLARED).region)
"""


def urn(stack: str, kind: str, name: str) -> str:
    """As an engine writes it."""
    return f"urn:pulumi:{stack}::{_PROJECT}::{kind}::{name}"


def outputs(stack: str) -> dict[str, Any]:
    """Of a region's stack, as far as anything reads them."""
    region = _REGION_OF[stack]
    found = outputs_of_a_move(region)
    queue = {"url": f"https://sqs.{region}/orders", "dead_letter_url": f"https://sqs.{region}/dead"}
    region_role = "serving" if region == EAST else "warm"
    other = {
        "region_role": region_role,
        "provisioned_as": region_role,
        "full_size_region": EAST,
        "writer": EAST,
        "domain": "shop.example.com",
    }
    own = {"shared": {"zone": "Z1"}, "repositories": {}, "routing_mode": "shop.example.com"} if region == EAST else {}
    routing = {**found["routing"], "endpoint_check": "check"}
    return {**found, **other, **own, "queue": queue, "routing": routing}


def pulumi_plan(stack: str) -> dict[str, Any]:
    """What `pulumi preview --json --show-sames` writes."""
    states = [_provider_state(stack), *(_state(stack, *each) for each in _CUSTOM)]
    return {
        "config": {"standby:domain": "shop.example.com"},
        "steps": [
            {"op": "create", "urn": each["urn"], "newState": each, "detailedDiff": None, "diffReasons": None}
            for each in states
        ],
        "diagnostics": [{"message": "a warning of the program\n", "severity": "warning"}],
        "duration": 21_450_000_000,
        "changeSummary": {"create": len(states)},
    }


def sandbox_plan(stack: str) -> dict[str, Any]:
    """What `python -m sandbox preview --json` writes."""
    kind, name, inputs = _CUSTOM[1]
    change = {
        "op": "update",
        "urn": urn(stack, kind, name),
        "type": kind,
        "diff": {"billingMode": {"kind": "update", "old": "PROVISIONED", "new": inputs["billingMode"]}},
        "replaceReasons": [],
    }
    verdict: dict[str, Any] = {"packs": [], "rules": [], "violations": []}
    return {"changes": [change], "counts": {"update": 1}, "outputs": {}, "error": "", "policies": verdict}


def exported(stack: str) -> dict[str, Any]:
    """What `pulumi stack export` writes."""
    root = {
        "urn": urn(stack, "pulumi:pulumi:Stack", f"{_PROJECT}-{stack}"),
        "custom": False,
        "type": "pulumi:pulumi:Stack",
        "outputs": outputs(stack),
    }
    states = [_provider_state(stack), *(_state(stack, *each) for each in _CUSTOM)]
    deployment = {
        "manifest": {"time": NOON.isoformat(), "magic": hashlib.sha256(b"v3").hexdigest(), "version": "v3"},
        "secrets_providers": {"type": "passphrase", "state": {"salt": _SALT}},
        "resources": [root, *({**each, "parent": root["urn"]} for each in states)],
        "metadata": {},
    }
    return {"version": 3, "deployment": deployment}


def kept_resources(stack: str) -> list[dict[str, Any]]:
    """What is kept of a state beside its outputs."""
    return [
        {
            "urn": each["urn"],
            "type": each["type"],
            "name": each["urn"].rpartition("::")[2],
            "id": str(each.get("id", "")),
            "region": _REGION_OF[stack],
            "custom": each["custom"],
            "inputs": each.get("inputs", {}),
            "outputs": each.get("outputs", {}),
        }
        for each in exported(stack)["deployment"]["resources"]
    ]


def kept_drill() -> dict[str, Any]:
    """The report of an earlier drill."""
    return {
        "drill": "20261127T120130Z-aws-restore",
        "fault": "lag",
        "says": "the copy trails",
        "where": "sandbox",
        "started_at": NOON.isoformat(),
        "ended_at": NOON.isoformat(),
        "operator": "somebody",
        "account": "000000000000",
        "regions": [EAST, WEST],
        "strategy": "warm-standby",
        "targets": TARGETS.model_dump(),
        "expected": "refused",
        "found": "refused",
        "moves": [],
        "verdict": "passed",
    }


def files() -> Mapping[str, bytes]:
    """The folder, by path. `{cloud}` in one stands for where the emulated cloud answers."""
    return _files()


@cache
def _files() -> Mapping[str, bytes]:
    kept = ".sandbox/state/.pulumi"
    prices = json.loads((ROOT / "operations/pricing/prices.json").read_bytes())
    few = {**prices, "entries": dict(list(prices["entries"].items())[:6])}
    found: dict[str, Any] = {
        "Pulumi.yaml": (ROOT / "Pulumi.yaml").read_bytes(),
        "__main__.py": _PROGRAM.encode(),
        "all-prices.json": (ROOT / "operations/pricing/prices.json").read_bytes(),
        "prices.json": few,
        "assumptions.yaml": _ASSUMPTIONS.encode(),
        "plan-waivers.yaml": _WAIVERS.encode(),
        "sandbox-plan.json": sandbox_plan("prod-east"),
        "pack.json": {"all": "advisory"},
        "policies/PulumiPolicy.yaml": b"description: Rules.\nruntime: python\nversion: 1.0.0\n",
        "policies/__main__.py": b"",
        "drills/earlier.json": kept_drill(),
        ".sandbox/cloud.json": b'{"id": "%s", "pid": 999999999, "endpoint": "{cloud}"}' % CLOUD.encode(),
        "empty": b"",
        "binary": bytes(range(256)),
        "folder/inside": b"",
        "home/.aws/broken": b"[profile\n",
    }
    for stack in STACKS:
        state = exported(stack)
        checkpoint = {"stack": f"organization/{_PROJECT}/{stack}", "latest": state["deployment"]}
        found |= {
            f"Pulumi.{stack}.yaml": (ROOT / f"Pulumi.{stack}.yaml").read_bytes(),
            f"plan-{stack}.json": pulumi_plan(stack),
            f"state-{stack}.json": state,
            f".standby/outputs-{stack}.json": {"as_of": NOON.isoformat(), "outputs": outputs(stack)},
            f".standby/resources-{stack}.json": {"as_of": NOON.isoformat(), "resources": kept_resources(stack)},
            f"{kept}/stacks/{_PROJECT}/{stack}.json": {"version": 3, "checkpoint": checkpoint},
            f"{kept}/clouds/{_PROJECT}/{stack}.json": {"cloud": CLOUD},
        }
    return {path: each if isinstance(each, bytes) else json.dumps(each).encode() for path, each in found.items()}


def program() -> Mapping[str, bytes]:
    """What a revision of the program has beside the stack files."""
    parts = ("settings", "pulumi_yaml", "components", "workloads")
    return {**{f"{part}/__init__.py": b"" for part in parts}, "__main__.py": _PROGRAM.encode()}


def _archive() -> bytes:
    """As `git archive` writes it."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for path, content in {**program(), "Pulumi.yaml": (ROOT / "Pulumi.yaml").read_bytes()}.items():
            routing_mode = tarfile.TarInfo(path)
            routing_mode.size = len(content)
            archive.addfile(routing_mode, io.BytesIO(content))
    return written.getvalue()


_ASSUMPTIONS = """usage:
  requests_per_second: 80
measured_seconds:
  promote: 90
measured_by: a drill
"""
_WAIVERS = f"""- urn: {urn("prod-east", "aws:sqs/queue:Queue", "orders")}
  operation: replace
  reason: the queue is drained and empty
  expires: 2026-12-24
  approved_by: somebody
"""


@cache
def answers() -> Mapping[str, bytes]:
    """What the stand-ins of processes print, by what they are asked for, and `.err` and `.code` beside it."""
    found: dict[str, Any] = {
        "declared.out": pulumi_plan("prod-east"),
        "preview.out": sandbox_plan("prod-east"),
        "env.out": {
            "AWS_ENDPOINT_URL": "{cloud}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_SESSION_TOKEN": "test",
        },
        "compare.out": {"strategies": {}, "configured": "warm-standby", "ends": []},
        "merge-base.out": b"0123456789abcdef0123456789abcdef01234567\n",
        "rev-parse.out": b"0123456789abcdef0123456789abcdef01234567\n",
        "archive.out": _archive(),
        "else.out": b"done\n",
    }
    for stack in STACKS:
        found[f"export-{stack}.out"] = exported(stack)
        found[f"declared-{stack}.out"] = pulumi_plan(stack)
    return {name: each if isinstance(each, bytes) else json.dumps(each).encode() for name, each in found.items()}


def _state(stack: str, kind: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "urn": urn(stack, kind, name),
        "custom": True,
        "id": f"id-of-{name}",
        "type": kind,
        "inputs": dict(inputs),
        "outputs": dict(inputs),
        "provider": f"{_provider_state(stack)['urn']}::id-of-region",
    }


def _provider_state(stack: str) -> dict[str, Any]:
    inputs = {"region": _REGION_OF[stack]}
    return {
        "urn": urn(stack, "pulumi:providers:aws", "region"),
        "custom": True,
        "id": "id-of-region",
        "type": "pulumi:providers:aws",
        "inputs": inputs,
        "outputs": inputs,
    }
