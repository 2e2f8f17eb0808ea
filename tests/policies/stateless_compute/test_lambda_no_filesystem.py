"""Functions and where they keep things."""

import pytest

from stateless_compute.lambda_no_filesystem import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _function(**props: object) -> list[Declared]:
    return [Declared("aws:lambda/function:Function", "resize", props)]


CASES = (
    passes("the default scratch", _function(ephemeralStorage={"size": 512})),
    absent("nothing is said", _function()),
    passes("more scratch, where the limit is higher", _function(ephemeralStorage={"size": 2048}), maxEphemeralMib=2048),
    fails("a file system", _function(fileSystemConfig={"localMountPath": "/mnt/data"}), "file system"),
    fails("more scratch than the limit", _function(ephemeralStorage={"size": 513}), "more than 512 MiB"),
    unknown("a file system by an unknown name", _function(fileSystemConfig={"arn": UNKNOWN}), "file system"),
    unknown("an unknown size", _function(ephemeralStorage={"size": UNKNOWN}), "size is not known yet"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
