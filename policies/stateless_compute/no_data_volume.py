"""Rule sc-ec2-no-data-volume."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import is_on, length, objects, present, text
from framework.rule import ResourceRule, Severity

_VOLUMES = ("aws:ebs/volume:Volume", "aws:ec2/volumeAttachment:VolumeAttachment")
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """A root volume that goes with its instance is the only one that holds nothing."""
    if resource.resource_type in _VOLUMES:
        yield "is a volume of its own"
    if resource.resource_type == _TEMPLATE:
        yield from _template(resource)
    if resource.resource_type == _CONFIGURATION:
        for key in ("ebsBlockDevices", "ephemeralBlockDevices"):
            if present(resource.props, key) and length(resource.props, key):
                yield f"gives instances volumes beside the root ({key})"


def _template(resource: Resource) -> Iterator[str]:
    mappings = list(objects(resource.props, "blockDeviceMappings"))
    if len(mappings) > 1:
        yield "gives instances volumes beside the root (blockDeviceMappings)"
    for mapping in mappings:
        if present(mapping, "virtualName"):
            yield "gives instances a local disk (virtualName)"
        if not is_on(mapping, "ebs.deleteOnTermination", default=True):
            yield "keeps the root volume of an instance that is gone (deleteOnTermination)"
    if text(resource.props, "instanceRequirements.localStorage") == "required":
        yield "asks for instances with local disks (localStorage)"


RULE = ResourceRule(
    id="sc-ec2-no-data-volume",
    title="Instances have a root volume that goes with them, and no other.",
    breaks="A volume stays in one zone with what is on it; an instance that is replaced elsewhere starts without.",
    instead="drop the volume and keep data in the data tier; set ebs.deleteOnTermination of the root to true.",
    severity=Severity.HIGH,
    references=("REL05-BP06",),
    reads={
        **dict.fromkeys(_VOLUMES, ()),
        _TEMPLATE: (
            "blockDeviceMappings.virtualName",
            "blockDeviceMappings.ebs.deleteOnTermination",
            "instanceRequirements.localStorage",
        ),
        _CONFIGURATION: ("ebsBlockDevices", "ephemeralBlockDevices"),
    },
    conflicts=("AWSGuard `ec2-volume-inuse` demands an EBS volume on each instance: the opposite of this rule.",),
    left_out={
        _TEMPLATE: {
            "blockDeviceMappings": "the volumes are those of the image (EC2 API, RunInstances).",
            "blockDeviceMappings.virtualName": "the mapping is not one of a local disk (EC2 API, BlockDeviceMapping).",
            "blockDeviceMappings.ebs.deleteOnTermination": "a root volume goes with its instance by default (EC2 User "
            "Guide, Preserve data when an instance is terminated).",
            "instanceRequirements.localStorage": "local disks are not asked for (EC2 API, InstanceRequirements).",
        },
        _CONFIGURATION: {
            "ebsBlockDevices": "there is no volume beside those of the image (EC2 Auto Scaling API, "
            "CreateLaunchConfiguration)."
        },
    },
    check=check,
)
