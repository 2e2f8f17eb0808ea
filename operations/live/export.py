"""A stack's state, asked of the engine in one command. Secrets stay sealed in it, so no passphrase is needed."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.json_text import read_json
from operations.processes import run

_TOLD_LINES = 4
_ENGINES = {
    "sandbox": (sys.executable, "-m", "sandbox", "export", "{stack}"),
    "pulumi": ("pulumi", "--non-interactive", "stack", "export", "--stack", "{stack}"),
}
# Pulumi's own mark of a secret: an object with this key, whose value says so.
_SIGNATURE, _IS_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
# As both engines print a secret among outputs.
SECRET = "[secret]"  # noqa: S105 - in place of one


def exported(stack: str, folder: Path, engine: str, seconds: float) -> Mapping[str, Any]:
    """The deployment of a stack. Raises OperationError in the engine's own words."""
    if engine not in _ENGINES:
        msg = f"{engine} is no engine; write one of {', '.join(_ENGINES)}"
        raise OperationError(msg)
    words = [word.replace("{stack}", stack) for word in _ENGINES[engine]]
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
    return _deployment(done.stdout, stack, engine)


def without_secrets(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The value with a word in place of each secret, sealed or open."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _IS_SECRET:
            return SECRET
        return {key: without_secrets(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def _deployment(text: str, stack: str, engine: str) -> Mapping[str, Any]:
    document = read_json(text, origin=f"what {engine} says of {stack}")
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        msg = f"what {engine} says of {stack} is no exported stack: it has no `deployment`"
        raise OperationError(msg)
    return deployment
