"""Volumes of instances."""

import pytest

from stateless_compute.no_data_volume import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _template(**props: object) -> list[Declared]:
    return [Declared("aws:ec2/launchTemplate:LaunchTemplate", "workers", props)]


_ROOT = {"deviceName": "/dev/xvda", "ebs": {"deleteOnTermination": "true", "volumeSize": 20}}
CASES = (
    passes("a root that goes with the instance", _template(blockDeviceMappings=[_ROOT])),
    absent("nothing is said about volumes", _template()),
    fails("a volume of its own", [Declared("aws:ebs/volume:Volume", "data", {"size": 100})], "volume of its own"),
    fails("a volume that is attached", [Declared("aws:ec2/volumeAttachment:VolumeAttachment", "data")], "of its own"),
    fails("a second volume", _template(blockDeviceMappings=[_ROOT, _ROOT]), "beside the root"),
    fails("a local disk", _template(blockDeviceMappings=[{"virtualName": "ephemeral0"}]), "virtualName"),
    fails("local disks on demand", _template(instanceRequirements={"localStorage": "required"}), "localStorage"),
    fails(
        "a root that stays, which the type says as a text",
        _template(blockDeviceMappings=[{"ebs": {"deleteOnTermination": "false"}}]),
        "deleteOnTermination",
    ),
    fails(
        "a launch configuration with volumes",
        [Declared("aws:ec2/launchConfiguration:LaunchConfiguration", "old", {"ebsBlockDevices": [{"volumeSize": 9}]})],
        "ebsBlockDevices",
    ),
    unknown(
        "whether the root stays is not known",
        _template(blockDeviceMappings=[{"ebs": {"deleteOnTermination": UNKNOWN}}]),
        "is not known yet",
    ),
    absent(
        "a root goes with its instance unless it says otherwise",
        _template(blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 20}}]),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
