"""A stack's state, asked of the engine in one command. Secrets stay sealed in it, so no passphrase is needed."""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.inputs.json_text import read_json
from operations.live.history import Run, runs_in
from operations.planning.processes import run

_TOLD_LINES = 4
# A last `up` that succeeded longer ago than so many runs is not found, and then nothing is said of it.
_PAGE = ("--page-size", "50")
_ENGINES = {
    "sandbox": (sys.executable, "-m", "sandbox", "export", "{stack}", "--history"),
    "pulumi": ("pulumi", "--non-interactive", "stack", "export", "--stack", "{stack}"),
}
# The sandbox's export holds it.
_HISTORIES = {"pulumi": ("pulumi", "--non-interactive", "stack", "history", "--stack", "{stack}", "--json", *_PAGE)}
# Pulumi's own mark of a secret: an object with this key, whose value says so.
_SIGNATURE, _IS_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
# As both engines print a secret among outputs.
SECRET = "[secret]"  # noqa: S105 - in place of one


@dataclass(frozen=True, kw_only=True)
class Exported:
    """The deployment of a stack, and what runs did to it, the newest first; `unread` is why nobody knows of any."""

    deployment: Mapping[str, Any]
    runs: tuple[Run, ...]
    unread: str = ""


def exported(stack: str, folder: Path, engine: str, seconds: float) -> Exported:
    """What an engine keeps of a stack. Raises OperationError in the engine's own words."""
    if engine not in _ENGINES:
        msg = f"{engine} is no engine; write one of {', '.join(_ENGINES)}"
        raise OperationError(msg)
    words = [word.replace("{stack}", stack) for word in _ENGINES[engine]]
    beside = ThreadPoolExecutor(1)
    past = beside.submit(_past, stack, folder, engine, seconds)
    beside.shutdown(wait=False)
    try:
        done = run(words, folder=folder, seconds=seconds)
    except OperationError as error:
        msg = f"{engine} could not be asked for the state of {stack}: {error}"
        raise OperationError(msg) from error
    if done.code:
        # The engine knows why: a login, a stack, a cloud.
        said = done.tail(_TOLD_LINES).splitlines() or [f"exit code {done.code}"]
        msg = f"{engine} does not say the state of {stack}: {' '.join(line.strip() for line in said)}"
        raise OperationError(msg)
    document = read_json(done.stdout, origin=f"what {engine} says of {stack}")
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        msg = f"what {engine} says of {stack} is no exported stack: it has no `deployment`"
        raise OperationError(msg)
    try:
        history = past.result() if engine in _HISTORIES else document.get("history")
        return Exported(deployment=deployment, runs=runs_in(history, stack))
    except OperationError as error:
        # Whoever can read a state has what a failover needs most.
        return Exported(deployment=deployment, runs=(), unread=str(error))


def _past(stack: str, folder: Path, engine: str, seconds: float) -> object:
    """What the engine's history says. Raises OperationError where it says nothing."""
    words = [word.replace("{stack}", stack) for word in _HISTORIES.get(engine, ())]
    if not words:
        return None
    done = run(words, folder=folder, seconds=seconds)
    if done.code:
        msg = f"{engine} does not say the history of {stack}: {done.tail(1) or f'exit code {done.code}'}"
        raise OperationError(msg)
    return read_json(done.stdout, origin=f"the history of {stack}")


def without_secrets(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The value with a word in place of each secret, sealed or open."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _IS_SECRET:
            return SECRET
        return {key: without_secrets(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value
