"""What files beside each other say: a stack's own over Pulumi.yaml's, as the pulumi CLI puts them together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pulumi_yaml import PulumiYamlError, Value, configuration_of, lines_of, project_values_of, read, text_of
from pulumi_yaml.whole_file import bytes_of_file
from settings.given import NAMESPACE, given_values

PROJECT_FILE = "Pulumi.yaml"
_PREFIX = f"{NAMESPACE}:"
# Where a value stands below its key: plainly, or under one of these in Pulumi.yaml.
_UNDER = ((), ("default",), ("value",))


def path_of(folder: Path, stack: str) -> Path:
    """Where a stack's settings stand; a name may have Pulumi Cloud's organization and project in front."""
    return folder / f"Pulumi.{stack.rpartition('/')[2]}.yaml"


@dataclass(frozen=True)
class Place:
    """Where a setting stands."""

    file: Path
    line: int | None = None


@dataclass(frozen=True)
class StackFile:
    """A stack's file, and Pulumi.yaml beside it."""

    own: "_File"
    project: "_File"

    @classmethod
    def read(cls, folder: Path, stack: str) -> "StackFile":
        """Read both. Raises OSError, and PulumiYamlError with the file's name."""
        # Pulumi.yaml calls the project what the namespace is called, so a key without one is the project's.
        return cls(
            _File.read(path_of(folder, stack), configuration_of),
            _File.read(folder / PROJECT_FILE, project_values_of),
        )

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """`standby:key` -> what the program is given. Raises PulumiYamlError with the file's name."""
        return {**self.project.texts, **self.own.texts}

    @property
    def given(self) -> Mapping[str, object]:
        """What the settings are made of. Raises PulumiYamlError with the file's name."""
        return given_values(self.texts)

    def place(self, key: str) -> Place:
        """Where a setting stands (`database.min_acu`), or else the group that it is missing from."""
        of_project = key.partition(".")[0] in self.project.given and key.partition(".")[0] not in self.own.given
        return (self.project if of_project else self.own).place(key)

    def partial(self) -> Iterator[tuple[str, list[str]]]:
        """Groups of the stack's own that leave out what Pulumi.yaml says in them, and what that is."""
        for key, value in self.own.given.items():
            shared = self.project.given.get(key)
            if isinstance(value, dict) and isinstance(shared, dict) and (left := sorted(shared.keys() - value.keys())):
                yield key, left


@dataclass(frozen=True)
class _File:
    path: Path
    text: str
    given: Mapping[str, Value]

    @classmethod
    def read(cls, path: Path, values_of: Callable[[Value, str], dict[str, Value]]) -> "_File":
        try:
            text = bytes_of_file(path).decode()
            values = values_of(read(text), NAMESPACE)
        except UnicodeDecodeError as error:
            msg = f"{path}: is no UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
            raise PulumiYamlError(msg) from error
        except PulumiYamlError as error:
            msg = f"{path}: {error}"
            raise PulumiYamlError(msg) from error
        ours = {key.removeprefix(_PREFIX): value for key, value in values.items() if key.startswith(_PREFIX)}
        return cls(path, text, ours)

    @property
    def texts(self) -> dict[str, str]:
        try:
            return {f"{_PREFIX}{key}": text_of(value, _closed) for key, value in self.given.items()}
        except PulumiYamlError as error:
            msg = f"{self.path}: {error}"
            raise PulumiYamlError(msg) from error

    def place(self, key: str) -> Place:
        first, *below = key.split(".")
        ways = [("config", name, *under, *below) for name in (first, f"{_PREFIX}{first}") for under in _UNDER]
        lines = max((lines_of(self.text, way) for way in ways), key=len)
        # Of a key that is not there at all, `config` alone is.
        return Place(self.path, lines[-1] if len(lines) > 1 else None)


def _closed(sealed: str) -> str:
    msg = f"{sealed} is encrypted, and no setting of Standby's is a secret; write it as it is"
    raise PulumiYamlError(msg)
