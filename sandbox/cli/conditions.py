"""What the emulated cloud's regions are short of: lag, quotas, promotions that last, capacity that does not come."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from sandbox.cli.console import explained, fail, out, print_json
from sandbox.cli.options import Json, finite
from sandbox.cli.place import NO_CLOUD, Place
from sandbox.cloud.quotas import FARGATE_VCPU

_FOR_EVER, _ALL = "stuck", "all"
_MOST_DIGITS = 9
Region = Annotated[str, typer.Argument(help="Such as us-west-2.")]


class Store(StrEnum):
    """What has copies."""

    DATABASE = "database"
    TABLES = "tables"


def lag(
    store: Annotated[Store, typer.Argument(help="Whose copies.")],
    milliseconds: Annotated[int, typer.Argument(min=0, help="20 for the database and 300 for tables are usual.")],
    *,
    json_: Json = False,
) -> None:
    """Say how far the copies of a store trail, from now on, in what CloudWatch says of them."""
    _set("lag", {"store": str(store), "milliseconds": milliseconds}, json_=json_)


def quota(
    region: Region,
    vcpu: Annotated[float, typer.Argument(min=0, callback=finite, help="vCPU that Fargate may run there at once.")],
    *,
    json_: Json = False,
) -> None:
    """Say how many vCPU the account may run on Fargate in a region. 6 is what a new account has."""
    service, code = FARGATE_VCPU
    _set("quotas", {"region": region, "service": service, "code": code, "value": vcpu}, json_=json_)


def promotions(
    looks: Annotated[str, typer.Argument(help="A number from 0 on, or stuck.")], *, json_: Json = False
) -> None:
    """Say for how many looks at the global database a move of its writer is under way, or that it never ends."""
    _set("promotions", {"polls": None if looks == _FOR_EVER else _count(looks, _FOR_EVER)}, json_=json_)


def capacity(
    region: Region,
    tasks: Annotated[str, typer.Argument(help="A number from 0 on, or all.")],
    *,
    json_: Json = False,
) -> None:
    """Say how many tasks a region has room for. Those that run already go on."""
    _set("capacity", {"region": region, "tasks": None if tasks == _ALL else _count(tasks, _ALL)}, json_=json_)


def _count(words: str, other: str) -> int:
    if not words.isdecimal() or len(words) > _MOST_DIGITS:
        fail(f"{words!r} is neither a number from 0 on nor {other}")
    return int(words)


def _set(path: str, body: dict[str, Any], *, json_: bool) -> None:
    cloud = Place.here().cloud()
    if cloud is None:
        fail(NO_CLOUD)
    answer = explained(lambda: cloud.ask("POST", f"/_sandbox/{path}", body))
    if json_:
        print_json(answer)
    else:
        out.print(f"{path}: {answer[path]}")
