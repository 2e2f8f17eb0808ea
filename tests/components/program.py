"""The whole program, run under the recorder with the repository's stack files."""

import runpy
from functools import cache

from sandbox.protocol.values import Properties
from sandbox.recording import LookUps, Recording, deploy
from tests.stack_files import HOME, PEER, ROOT, configuration, content

EAST, WEST = "us-east-1", "us-west-2"
STRONG = {"consistency": "strong", "witness": "us-east-2"}


def start(
    stack: str,
    changes: Properties,
    *,
    home: Properties,
    peer: Properties | None = None,
    look_ups: LookUps | None = None,
    preview: bool = False,
) -> Recording:
    """Run the program with `changes` to the stack file, where the stacks have the outputs `home` and `peer`."""
    return deploy(
        lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
        stack=stack,
        config=configuration(content(stack) | changes),
        stacks={HOME: home, PEER: peer or {"posture": "serving"}},
        look_ups=look_ups,
        preview=preview,
    )


def run(
    stack: str,
    *,
    strategy: str = "warm-standby",
    writer: str = EAST,
    protection: str = "locked",
    strong: bool = False,
    preview: bool = False,
    runtime: str = "ecs",
) -> Recording:
    """What `up` registers where the home stack is up already. Each variant runs once per session."""
    return _run(stack, strategy, writer, protection, strong, preview, runtime)


@cache
def _run(
    stack: str,
    strategy: str,
    writer: str,
    protection: str,
    strong: bool,  # noqa: FBT001
    preview: bool,  # noqa: FBT001
    runtime: str,
) -> Recording:
    changes: Properties = {"strategy": strategy, "writer": writer, "protection": protection}
    changes |= {"tables": STRONG} if strong else {}
    changes |= {"workloads": {key: sizes | {"runtime": runtime} for key, sizes in content(stack)["workloads"].items()}}
    home = {} if stack == HOME else run(HOME, runtime=runtime).exported
    return start(stack, changes, home=home, preview=preview)
