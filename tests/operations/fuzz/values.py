"""What each parameter is given where all is well, and what anybody might write instead."""

from collections.abc import Mapping
from random import Random

from operations.drill.faults import FAULTS
from operations.failover.gates import GATES
from operations.pricing.refresh import ENDPOINTS
from sandbox.cloud.iam.account import ROLES
from tests.operations.fuzz.commands import Command, Parameter

_REGIONS = ("us-east-1", "us-west-2")
_STRATEGIES = ("pilot-light", "warm-standby", "active-active")
_STACKS = ("prod-east", "dr-west")

# By name of the parameter, or of command and parameter where that means something else there. One that takes what is
# in a file is given the name of a file of `scene`.
VALID: Mapping[str, tuple[str, ...]] = {
    "accept": ("alb_hour",),
    "as_": (*ROLES, "administrator"),
    "assumptions": ("assumptions.yaml",),
    "at": ENDPOINTS,
    "base": ("main",),
    "book": ("prices.json",),
    "config": ("standby:strategy=pilot-light", "objectives.rto=30m", "standby:peer.stack=dr-west"),
    "config_file": ("Pulumi.prod-east.yaml",),
    "deadline": ("1", "5"),
    "engine": ("sandbox", "pulumi"),
    "fault": tuple(fault.name for fault in FAULTS),
    "folder": (".",),
    "html": ("page.html",),
    "leave": ("alb_hour",),
    "looks": ("0", "3", "stuck"),
    "markdown": ("comment.md",),
    "milliseconds": ("0", "300"),
    "mode": ("refuse", "hang"),
    "name": ("region", "database"),
    "old": ("300",),
    "operations pr-report json_": ("report.json",),
    "operations pr-report stacks": _STACKS,
    "operations prices refresh to": ("new-prices.json",),
    "override": tuple(gate.name for gate in GATES),
    "pack": ("policies",),
    "parallel": ("1", "8"),
    "plan_file": tuple(f"{strategy}:{stack}=plan-{stack}.json" for strategy in _STRATEGIES for stack in _STACKS),
    "planner": ("planner declared {stack}",),
    "plans": ("plan-prod-east.json", "plan-dr-west.json", "sandbox-plan.json"),
    "policy_pack": ("policies",),
    "policy_pack_config": ("pack.json",),
    "port": ("0",),
    "prices": ("prices.json",),
    "region": _REGIONS,
    "reports": ("drills",),
    "role": ("standby-deploy",),
    "sandbox analyze file": ("state-prod-east.json",),
    "sandbox export file": ("written.json",),
    "sandbox graph file": ("written.svg",),
    "sandbox graph state": ("state-prod-east.json", "state-dr-west.json"),
    "sandbox import file": ("state-prod-east.json",),
    "sandbox shop every": ("0", "1"),
    "seconds": ("1", "2"),
    "seed": ("1", "7"),
    "since": ("0", "5"),
    "stack": _STACKS,
    "stacks": _STACKS,
    "store": ("database", "tables"),
    "strategy": _STRATEGIES,
    "switch": ("on", "off"),
    "take_from": ("somebody",),
    "target": ("**::worker", "urn:pulumi:prod-east::standby::aws:sqs/queue:Queue::nothing"),
    "tasks": ("0", "12", "all"),
    "to": _REGIONS,
    "turns": ("1", "2"),
    "vcpu": ("6", "512"),
    "waivers": ("plan-waivers.yaml",),
    "watch": ("1",),
}
# What a command may write, by the parameter that names it.
WRITES = frozenset(
    {
        "html",
        "markdown",
        "operations pr-report json_",
        "operations prices refresh to",
        "operations prices refresh book",
        "reports",
        "sandbox export file",
        "sandbox graph file",
    }
)
NONSENSE = (
    "",
    " ",
    "-",
    "--",
    "0",
    "-1",
    "1",
    "3.7",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "1e999",
    "9" * 30,
    "9" * 5000,
    "0x10",
    "1_000",
    "٣",
    "true",
    "null",
    "{}",
    "[",
    "{stack}",
    "{file}",
    "%s",
    "'",
    '"unclosed',
    "a" * 300,
    "a" * 5000,
    "../../..",
    "/",
    ".",
    "..",
    "/nowhere/at/all",
    "/dev/null",
    "/dev/null/below",
    "~nobody/x",
    "empty",
    "folder",
    "loop",
    "dangling",
    "binary",
    "Pulumi.yaml",
    "café",
    "日本語",
    "🦄",
    "\udcff",
    "tab\there",
    "two\nlines",
    "bell\x07",
    "\x1b[31mred",
    "[red]markup[/red]",
    "[/]",
    "a=b",
    "=",
    "==",
    "a:b:c=d",
    ":",
    "*",
    "us-mars-1",
    "prod-east ",
    "PROD-EAST",
    "--help",
    "-h",
    "--unknown",
)


class NoGeneratorError(LookupError):
    """A parameter is new, and nobody said what it takes."""


def known_by(command: Command, parameter: Parameter) -> str:
    """The key in the tables of this module. Raises NoGeneratorError."""
    for key in (f"{command.name} {parameter.name}", parameter.name):
        if key in VALID:
            return key
    msg = f"{command.name} has {parameter.name}, and tests/operations/fuzz/values.py does not say what it takes"
    raise NoGeneratorError(msg)


def valid(draw: Random, command: Command, parameter: Parameter) -> str:
    """A value with which the command goes on. Raises NoGeneratorError."""
    return draw.choice(VALID[known_by(command, parameter)])


def writes(command: Command, parameter: Parameter) -> bool:
    """Whether the command may write what this names."""
    return bool({f"{command.name} {parameter.name}", parameter.name} & WRITES)
