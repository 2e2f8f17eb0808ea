"""The picture: what is in the states is in it, it is the same for the same states, and the one in docs/ is of today.

That a person understands it was looked at in a browser, light and dark.
"""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from sandbox.cli.app import app
from sandbox.demo.drawn import PICTURE, drawn
from sandbox.engine.errors import EngineError
from sandbox.picture.region_view import region_view
from sandbox.picture.regions import picture
from tests.sandbox.sandboxes import Sandbox

GROUP = pytest.mark.xdist_group("picture")
OUTPUTS = {
    "region": "us-east-1",
    "region_role": "serving",
    "strategy": "warm-standby",
    "writer": "us-east-1",
    "domain": "shop.example.com",
    "routing_mode": "failover",
}


def resource(kind: str, name: str, identity: str = "", **outputs: Any) -> dict[str, Any]:  # noqa: ANN401 - any outputs
    urn = f"urn:pulumi:prod-east::standby::{kind}::{name}"
    return {"urn": urn, "type": kind, "custom": True, "id": identity or name, "outputs": outputs}


def home(*more: dict[str, Any], **changed: str) -> dict[str, Any]:
    stack = resource("pulumi:pulumi:Stack", "standby-prod-east", **{**OUTPUTS, **changed})
    zones = [resource("aws:ec2/subnet:Subnet", f"subnet-{zone}", availabilityZone=f"us-east-1{zone}") for zone in "abc"]
    return {"resources": [stack, *zones, *more]}


def target(name: str, least: int, most: int) -> dict[str, Any]:
    return resource(
        "aws:appautoscaling/target:Target",
        name,
        resourceId=f"service/standby/{name}",
        serviceNamespace="ecs",
        minCapacity=least,
        maxCapacity=most,
    )


def texts(drawing: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def peer() -> dict[str, Any]:
    outputs = {**OUTPUTS, "region": "us-west-2", "region_role": "warm"}
    del outputs["routing_mode"]
    return {"resources": [resource("pulumi:pulumi:Stack", "standby-dr-west", **outputs)]}


def draw(first: dict[str, Any], second: dict[str, Any]) -> str:
    return picture([region_view("dr-west", second), region_view("prod-east", first)])


def test_bounds_of_a_workload_are_as_the_state_says() -> None:
    said = texts(draw(home(target("web", 6, 60), target("worker", 0, 0)), peer()))
    assert "web (ecs)" in said
    assert "6 to 60 tasks" in said
    assert "declared, at zero" in said


def scaled(name: str, **annotations: str) -> dict[str, Any]:
    return resource(
        "kubernetes:keda.sh/v1alpha1:ScaledObject",
        name,
        metadata={"name": name, "annotations": annotations},
        spec={"minReplicaCount": 3, "maxReplicaCount": 60},
    )


def test_bounds_on_kubernetes_are_as_the_state_says_and_a_held_count_is_zero() -> None:
    held = {"autoscaling.keda.sh/paused-replicas": "0"}
    view = region_view("prod-east", home(scaled("web"), scaled("worker", **held)))
    assert [(each.name, each.runtime, each.least, each.most) for each in view.workloads] == [
        ("web", "eks", 3, 60),
        ("worker", "eks", 0, 0),
    ]


def test_a_gateway_and_an_instance_stand_in_their_zones() -> None:
    view = region_view(
        "prod-east",
        home(
            resource("aws:ec2/natGateway:NatGateway", "gateway", subnetId="subnet-b"),
            resource("aws:rds/clusterInstance:ClusterInstance", "database-a", availabilityZone="us-east-1a"),
        ),
    )
    assert [(zone.name[-1], zone.nat, zone.database_instances) for zone in view.zones] == [
        ("a", False, 1),
        ("b", True, 0),
        ("c", False, 0),
    ]


@pytest.mark.parametrize(("routing_mode", "broken"), [("failover", 1), ("latency", 0)])
def test_a_broken_line_leads_to_where_clients_only_go_when_the_other_region_fails(
    routing_mode: str, broken: int
) -> None:
    assert len(re.findall(r'class="arrow waits"', draw(home(routing_mode=routing_mode), peer()))) == broken


@pytest.mark.parametrize(("writer", "from_the_left"), [("us-east-1", True), ("us-west-2", False)])
def test_rows_go_from_the_region_that_writes(writer: str, from_the_left: bool) -> None:  # noqa: FBT001
    second = peer()
    second["resources"][0]["outputs"]["writer"] = writer
    drawing = draw(home(writer=writer), second)
    one_way = [
        found for found in re.findall(r'<path class="arrow copies"[^>]*>', drawing) if "marker-start" not in found
    ]
    (start, end) = (int(x) for x in re.findall(r"[ML](\d+) ", one_way[0]))
    assert (start < end) is from_the_left


def test_what_is_only_kept_to_be_deleted_is_not_drawn() -> None:
    going = {**target("web", 6, 60), "delete": True}
    assert region_view("prod-east", home(going)).workloads == ()


def test_nothing_of_a_state_is_read_as_markup() -> None:
    assert "&lt;b&gt;" in draw(home(domain="<b>"), peer())


def test_a_state_that_is_no_region_stacks_is_refused() -> None:
    with pytest.raises(EngineError, match="no output 'region', so it cannot be drawn"):
        region_view("other", {"resources": [resource("pulumi:pulumi:Stack", "other")]})


def test_the_command_draws_exported_states_without_a_cloud(tmp_path: Path) -> None:
    states = {"prod-east": home(), "dr-west": peer()}
    for stack, deployment in states.items():
        text = json.dumps({"version": 3, "deployment": deployment}).replace("prod-east", stack)
        (tmp_path / f"{stack}.json").write_text(text)
    chosen = [part for stack in states for part in ("--state", str(tmp_path / f"{stack}.json"))]
    result = CliRunner().invoke(app, ["graph", *chosen])
    assert result.exit_code == 0, result.output
    assert "us-west-2" in texts(result.stdout)


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"version": 3}'])
def test_a_file_that_is_no_state_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(content)
    result = CliRunner().invoke(app, ["graph", "--state", str(path)])
    assert result.exit_code == 1
    assert f"{path} is not what `pulumi stack export` writes" in result.stderr


def test_a_command_without_anything_to_draw_says_so() -> None:
    result = CliRunner().invoke(app, ["graph"])
    assert result.exit_code == 1
    assert "name at least one stack, or a file by --state" in result.stderr


@pytest.mark.emulator
@GROUP
def test_the_picture_in_docs_is_of_the_program_as_it_stands(both_up: Sandbox) -> None:
    assert PICTURE.read_text() == drawn(both_up.engine), "it is out of date; run `make picture`"


@pytest.mark.emulator
@GROUP
def test_it_loads_nothing_from_anywhere(both_up: Sandbox) -> None:
    links = re.findall(r"https?:[^\"' ]+|@import|url\((?!#)", drawn(both_up.engine))
    assert set(links) == {"http://www.w3.org/2000/svg"}
