"""What stands in for the workload: its images, and its containers."""

import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sandbox.cli.console import err, explained, fail, out, print_json
from sandbox.cli.options import LONGEST_SECONDS, ConfigFile, Json, finite
from sandbox.cli.place import NO_CLOUD, Place
from sandbox.cli.target import Target
from sandbox.cloud.process import Cloud
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project
from sandbox.engine.references import stack_outputs
from sandbox.protocol.values import mask
from sandbox.shop.images import push_stand_ins, repository_of, tags_of

# Outputs of a region that its containers read.
_NEEDED = ("region", "peer_region", "database", "queue", "routing", "tables", "target_groups")
_TURN_SECONDS = 10.0
# What the shop's sweeper waits before it takes a message for lost.
_OLD_SECONDS = 300.0


def push(*, json_: Json = False, config_file: ConfigFile = None) -> None:
    """Push a placeholder for each image that the home stack's file names; ECR replicates it to the other region."""
    place = Place.here()
    cloud = _running(place)
    stack, home = explained(lambda: _home(_outputs(place)))
    target = Target(place, stack, config_file=config_file)
    values = explained(lambda: target.configuration(Project.load(place.project)).values)
    from sandbox.demo.proofs import Clients  # noqa: PLC0415 - boto3, a second that no other command should wait for

    images = [
        {"repository": repository_of(image), "tag": tag}
        for image, tag in tags_of(values).items()
        if image in home["repositories"]
    ]
    pushed = push_stand_ins(Clients(cloud.endpoint).of("ecr", home["region"]), images)
    if json_:
        print_json({"region": home["region"], "pushed": pushed})
    else:
        out.print(f"pushed to {home['region']}: {', '.join(pushed) or 'nothing, all of it is there'}")


def shop(
    *,
    turns: Annotated[
        int | None, typer.Option(min=1, help="Stop after this many turns; otherwise when interrupted.")
    ] = None,
    every: Annotated[
        float, typer.Option(min=0, max=LONGEST_SECONDS, callback=finite, help="Seconds between two turns.")
    ] = _TURN_SECONDS,
    old: Annotated[
        float, typer.Option(min=0, callback=finite, help="Seconds after which a pending order is sent again.")
    ] = _OLD_SECONDS,
    json_: Json = False,
) -> None:
    """Simulate the workload's containers in each region that is up and runs any."""
    place = Place.here()
    cloud, outputs = _running(place), explained(lambda: _outputs(place))
    if not outputs:
        fail("no stack is up here; bring both up first, such as with: python -m sandbox up prod-east")
    from sandbox.shop.ledger import OrderLedger  # noqa: PLC0415 - boto3, as above
    from sandbox.shop.place import Place as ShopPlace  # noqa: PLC0415 - as above
    from sandbox.shop.shop import Shop  # noqa: PLC0415 - as above
    from sandbox.shop.worker import Worker  # noqa: PLC0415 - as above

    ledger = OrderLedger(place.directory / "shop" / f"{cloud.id}.jsonl")
    lacking = [f"{stack}: {name}" for stack, each in outputs.items() for name in _NEEDED if name not in each]
    if lacking:
        fail(f"what is up here is not the shop in two regions; outputs lack {', '.join(lacking)}")
    places = {each["region"]: ShopPlace(cloud, each) for each in outputs.values()}
    workers = {region: Worker(each, ledger, time.time, old_seconds=old) for region, each in places.items()}
    stand_in, done = Shop(places, workers), 0
    try:
        while turns is None or done < turns:
            if done:
                time.sleep(every)
            for region, reason in explained(stand_in.turn).items():
                err.print(f"{region}: {reason}")
            done += 1
    except KeyboardInterrupt:
        pass
    placed = ledger.placed()
    if json_:
        print_json({"turns": done, "placed": placed})
    else:
        out.print(f"{done} turns; {len(placed)} orders are placed")


def _running(place: Place) -> Cloud:
    cloud = place.cloud()
    if cloud is None:
        fail(NO_CLOUD)
    return cloud


def _outputs(place: Place) -> dict[str, dict[str, Any]]:
    """Outputs of each stack that is up, by stack."""
    project = Project.load(place.project).name
    found = {stack: stack_outputs(place.backend, project, stack) for stack in place.backend.stacks(project)}
    return {stack: mask(outputs) for stack, outputs in found.items() if "tables" in outputs}


def _home(outputs: Mapping[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Name and outputs of the stack that owns what exists once. Raises EngineError where it is not up."""
    for stack, each in outputs.items():
        if "shared" in each:
            return stack, each
    msg = "no home stack is up here; bring it up first, such as with: python -m sandbox up prod-east"
    raise EngineError(msg)
