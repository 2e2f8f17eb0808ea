"""What is compared with what."""

import contextlib
import shutil
from collections.abc import Callable, Iterator

from benchmarks.measuring import Row, alternately, stopwatch
from benchmarks.place import STACKS, Workbench, workbench
from sandbox.demo.engines import Engine

_COUNTS = (1, 5, 20)
_DEPLOYER = "standby-deploy"
HOME = STACKS[0]


def previews(place: Workbench, rounds: int) -> Iterator[Row]:
    """Previews of both stacks, which are up, against their floor and against the CLI."""
    for stack in STACKS:
        with place.floor(stack) as address:
            floor, preview = alternately(
                rounds,
                lambda: place.run_against(address, stack),  # noqa: B023 - called within this turn
                lambda: place.sandbox.preview(stack),  # noqa: B023
            )
        yield Row(what=f"preview of {stack}, no change", against="its floor", measured=preview, base=floor)
    if shutil.which("pulumi"):
        _hand_over(place)
        ours, theirs = alternately(rounds, lambda: place.sandbox.preview(HOME), lambda: place.pulumi.preview(HOME))
        yield Row(what=f"preview of {HOME}, no change", against="the pulumi CLI", measured=ours, base=theirs)


def ups(rounds: int) -> Iterator[Row]:
    """`up` of both stacks from nothing, each in a cloud of its own."""
    ways: dict[str, Callable[[Workbench, str], object]] = {
        "default": lambda place, stack: place.sandbox.up(stack),
        "decided": lambda place, stack: place.as_role(_DEPLOYER).up(stack),
        "serial": lambda place, stack: place.sandbox.run("up", stack, "--yes", "--parallel", "1"),
    }
    if shutil.which("pulumi"):
        ways["pulumi"] = lambda place, stack: place.pulumi.up(stack)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, up in ways.items():
            with workbench() as place, stopwatch(taken[way]):
                for stack in STACKS:
                    up(place, stack)
    what = "up of both stacks, from nothing"
    yield Row(
        what=f"{what}, as {_DEPLOYER}", against="as administrator", measured=taken["decided"], base=taken["default"]
    )
    yield Row(what=what, against="`--parallel 1`", measured=taken["default"], base=taken["serial"])
    if "pulumi" in taken:
        yield Row(what=what, against="the pulumi CLI", measured=taken["default"], base=taken["pulumi"])


def growth(rounds: int) -> Iterator[Row]:
    """Previews of programs with more and more workloads, each against the one with the fewest."""
    with contextlib.ExitStack() as grounds:
        engines = [grounds.enter_context(workbench(count)).sandbox for count in _COUNTS]
        for engine in engines:
            engine.up(HOME)
        fewest, *more = alternately(rounds, *(_preview_of(engine) for engine in engines))
    for count, measured in zip(_COUNTS[1:], more, strict=True):
        what = f"preview of {HOME} with {count} workloads"
        yield Row(what=what, against=f"with {_COUNTS[0]}", measured=measured, base=fewest)


def _preview_of(engine: Engine) -> Callable[[], object]:
    return lambda: engine.preview(HOME)


def _hand_over(place: Workbench) -> None:
    """Give the CLI the states that the sandbox's engine made."""
    for stack in STACKS:
        file = place.directory / f"{stack}.json"
        place.sandbox.run("export", stack, "--file", str(file))
        place.pulumi.import_(stack, file)
