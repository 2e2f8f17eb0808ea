"""Following a path of the facts, like `rules[].status`, through a resource's inputs. Pure."""

from collections.abc import Iterator
from typing import Any

from sandbox.protocol.values import Properties


def values_at(inputs: Any, path: str, came_by: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - property values
    """Every value at a path, with where exactly it stands; an absent or unknown part yields nothing."""
    if not path:
        yield came_by, inputs
        return
    part, _, rest = path.partition(".")
    name = part.rstrip("[]")
    if not isinstance(inputs, dict) or inputs.get(name) is None:
        return
    here = f"{came_by}.{name}" if came_by else name
    if not part.endswith("[]"):
        yield from values_at(inputs[name], rest, here)
    elif isinstance(inputs[name], list):
        for index, item in enumerate(inputs[name]):
            yield from values_at(item, rest, f"{here}[{index}]")


def parent_of(keys: list[str]) -> str:
    """The deepest object that holds all of the paths."""
    shared: list[str] = []
    for parts in zip(*(key.split(".")[:-1] for key in keys), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared)


def with_default(inputs: Properties, path: str, value: Any) -> Properties:  # noqa: ANN401
    """The inputs with a value wherever the path's object is there and says nothing; nothing is changed in place."""
    part, _, rest = path.partition(".")
    name = part.rstrip("[]")
    if not rest:
        return inputs if name in inputs else {**inputs, name: value}
    inner = inputs.get(name)
    if isinstance(inner, dict) and not part.endswith("[]"):
        return {**inputs, name: with_default(inner, rest, value)}
    if isinstance(inner, list) and part.endswith("[]"):
        items = [with_default(item, rest, value) if isinstance(item, dict) else item for item in inner]
        return {**inputs, name: items}
    return inputs
