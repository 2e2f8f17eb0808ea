"""Rule az-efs-regional."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Node, Stack
from framework.reading import present
from framework.rule import Severity, StackRule, WhenUnknown
from multi_az.zones import NETWORKED, READS, subnets_of, zones_of

_FILES, _MOUNT = "aws:efs/fileSystem:FileSystem", "aws:efs/mountTarget:MountTarget"


def check(files: Node, stack: Stack, settings: Settings) -> Iterator[str]:
    """Whether compute may mount it at all is another rule's question."""
    if present(files.props, "availabilityZoneName"):
        yield "keeps its data in one Availability Zone (availabilityZoneName)"
        return
    mounts = stack.referring(files, "fileSystemId", _MOUNT)
    zones = zones_of(subnet for mount in mounts for subnet in subnets_of(stack, mount, "subnetId"))
    least = settings.count("minAzs")
    if len(zones) < least:
        yield f"can be mounted in {len(zones)} of at least {least} Availability Zones"


RULE = StackRule(
    id="az-efs-regional",
    title="A file system keeps its data in several Availability Zones, and can be mounted in three.",
    breaks="One Zone data is lost with its zone, and a zone without a mount target cannot take over.",
    instead="drop availabilityZoneName, and declare an aws:efs/mountTarget:MountTarget in a subnet of each zone.",
    severity=Severity.HIGH,
    references=("REL10-BP01", "Prowler efs_multi_az_enabled"),
    reads={_FILES: ("availabilityZoneName",), _MOUNT: ("fileSystemId", "subnetId"), **READS},
    subjects=(_FILES,),
    when_unknown=WhenUnknown.ASKS_THE_GRAPH,
    settings=NETWORKED,
    left_out={_FILES: {"availabilityZoneName": "Regional by default (EFS API, CreateFileSystem)."}},
    check=check,
)
