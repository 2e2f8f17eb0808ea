"""Rule sc-csi-driver-absent."""

from collections.abc import Iterator

from framework.config import Settings
from framework.graph import Resource
from framework.reading import text
from framework.rule import ResourceRule, Severity

_ADDON = "aws:eks/addon:Addon"
_RELEASE = "kubernetes:helm.sh/v3:Release"
_DRIVERS = {"aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-fsx-csi-driver", "aws-mountpoint-s3-csi-driver"}


def check(resource: Resource, _: Settings) -> Iterator[str]:
    """A release is rendered where no rule sees it, and *could not look* is not *nothing there*."""
    if resource.resource_type == _RELEASE:
        yield "is a Helm release, whose objects no rule can see"
    elif text(resource.props, "addonName") in _DRIVERS:
        yield "installs a driver for persistent volumes"


RULE = ResourceRule(
    id="sc-csi-driver-absent",
    title="A cluster has no driver for persistent volumes, and no objects that rules cannot see.",
    breaks="With the driver, any pod may begin to keep data in one zone; in a release, it may do so unseen.",
    instead="leave the add-on out; install charts with kubernetes:helm.sh/v4:Chart, whose objects are resources.",
    severity=Severity.LOW,
    references=("REL05-BP06",),
    mandatory=False,
    reads={_ADDON: ("addonName",), _RELEASE: ()},
    left_out={_ADDON: {"addonName": "EKS installs nothing without a name (EKS API, CreateAddon)."}},
    check=check,
)
