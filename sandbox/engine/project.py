"""Pulumi.yaml: which program, and where a stack's configuration is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pulumi_yaml import PulumiYamlError, Value, configuration_of, read_file
from sandbox.engine.configuration import PROJECT_FILE, Configuration, Declarations, StackConfiguration
from sandbox.engine.errors import EngineError

# Parts of Pulumi.yaml that would change what a run does.
_UNSUPPORTED = ("main", "options", "packages", "plugins", "stackConfigDir")


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml."""

    directory: Path
    name: str
    declared: Declarations

    @classmethod
    def load(cls, directory: Path) -> "Project":
        """Read Pulumi.yaml. Raises EngineError where there is none or it is not a Python project."""
        path = directory / PROJECT_FILE
        if not path.exists():
            msg = f"there is no Pulumi.yaml in {directory}; run this in the project's folder"
            raise EngineError(msg)
        content = _read_yaml(path)
        runtime = content.get("runtime")
        language = runtime.get("name") if isinstance(runtime, dict) else runtime
        if language != "python":
            msg = f"{path} has runtime {language!r}; the sandbox engine runs only python"
            raise EngineError(msg)
        if unsupported := [key for key in _UNSUPPORTED if key in content]:
            msg = f"{path} says {', '.join(unsupported)}, which the sandbox engine does not act on; take it out"
            raise EngineError(msg)
        if not content.get("name"):
            msg = f"{path} gives the project no name; write one: name: my-project"
            raise EngineError(msg)
        name = str(content["name"])
        declared = Declarations(name, _mapping(content.get("config"), path, "config"))
        try:
            declared.refuse_problems(path.name)
            declared.defaults()
        except PulumiYamlError as error:
            msg = f"{path}: config: {error}"
            raise EngineError(msg) from error
        return cls(directory, name, declared)

    def stack_files(self) -> list[str]:
        """Names of the stacks that have a file here."""
        return sorted(path.stem.removeprefix("Pulumi.") for path in self.directory.glob("Pulumi.*.yaml"))

    def configuration(self, stack: str, *, file: Path | None, overrides: Mapping[str, str]) -> Configuration:
        """A stack's configuration: its file over the project's defaults, `overrides` over both.

        Raises EngineError that lists every value that is missing or of the wrong type.
        """
        path = file or self.directory / f"Pulumi.{stack}.yaml"
        if not path.exists():
            known = ", ".join(self.stack_files()) or "none"
            msg = f"there is no {path.name}, so no stack {stack!r}; stacks with a file here: {known}"
            raise EngineError(msg)
        content = _read_yaml(path)
        try:
            given = configuration_of(content, self.name)
        except PulumiYamlError as error:
            msg = f"{path}: {error}"
            raise EngineError(msg) from error
        salt = str(content.get("encryptionsalt", ""))
        return StackConfiguration(self.declared, path.name, given, salt).resolve(overrides)


def _read_yaml(path: Path) -> dict[str, Value]:
    try:
        content = read_file(path)
    except PulumiYamlError as error:
        raise EngineError(str(error)) from error
    except OSError as error:
        msg = f"{path} cannot be read: {error}"
        raise EngineError(msg) from error
    return _mapping(content, path, "it")


def _mapping(content: Value, path: Path, what: str) -> dict[str, Value]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        msg = f"{path}: {what} must hold keys with values, and is {content!r}"
        raise EngineError(msg)
    return content
