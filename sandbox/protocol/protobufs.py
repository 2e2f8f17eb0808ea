"""Pulumi's protocol buffers, without the SDK that ships them.

Importing them as they are runs the SDK's own `__init__`, a tenth of a second that the engine and every provider would
pay for nothing. Where the SDK is loaded already, its modules are the ones that are used.
"""

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

_SDK = "pulumi"
_ABOVE = ("pulumi", "pulumi.runtime")


@contextlib.contextmanager
def _empty_packages() -> Iterator[None]:
    """Stand in for the packages above the protobufs, and leave no trace: whoever imports the SDK gets the SDK."""
    found = importlib.util.find_spec(_SDK)
    if _SDK in sys.modules or found is None or not found.submodule_search_locations:
        yield
        return
    root = Path(found.submodule_search_locations[0])
    for name in _ABOVE:
        package = ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package
    try:
        yield
    finally:
        for name in _ABOVE:
            del sys.modules[name]


with _empty_packages():
    from pulumi.runtime.proto import (
        alias_pb2,
        analyzer_pb2,
        analyzer_pb2_grpc,
        engine_pb2,
        engine_pb2_grpc,
        plugin_pb2,
        provider_pb2,
        provider_pb2_grpc,
        resource_pb2,
        resource_pb2_grpc,
    )

__all__ = [
    "alias_pb2",
    "analyzer_pb2",
    "analyzer_pb2_grpc",
    "engine_pb2",
    "engine_pb2_grpc",
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "resource_pb2",
    "resource_pb2_grpc",
]
