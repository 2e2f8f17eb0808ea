"""What stays the same during a run, and programs and components may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

# Exit code of a program that itself showed what was wrong.
EXPLAINED = 32


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """The facts of one run."""

    project: str
    stack: str
    config: Mapping[str, str]
    secret_keys: tuple[str, ...]
    dry_run: bool
    parallel: int
