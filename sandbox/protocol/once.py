"""The name of a create, so that a cloud that knows the name carries it out once, however often it is asked for.

A provider that is killed between asking and hearing cannot know whether its request arrived. The next one asks again
under the same name, and is told what came of the first.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

# What a request of a named create says its name in.
HEADER = "x-standby-once"
_create: ContextVar[str] = ContextVar("create", default="")
_request: ContextVar[str] = ContextVar("request", default="")


@contextlib.contextmanager
def create_named(name: str) -> Iterator[None]:
    """Meanwhile this thread is at a create of this name."""
    token = _create.set(name)
    try:
        yield
    finally:
        _create.reset(token)


@contextlib.contextmanager
def requests_named() -> Iterator[None]:
    """Meanwhile this thread's requests carry the name of its create: the one that makes the resource, and no other."""
    token = _request.set(_create.get())
    try:
        yield
    finally:
        _request.reset(token)


def request_name() -> str:
    """The name that a request is to carry; empty for none."""
    return _request.get()
