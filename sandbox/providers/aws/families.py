"""The families of resource types: importing one defines its types and functions."""

import importlib
import pkgutil

_FAMILIES = ("compute", "data", "edge", "messaging", "network", "recovery", "security")


def load() -> None:
    """Import every module of every family."""
    for family in _FAMILIES:
        package = importlib.import_module(f"sandbox.providers.aws.{family}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
