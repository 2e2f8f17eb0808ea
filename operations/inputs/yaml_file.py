"""YAML files that a person wrote, other than stack files."""

from pathlib import Path
from typing import Any

import yaml
from typing_extensions import override

from operations.errors import OperationError
from operations.inputs.text_file import text_of_file


class _EachOnce(yaml.SafeLoader):
    """Of a key that is there twice, the library keeps the last one: what a merge left of both would say nothing."""

    @override
    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Here no merge (`<<`) has added keys yet, which a map may say again."""
        node = super().compose_mapping_node(anchor)
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            said = (str(key.tag), str(key.value))
            if isinstance(key, yaml.ScalarNode) and said in seen:
                problem = f"the key {key.value} is there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(said)
        return node


def read_yaml(path: Path, *, holds: str) -> Any:  # noqa: ANN401 - YAML
    """What it says, and None of an empty one. Raises OperationError, which says that it `holds` nothing of the kind."""
    try:
        return yaml.load(text_of_file(path), _EachOnce)  # noqa: S506 - it is a safe loader
    except RecursionError:
        msg = f"{path} holds no {holds}: it is nested deeper than anything that is read here"
        raise OperationError(msg) from None
    # A date that there is not, or a number of thousands of digits, is refused by Python and not by the library.
    except (yaml.YAMLError, ValueError) as error:
        msg = f"{path} holds no {holds}: {' '.join(str(error).split())}"
        raise OperationError(msg) from error
