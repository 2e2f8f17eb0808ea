"""Keeping what was seen beside the stack files, for the day when nobody answers."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import typer


def _to_stderr(text: str) -> None:
    typer.echo(text, err=True)


def keep(texts: Mapping[Path, str], say: Callable[[str], None] = _to_stderr) -> None:
    """Write each in one step: who reads beside it finds the old one or the new one, whole.

    Where nothing can be written, one line says so and nothing else comes of it: a look needs no place to write, and a
    failover that is done is done.
    """
    for path, text in texts.items():
        try:
            path.parent.mkdir(exist_ok=True)
            new = path.with_name(f"{path.name}.{os.getpid()}")
            new.write_text(text)
            new.replace(path)
        except OSError as error:
            say(f"not kept: {path} ({error.strerror or error})")
            return
