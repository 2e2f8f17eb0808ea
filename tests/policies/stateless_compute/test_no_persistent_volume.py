"""Task definitions and their volumes."""

import pytest

from stateless_compute.no_persistent_volume import RULE
from tests.policies.bench import UNKNOWN, Declared
from tests.policies.cases import Case, absent, fails, passes, unknown


def _task(*volumes: object) -> list[Declared]:
    return [Declared("aws:ecs/taskDefinition:TaskDefinition", "web-task", {"volumes": list(volumes)})]


CASES = (
    passes("a volume with only a name is scratch", _task({"name": "tmp"})),
    absent("no volumes at all", [Declared("aws:ecs/taskDefinition:TaskDefinition", "web-task")]),
    *(
        fails(f"a volume with {key}", _task({"name": "tmp"}, {"name": "data", key: {"path": "/mnt/data"}}), key)
        for key in (
            "efsVolumeConfiguration",
            "fsxWindowsFileServerVolumeConfiguration",
            "s3filesVolumeConfiguration",
            "dockerVolumeConfiguration",
            "hostPath",
        )
    ),
    fails("a volume that is configured at launch", _task({"name": "data", "configureAtLaunch": True}), "at launch"),
    unknown(
        "the file system is not known, but that there is one is",
        _task({"name": "data", "efsVolumeConfiguration": {"fileSystemId": UNKNOWN}}),
        "efsVolumeConfiguration",
    ),
    unknown(
        "the volumes are not known",
        [Declared("aws:ecs/taskDefinition:TaskDefinition", "web-task", {"volumes": UNKNOWN})],
        "volumes is not known yet",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule(case: Case) -> None:
    case.holds(RULE)
