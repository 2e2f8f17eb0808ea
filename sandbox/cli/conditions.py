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
    """Set the replication lag of a store, as CloudWatch reports it from now on."""
    _set("lag", {"store": str(store), "milliseconds": milliseconds}, json_=json_)


def quota(
    region: Region,
    vcpu: Annotated[float, typer.Argument(min=0, callback=finite, help="vCPU that Fargate may run there at once.")],
    *,
    json_: Json = False,
) -> None:
    """Set the Fargate vCPU quota of the account in a region. A new account has 6."""
    service, code = FARGATE_VCPU
    _set("quotas", {"region": region, "service": service, "code": code, "value": vcpu}, json_=json_)


def promotions(looks: Annotated[str, typer.Argument(help="0 or more, or stuck.")], *, json_: Json = False) -> None:
    """Set for how many DescribeGlobalClusters calls a switchover stays in progress, or that it never ends."""
    _set("promotions", {"polls": None if looks == _FOR_EVER else _count(looks, _FOR_EVER)}, json_=json_)


def capacity(
    region: Region,
    tasks: Annotated[str, typer.Argument(help="0 or more, or all.")],
    *,
    json_: Json = False,
) -> None:
    """Set how many Fargate tasks a region has capacity for. Running tasks keep running."""
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
