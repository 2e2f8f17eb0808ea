"""The base that every settings model shares, and how a model reports values that do not fit together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator


@dataclass(frozen=True)
class Problem:
    """One value that does not fit: which key (dotted, relative to the model), what is wrong, what to write."""

    key: str
    text: str


class InconsistentSettingsError(ValueError):
    """Values that are each valid but do not fit together; carries all of them, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.key}: {problem.text}" for problem in problems))
        self.problems = problems


class SettingsModel(BaseModel):
    """Plain values from a stack file: immutable, and a key that is not declared is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def problems(self) -> Iterator[Problem]:
        """Yield every way in which this model's values contradict each other. Overridden where there are any."""
        yield from ()

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        problems = tuple(self.problems())
        if problems:
            raise InconsistentSettingsError(problems)
        return self
