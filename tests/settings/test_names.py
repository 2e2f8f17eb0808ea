"""Whatever a stack file may say fits into the names, addresses and descriptions that the program makes of it.

The program is recorded with the longest values that settings take; the recorder refuses what AWS refuses.
"""

import pytest

from sandbox.providers.aws.prose.table import forms
from settings.reserved_words import RESERVED_WORDS
from tests.components.program import run, start
from tests.stack_files import HOME, STACKS, content

_HOST = f"https://{'w' * 692}"


@pytest.mark.parametrize("stack", STACKS)
def test_the_longest_values_fit_into_every_name_and_description(stack: str) -> None:
    values = content(stack)
    longest = {
        "domain": f"{'a' * 49}.example",
        "database": values["database"] | {"name": "d" * 63},
        "observability": values["observability"] | {"runbooks_url": _HOST, "canary": {"enabled": True}},
        "region_switch": {"managed": True, "approver": "r" * 64},
        "workloads": {name: sizes | {"image_tag": "t" * 128} for name, sizes in values["workloads"].items()},
    }
    recorded = start(stack, longest, home={} if stack == HOME else run(HOME).exported)
    described = [str(each.plain["alarmDescription"]) for each in recorded.of("aws:cloudwatch/metricAlarm:MetricAlarm")]
    assert max(map(len, described)) <= 1024
    assert any(_HOST in each for each in described)


def test_names_of_the_longest_regions_fit() -> None:
    near, far = "ap-southeast-1", "ap-northeast-1"
    values = content(HOME)
    network = values["network"] | {"zones": [f"{near}{zone}" for zone in "abc"]}
    moved = {
        **dict.fromkeys(("region", "home", "writer", "full_size_region"), near),
        "peer": values["peer"] | {"region": far},
        "network": network,
        "observability": values["observability"] | {"canary": {"enabled": True}},
        "workloads": {name: sizes | {"runtime": "eks"} for name, sizes in values["workloads"].items()},
    }
    recorded = start(HOME, moved, home={})
    assert any(near in str(each.plain["name"]) for each in recorded.of("aws:iam/role:Role"))


def test_settings_and_the_sandbox_reserve_the_same_words() -> None:
    assert set(forms()["sql-reserved"]["never_in_any_case"]) == RESERVED_WORDS
