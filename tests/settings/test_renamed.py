"""An old stack file is refused with the names that its keys have now."""

import pulumi
import pytest

from tests.stack_files import HOME, changed, content, load


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("primary", "full_size_region", "us-east-1"),
        ("edge.firewall", "waf", {}),
        ("edge.firewall_log_retention_days", "waf_log_retention_days", 30),
    ],
)
def test_an_old_name_is_refused_with_the_new_one(old: str, new: str, value: object) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, changed(content(HOME), old, value))
    assert f"standby:{old}: is called {new} now; write that instead" in str(refused.value)


def test_what_has_its_old_name_is_not_missing_as_well() -> None:
    values = changed(changed(content(HOME), "full_size_region", ...), "primary", "us-east-1")
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, values)
    assert "1 problem" in str(refused.value)
    assert "standby:primary: is called full_size_region now" in str(refused.value)
