"""The base that every settings model shares, and how a model reports everything that is wrong with its values."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, TypeAdapter, ValidationError, model_validator

from settings.problems import InvalidSettingsError, Problem, problems_of

Check = Callable[[], Iterator[Problem]]


class SettingsModel(BaseModel):
    """Plain values from a stack file: immutable, and a key that is not declared is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    # Old name of a key -> the one that it has now, so that an old stack file is told what to write.
    renamed: ClassVar[Mapping[str, str]] = {}

    def checks(self) -> tuple[Check, ...]:
        """Name the ways in which values of this model may contradict each other.

        One check per set of values: where one of them is invalid by itself, that check alone is left out.
        """
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _report_everything(cls, given: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - any value
        """Values that are invalid do not hide how the others contradict each other: one run names every problem."""
        try:
            model = validate(given)
        except ValidationError as invalid:
            part = cls._valid_part(given, invalid)
            problems = (*problems_of(cls, invalid), *(one for check in part.checks() for one in _if_possible(check)))
            raise InvalidSettingsError(problems) from None
        contradictions = tuple(one for check in model.checks() for one in check())
        if contradictions:
            raise InvalidSettingsError(contradictions)
        return model

    @classmethod
    def _valid_part(cls, given: Any, invalid: ValidationError) -> "SettingsModel":  # noqa: ANN401 - any value
        """Build the model from the values that are valid by themselves; it has no attribute for the others."""
        values = given if isinstance(given, Mapping) else {}
        broken = {str(entry["loc"][0]) for entry in invalid.errors() if entry["loc"]}
        part = cls.model_construct(
            **{
                key: TypeAdapter(field.rebuild_annotation()).validate_python(values[key])
                for key, field in cls.model_fields.items()
                if key in values and key not in broken
            }
        )
        for key in broken:
            part.__dict__.pop(key, None)
        return part


def _if_possible(check: Check) -> list[Problem]:
    try:
        return list(check())
    except AttributeError:
        return []
