"""The settings of a stack, read from its file without Pulumi, as Pulumi would read it."""

from pathlib import Path

from pydantic import ValidationError

from operations.errors import OperationError
from pulumi_yaml import PulumiYamlError, Value, configuration_of, read_file, text_of
from settings import StackSettings
from settings.given import NAMESPACE, given_values
from settings.problems import problems_of


def path_of(folder: Path, stack: str) -> Path:
    """Where a stack's settings stand."""
    return folder / f"Pulumi.{stack}.yaml"


def settings_of(folder: Path, stack: str) -> StackSettings:
    """Read `Pulumi.STACK.yaml`. Raises OperationError with everything that is wrong with it."""
    path = path_of(folder, stack)
    try:
        return StackSettings.model_validate(given_values(_texts(read_file(path))))
    except FileNotFoundError as error:
        msg = f"there is no {path}; name the stack's folder with --folder"
        raise OperationError(msg) from error
    except (OSError, PulumiYamlError) as error:
        msg = f"{path} cannot be read as a stack's settings: {error}"
        raise OperationError(msg) from error
    except ValidationError as error:
        told = "; ".join(f"{NAMESPACE}:{each.key}: {each.text}" for each in problems_of(StackSettings, error))
        msg = f"{path}: {told}"
        raise OperationError(msg) from None


def refuse_itself(stack: str, settings: StackSettings) -> None:
    """Raise OperationError for a stack whose file names itself as the other one of the pair."""
    if settings.peer.stack == stack:
        msg = f"Pulumi.{stack}.yaml: {NAMESPACE}:peer.stack is {stack} itself; write the name of the other stack"
        raise OperationError(msg)


def _texts(content: Value) -> dict[str, str]:
    # Pulumi.yaml calls the project what the namespace is called, so a key without one is the project's.
    given = configuration_of(content, NAMESPACE)
    return {key: text_of(value, _closed) for key, value in given.items() if key.startswith(f"{NAMESPACE}:")}


def _closed(sealed: str) -> str:
    msg = f"{sealed} is encrypted, and no setting of Standby's is a secret; write it as it is"
    raise PulumiYamlError(msg)
