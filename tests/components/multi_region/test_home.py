"""What exists once belongs to the home stack whole; the peer stack reads identifiers and works out its own region's."""

from collections.abc import Mapping

import pulumi
import pytest

from components.common import naming
from components.multi_region.home import Home, HomeArgs
from components.multi_region.shared import Shared, shared_from
from sandbox.recording import ACCOUNT, deploy
from tests.components.expected import HOME as ONCE
from tests.components.place import Place, build
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, settings_of

_WHOLE = {
    "zone_id": "Z1",
    "data_key_arn": "k",
    "database_secret_arn": "s",
    "global_cluster_id": "g",
    "origin_secret_arn": "o",
    "distribution_arn": "d",
}
# Declared by the home stack once its region is there.
_AFTER_THE_REGION = {
    f"aws:cloudwatch/{kind[0].lower()}{kind[1:]}:{kind}"
    for kind in ("LogDelivery", "LogDeliverySource", "LogDeliveryDestination")
}


def _shared(outputs: Mapping[str, object]) -> None:
    def program() -> None:
        shared = shared_from(pulumi.StackReference(HOME))
        for key, value in shared.exported().items():
            pulumi.export(key, value)

    recording = deploy(program, stacks={HOME: dict(outputs)})
    assert recording.exported == _WHOLE


def test_the_home_stack_declares_it_without_the_peer_stack() -> None:
    def home(here: Place) -> Home:
        return Home("home", HomeArgs(settings=settings_of(HOME), account=ACCOUNT, peer_provider=here.peer), here.opts)

    declared = {resource.type for resource in build(home).below("home")}
    assert declared == set(ONCE) - _AFTER_THE_REGION


def test_the_home_stack_refers_to_no_other_stack() -> None:
    assert "pulumi:pulumi:StackReference" not in {resource.type for resource in run(HOME).resources}


def test_the_peer_stack_declares_nothing_that_exists_once() -> None:
    components = {resource.type for resource in run(PEER).resources if not resource.custom}
    assert not components & {"standby:home:Home", "standby:routing:OriginEntry"}


def test_the_peer_stack_uses_its_own_regions_copy_of_the_key() -> None:
    home_key = run(HOME).exported["shared"]["data_key_arn"]
    keys = {
        run(PEER).one(kind).plain["kmsKeyId"]
        for kind in ("aws:rds/cluster:Cluster", "aws:elasticache/replicationGroup:ReplicationGroup")
    }
    assert keys == {home_key.replace(EAST, WEST)}


def test_the_home_stack_uses_its_own_regions_key() -> None:
    assert run(HOME).one("aws:rds/cluster:Cluster").plain["kmsKeyId"] == run(HOME).exported["shared"]["data_key_arn"]


def test_each_side_of_a_replication_uses_its_own_regions_key() -> None:
    home, key = run(HOME), run(HOME).exported["shared"]["data_key_arn"]
    secrets = [each.plain for each in home.of("aws:secretsmanager/secret:Secret")]
    pairs = {(secret["kmsKeyId"], secret["replicas"][0]["kmsKeyId"]) for secret in secrets}
    for table in home.of("aws:dynamodb/table:Table"):
        pairs.add((table.plain["serverSideEncryption"]["kmsKeyArn"], table.plain["replicas"][0]["kmsKeyArn"]))
    assert pairs == {(key, f"arn:aws:kms:{WEST}:{ACCOUNT}:data-key-replica")}


def test_the_peers_cluster_joins_the_home_stacks_global_cluster() -> None:
    joined = {run(stack).one("aws:rds/cluster:Cluster").plain["globalClusterIdentifier"] for stack in (HOME, PEER)}
    assert joined == {run(HOME).exported["shared"]["global_cluster_id"]}


def test_the_peers_records_stand_in_the_home_stacks_zone() -> None:
    zones = {record.plain["zoneId"] for record in run(PEER).of("aws:route53/record:Record")}
    assert zones == {run(HOME).exported["zone_id"]}


def test_what_the_home_stack_exports_is_what_the_peer_stack_reads() -> None:
    assert set(run(HOME).exported["shared"]) == set(Shared.__dataclass_fields__)
    _shared({"shared": _WHOLE})


@pytest.mark.parametrize("outputs", [{}, {"shared": None}, {"shared": []}, {"shared": {**_WHOLE, "zone_id": ""}}])
def test_a_home_stack_that_is_not_up_is_named_with_what_to_run(outputs: Mapping[str, object]) -> None:
    with pytest.raises(pulumi.RunError, match=r"stack prod-east has no output shared\..*run `pulumi up --stack prod"):
        _shared(outputs)


def test_an_arn_in_another_region_differs_in_the_region_alone() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:1:secret:standby/database/master-us-east-1"
    assert naming.arn_in_region(arn, "us-west-2") == arn.replace(":us-east-1:", ":us-west-2:")
