"""Which commands only look, and how each is asked to. Data: a command that stands in neither table is an error.

A command that writes when it is told to is here with the words that let it look.
"""

from dataclasses import dataclass

# Placeholders of the words: files of the test's own, beside the tree.
PLAN, STATE = "{plan}", "{state}"
_PAIR = ("prod-east", "dr-west")
_SANDBOX = ("--engine", "sandbox")


@dataclass(frozen=True, kw_only=True)
class Look:
    """A command line. `codes` are how it may end where it looked; `says` is among what it says."""

    words: tuple[str, ...]
    codes: frozenset[int] = frozenset({0})
    says: str = ""
    # It keeps what it saw in .standby/, and says so where it cannot.
    keeps: bool = False
    # What it asks of AWS that is no read.
    asks: frozenset[str] = frozenset()


# Whether the failover control can be written only writing tells: a gate publishes a value beside it; no alarm reads it.
_TRIAL = frozenset({"PutMetricData"})


def _look(*words: str, codes: tuple[int, ...] = (0,), says: str = "", keeps: bool = False) -> Look:
    return Look(words=words, codes=frozenset(codes), says=says, keeps=keeps)


def _move(*words: str) -> Look:
    codes = frozenset({0, 1})
    return Look(words=(*words, *_SANDBOX), codes=codes, says="Nothing was begun", keeps=True, asks=_TRIAL)


OPERATIONS: dict[str, tuple[Look, ...]] = {
    "compare": (_look("compare", "prod-east", "--json", says='"strategies"'),),
    "plan": (_look("plan", "active-active", "--no-costs", *_SANDBOX, says="warm-standby -> active-active"),),
    "switch": (_look("switch", "active-active", "--no-costs", *_SANDBOX, says="nothing was changed"),),
    "preflight": (_look("preflight", "--json", codes=(0, 1, 2), says='"lines"'),),
    "status": (_look("status", *_SANDBOX, "--json", says='"regions"', keeps=True),),
    "readiness": (_look("readiness", *_SANDBOX, "--json", codes=(0, 1), says='"regions"', keeps=True),),
    "failover": (_move("failover", "--to", "us-west-2"), _move("failover", "--to", "us-west-2", "--planned")),
    "failback": (_move("failback", "--to", "us-west-2"),),
    "drill": (_look("drill", *_SANDBOX, codes=(1,), says="Add --yes to do it", keeps=True),),
    "gate": (_look("gate", PLAN, says="holds data"),),
    # Whole, it is `make pr-report`; a stack that is not there lets it do all of it but the plans.
    "pr-report": (
        _look(
            *("pr-report", "--base", "HEAD", "--no-costs", "--stack", "prod-east", "--stack", "nosuch"),
            codes=(1,),
            says="nosuch",
        ),
    ),
    "prices list": (_look("prices", "list"),),
    # No list of prices is emulated.
    "prices refresh": (_look("prices", "refresh", codes=(0, 1)),),
}
OPERATIONS_WRITE: dict[str, str] = {}

SANDBOX: dict[str, tuple[Look, ...]] = {
    "status": (_look("status", "--json", says='"stacks"'),),
    "env": (_look("env", says="export AWS_ENDPOINT_URL"),),
    "blackout": (_look("blackout", says="no region is dark"),),
    "calls": (_look("calls"),),
    "rights": (_look("rights", says="standby-deploy"),),
    "preview": (_look("preview", "prod-east", says="no changes"),),
    "up": (_look("up", "prod-east", "--expect-no-changes", "--config", "standby:alarms=x", codes=(1,)),),
    "refresh": (_look("refresh", "prod-east", "--preview-only", says="unchanged"),),
    "declared": (_look("declared", "dr-west", says='"steps"'),),
    "output": (_look("output", "prod-east", "--json", says='"region"'),),
    "graph": (_look("graph", *_PAIR, says="<svg"),),
    "analyze": (
        _look("analyze", "prod-east", "--policy-pack", "policies", codes=(0, 1), says="rules had something to judge"),
        _look("analyze", "--file", STATE, "--policy-pack", "policies", codes=(0, 1), says="something to judge"),
    ),
    "export": (_look("export", "prod-east", says='"deployment"'),),
}
SANDBOX_WRITE = {
    "start": "a cloud, its file and its logs",
    "stop": "the cloud's file goes",
    "lag": "what the cloud says of copies",
    "quota": "what the cloud says of the account",
    "promotions": "how long a move takes in the cloud",
    "capacity": "what the cloud has room for",
    "push": "images, in the cloud's registry",
    "shop": "orders, and the ledger of what was placed",
    "destroy": "everything that is in the cloud, and the state",
    "import": "the state",
    "remove": "the state",
}
