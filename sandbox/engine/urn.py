"""Uniform resource names: `urn:pulumi:STACK::PROJECT::PARENT_TYPES$TYPE::NAME`, a resource's identity."""

from dataclasses import dataclass

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_TYPE_PREFIX = "pulumi:providers:"
_PREFIX = "urn:pulumi:"


@dataclass(frozen=True)
class Urn:
    """The parts of a URN."""

    stack: str
    project: str
    qualified_type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Urn":
        """Split a URN. Raises ValueError when the text is not one."""
        parts = text.removeprefix(_PREFIX).split("::", 3)
        if not text.startswith(_PREFIX) or len(parts) != 4:  # noqa: PLR2004 - the parts of a URN
            msg = f"{text!r} is not a URN"
            raise ValueError(msg)
        return cls(*parts)

    def __str__(self) -> str:
        return f"{_PREFIX}{self.stack}::{self.project}::{self.qualified_type}::{self.name}"

    @property
    def type(self) -> str:
        """The resource's own type, without those of its parents."""
        return self.qualified_type.rpartition("$")[2]


def make_urn(*, stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """Build the URN of a resource. The stack's own type is not part of its children's."""
    prefix = ""
    if parent:
        parent_type = Urn.parse(parent).qualified_type
        prefix = "" if parent_type == STACK_TYPE else f"{parent_type}$"
    return str(Urn(stack, project, f"{prefix}{type_}", name))


def stack_urn(stack: str, project: str) -> str:
    """The URN of the stack itself, which the SDK names after project and stack."""
    return str(Urn(stack, project, STACK_TYPE, f"{project}-{stack}"))


def is_provider_type(type_: str) -> bool:
    """Whether resources of this type are providers."""
    return type_.startswith(PROVIDER_TYPE_PREFIX)


def is_default_provider(urn: str) -> bool:
    """Whether this is a provider that the engine made by itself; Pulumi goes by the name, too."""
    parsed = Urn.parse(urn)
    return is_provider_type(parsed.type) and parsed.name.startswith("default")


def package_of(type_: str) -> str:
    """The package that a type or a function token belongs to."""
    return type_.removeprefix(PROVIDER_TYPE_PREFIX) if is_provider_type(type_) else type_.partition(":")[0]
