"""YAML files that a person wrote, other than stack files."""

from pathlib import Path
from typing import Any

import yaml

from operations.errors import OperationError
from operations.text_file import text_of_file


def read_yaml(path: Path, *, holds: str) -> Any:  # noqa: ANN401 - YAML
    """What it says, and None of an empty one. Raises OperationError, which says that it `holds` nothing of the kind."""
    try:
        return yaml.safe_load(text_of_file(path))
    except RecursionError:
        msg = f"{path} holds no {holds}: it is nested deeper than anything that is read here"
        raise OperationError(msg) from None
    # A date that there is not, or a number of thousands of digits, is refused by Python and not by the library.
    except (yaml.YAMLError, ValueError) as error:
        msg = f"{path} holds no {holds}: {' '.join(str(error).split())}"
        raise OperationError(msg) from error
