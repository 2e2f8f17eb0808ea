"""An account before the first `up`, with one thing wrong with it, looked at as `standby preflight` does."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from operations.live.clients import ClientMaker, Clients, Patience
from operations.live.dns import name_servers
from operations.preflight.catalogue import checks
from operations.preflight.checking import Check, Line, State
from operations.preflight.place import Place
from operations.preflight.run import run
from sandbox.cloud.process import Cloud
from settings import StackSettings
from tests.stack_files import HOME, STACKS, content, load

EAST, WEST = "us-east-1", "us-west-2"
ACCOUNT = "000000000000"
ROOT_IDENTITY = f"arn:aws:iam::{ACCOUNT}:root"
TODAY = date(2026, 11, 30)
_PATIENCE = Patience(connect_seconds=2, read_seconds=10, attempts=1)
# Of a region that hangs.
_IMPATIENCE = Patience(connect_seconds=0.2, read_seconds=0.2, attempts=1)
TAGS = {"project": "standby", "stack": HOME, "managed-by": "pulumi"}


@dataclass
class Account:
    """`changes` go over both stack files; the rest is what a person brings along."""

    cloud: Cloud
    make: ClientMaker
    identity: str = ROOT_IDENTITY
    today: date = TODAY

    def client(self, service: str, region: str = EAST) -> Any:  # noqa: ANN401 - a boto3 client
        return self.make(_PATIENCE, says="")(service, region)

    def tell(self, path: str, **document: Any) -> None:  # noqa: ANN401 - JSON
        self.cloud.ask("POST", f"/_sandbox/{path}", document)

    def places(self, *, hasty: bool = False, **changes: Any) -> list[Place]:  # noqa: ANN401 - YAML
        return [self._place(settings(stack, changes), hasty=hasty) for stack in STACKS]

    def look(self, name: str, **changes: Any) -> list[Line]:  # noqa: ANN401 - YAML
        """The lines of one check, of both regions."""
        return run(self.places(**changes), [one(name)], seconds=60)

    def everything(self, *, hasty: bool = False, **changes: Any) -> list[Line]:  # noqa: ANN401 - YAML
        return run(self.places(hasty=hasty, **changes), checks(), seconds=60)

    def _place(self, settings: StackSettings, *, hasty: bool) -> Place:
        patient, hurried = self.make(_PATIENCE, says=""), self.make(_IMPATIENCE, says="")
        # Only the region that hangs is waited for; the other may be as slow as the machine is.
        clients: Clients = (
            (lambda service, region: (hurried if region == WEST else patient)(service, region)) if hasty else patient
        )
        return Place(
            settings=settings,
            project="standby",
            stacks=STACKS,
            clients=clients,
            name_servers=name_servers(),
            account=ACCOUNT,
            identity=self.identity,
            today=self.today,
        )


def account_of(cloud: Cloud) -> Account:
    """Everybody's session finds the cloud by the environment, and so does this one."""
    os.environ.update(cloud.environment(EAST))
    return Account(cloud, ClientMaker())


def settings(stack: str, changes: Mapping[str, Any]) -> StackSettings:
    """A stack file with changes at its top; `runtime` is that of every workload, `zones` those of the home region."""
    values = content(stack) | {key: value for key, value in changes.items() if key not in {"runtime", "zones"}}
    if "runtime" in changes:
        values["workloads"] = {
            key: sizes | {"runtime": changes["runtime"]} for key, sizes in values["workloads"].items()
        }
    if "zones" in changes and stack == HOME:
        values["network"] = values["network"] | {"zones": changes["zones"]}
    return load(stack, values)


def one(name: str) -> Check:
    """A check by its name."""
    (check,) = [each for each in checks() if each.name == name]
    return check


def bad(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.state in {State.WRONG, State.UNKNOWN}]


Inject = Callable[[Account], object]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`inject` makes the account wrong; then `check` says `says` and what to `do`, of `region` and of no other.

    `regions` are those in which what is wrong is one thing for all, as what AWS itself publishes.
    """

    name: str
    check: str
    inject: Inject
    recover: Inject
    says: str
    do: str
    region: str = EAST
    regions: tuple[str, ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()
    state: State = State.WRONG

    def __str__(self) -> str:
        return self.name

    @property
    def of_regions(self) -> tuple[str, ...]:
        """Those of which it is said."""
        return self.regions or (self.region,)

    def of(self, account: Account) -> list[Line]:
        """What the check says of the faulty account."""
        return account.look(self.check, **dict(self.changes))


def nothing(account: Account) -> None:
    """There is nothing to do."""
    del account


def with_identity(account: Account, identity: str) -> Account:
    """The same account, looked at by somebody else."""
    return replace(account, identity=identity)
