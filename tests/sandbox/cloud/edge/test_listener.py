"""What a listener's rules do with a request, over rules that are made up here."""

from typing import Any

import pytest

from sandbox.cloud.edge.listener import action_for
from sandbox.cloud.edge.viewer_request import ViewerRequest


def path(*values: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}


def header(*values: str) -> dict[str, Any]:
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-From", "Values": list(values)}}


def host(*values: str) -> dict[str, Any]:
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(values)}}


def rule(priority: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"Priority": priority, "Conditions": list(conditions), "Actions": [{"Type": "forward", "Name": priority}]}


RULES = [
    rule("default"),
    rule("100", path("/*"), header("old", "new")),
    rule("20", host("shop.example.com"), path("/only")),
]


def chosen(where: str, **headers: str) -> str:
    action = action_for(RULES, ViewerRequest("GET", where, {key.replace("_", "-"): v for key, v in headers.items()}))
    return str(action["Name"])


def test_all_conditions_of_a_rule_have_to_hold() -> None:
    assert chosen("/only", host="shop.example.com") == "20"
    assert chosen("/only", host="other.example.com") == "default"


@pytest.mark.parametrize("value", ["old", "new", "NEW"])
def test_one_value_of_a_condition_has_to_fit(value: str) -> None:
    assert chosen("/a", x_from=value) == "100"


@pytest.mark.parametrize("value", ["", "newer"])
def test_another_value_goes_on_to_the_default_rule(value: str) -> None:
    assert chosen("/a", x_from=value) == "default"


def test_a_condition_that_nobody_can_read_is_said_and_not_guessed() -> None:
    with pytest.raises(LookupError, match="source-ip"):
        action_for([rule("1", {"Field": "source-ip"})], ViewerRequest("GET", "/"))


def test_a_listener_always_has_a_last_rule() -> None:
    with pytest.raises(LookupError, match="no default rule"):
        action_for([rule("1", path("/never"))], ViewerRequest("GET", "/"))
