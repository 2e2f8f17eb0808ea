"""File systems and where they can be mounted."""

import pytest

from multi_az.efs_regional import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown
from tests.policies.network import THREE, TWO, subnets

_FILES = "aws:efs/fileSystem:FileSystem"


def _files(*zones: object, **props: object) -> list[Declared]:
    files, found = Declared(_FILES, "files", props), subnets(*zones)
    mounts = [
        Declared("aws:efs/mountTarget:MountTarget", each.name, refs={"fileSystemId": [files], "subnetId": [each]})
        for each in found
    ]
    return [files, *found, *mounts]


CASES = (
    passes("a mount target in each zone", _files(*THREE)),
    absent("no mount target", _files(), "0 of at least 3"),
    fails("One Zone", _files(*THREE, availabilityZoneName="us-east-1a"), "availabilityZoneName"),
    fails("mount targets in two zones", _files(*TWO), "2 of at least 3"),
    unknown("a zone that is not known", _files(UNKNOWN, *THREE[:2]), "availabilityZone is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
