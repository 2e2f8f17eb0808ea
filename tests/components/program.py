"""The whole program, run under the recorder with the repository's stack files."""

import runpy
from functools import cache

from sandbox.protocol.values import Properties
from sandbox.recording import LookUps, Recording, deploy
from tests.kept import kept
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
    """Run the program with `changes` to the stack file, where the stacks have the outputs `home` and `peer`.

    Where AWS answers as always, it is kept.
    """
    config = configuration(content(stack) | changes)
    stacks = {HOME: home, PEER: peer or {"region_role": "serving", "provisioned_as": "serving"}}

    def make() -> Recording:
        return deploy(
            lambda: runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__"),
            stack=stack,
            config=config,
            stacks=stacks,
            look_ups=look_ups,
            preview=preview,
        )

    return make() if look_ups else kept(make, stack=stack, config=config, stacks=stacks, preview=preview)


def run(stack: str, *, strong: bool = False, preview: bool = False, runtime: str = "ecs", **changes: str) -> Recording:
    """What `up` registers where the home stack is up already. Each process reads each variant once.

    `changes` are texts at the top of the stack file, such as the strategy.
    """
    texts = {key: value for key, value in content(stack).items() if isinstance(value, str)} | changes
    return _run(stack, tuple(sorted(texts.items())), strong, preview, runtime)


@cache
def _run(
    stack: str,
    texts: tuple[tuple[str, str], ...],
    strong: bool,  # noqa: FBT001
    preview: bool,  # noqa: FBT001
    runtime: str,
) -> Recording:
    changes: Properties = dict(texts)
    changes |= {"tables": STRONG} if strong else {}
    changes |= {"workloads": {key: sizes | {"runtime": runtime} for key, sizes in content(stack)["workloads"].items()}}
    home = {} if stack == HOME else run(HOME, runtime=runtime).exported
    return start(stack, changes, home=home, preview=preview)
