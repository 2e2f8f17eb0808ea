"""Pulumi components, a folder for each pillar. They declare; nothing here calls AWS."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any


def on_demand(folder: str) -> Callable[[str], Any]:
    """Make the `__getattr__` of a folder that has its public names in `__all__`.

    Its modules are loaded when one of the names is first asked for: whoever imports one module needs none of the
    others, and the SDK's part for web ACLs alone takes half a second.
    """

    def find(name: str) -> Any:  # noqa: ANN401 - whatever the folder has under this name
        package = importlib.import_module(folder)
        if name in package.__all__:
            modules = [f"{folder}.{each.name}" for each in pkgutil.iter_modules(package.__path__) if not each.ispkg]
            for module in map(importlib.import_module, modules):
                if getattr(vars(module).get(name), "__module__", None) == module.__name__:
                    return vars(module)[name]
        msg = f"{folder} has no {name}; it has {', '.join(package.__all__)}"
        raise AttributeError(msg)

    return find
