"""Runs the user's program, in a process of its own, exactly as the CLI's Python language host does.

`python -m sandbox.engine.program`; started by the engine, not by people.
"""

import argparse
import asyncio
import gc
import logging
import os
import runpy
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pulumi
import pulumi.runtime

from sandbox.engine.facts import EXPLAINED

_ORPHAN_CHECK_SECONDS = 1.0
# How the SDK puts it when the engine has stopped the run.
_ENGINE_GONE = "Resource monitor has terminated, shutting down"


def main() -> int:
    """Run the program in the current folder against the monitor that standard input names."""
    # Modules and resources live to the end of a run: looking for garbage among them takes a third of the time.
    gc.disable()
    _end_with_the_engine()
    arguments = _arguments()
    address = _address()
    if not address:
        return EXPLAINED
    pulumi.runtime.set_all_config(pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env())
    settings = pulumi.runtime.Settings(
        monitor=address,
        engine=address,
        project=arguments.project,
        stack=arguments.stack,
        parallel=arguments.parallel,
        dry_run=arguments.dry_run,
        organization=arguments.organization,
        root_directory=str(Path.cwd()),
    )
    pulumi.runtime.configure(settings)
    # Four messages for each resource, each a call to the engine, and nobody here is shown them.
    pulumi.log.debug = lambda *_args, **_options: None
    sys.argv = [arguments.program]
    if not Path(arguments.program, "__main__.py").exists():
        pulumi.log.error(
            f"there is no __main__.py in {Path(arguments.program).resolve()}, so there is no program to run"
        )
        return EXPLAINED
    # A failed resource leaves part of the program's graph unevaluated, which asyncio would complain about.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(max(arguments.parallel, 1) * 4))

    def program() -> None:
        runpy.run_path(arguments.program, run_name="__main__")

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(program))
    except pulumi.RunError as error:
        # That the engine takes no more is the engine's to explain.
        if str(error) != _ENGINE_GONE:
            pulumi.log.error(str(error))
        return 1
    except Exception:  # noqa: BLE001 - whatever the program raises is shown to its author
        pulumi.log.error(f"Program failed with an unhandled exception:\n{_own_traceback(arguments.program)}")
        return EXPLAINED
    return 0


def _end_with_the_engine() -> None:
    """An engine that is killed cannot end its program, and the SDK would wait for it for ever."""
    engine = os.getppid()

    def watch() -> None:
        while os.getppid() == engine:
            time.sleep(_ORPHAN_CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="orphan-check", daemon=True).start()


def _address() -> str:
    """Where the engine listens: it says so on standard input, once it does. After that there is none to read."""
    address = sys.stdin.readline().strip()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    return address


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("project", "stack", "organization", "program"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--parallel", type=int, required=True)
    parser.add_argument("--dry-run", action="store_true")
    return parser.parse_args()


def _own_traceback(program: str) -> str:
    """The traceback from the program's own first frame on."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    main_file = (Path(program) / "__main__.py").resolve()
    for index, frame in enumerate(frames):
        if Path(frame.filename).resolve() == main_file:
            return traceback.format_exc(limit=index - len(frames))
    return traceback.format_exc()


if __name__ == "__main__":
    code = main()
    # What is left goes with the process; taking it apart piece by piece takes half a second.
    gc.freeze()
    sys.exit(code)
