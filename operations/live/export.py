"""A stack's state, asked of the engine in one command. Secrets stay sealed in it, so no passphrase is needed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operations.errors import OperationError

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
        done = subprocess.run(  # noqa: S603 - the engine's own command
            words, cwd=folder, capture_output=True, text=True, check=False, timeout=seconds, env=dict(os.environ)
        )
    except subprocess.TimeoutExpired as error:
        msg = f"{engine} did not say the state of {stack} within {seconds:g} seconds"
        raise OperationError(msg) from error
    except OSError as error:
        msg = f"{engine} could not be asked for the state of {stack} ({error.strerror or error})"
        raise OperationError(msg) from error
    if done.returncode:
        # The engine knows why: a login, a stack, a cloud.
        said = done.stderr.strip().splitlines()[-_TOLD_LINES:] or [f"exit code {done.returncode}"]
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
    try:
        document = json.loads(text)
    except ValueError as error:
        msg = f"what {engine} says of {stack} is no JSON ({error})"
        raise OperationError(msg) from error
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        msg = f"what {engine} says of {stack} is no exported stack: it has no `deployment`"
        raise OperationError(msg)
    return deployment
