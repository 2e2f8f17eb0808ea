"""What comes to its end: told half a year before, refused from then on, and never unknown in silence."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pulumi
import pytest

from settings.ends import Finding, Standing, ends
from settings.ends_table import Row, table
from tests.stack_files import HOME, STACKS, TODAY, changed, content, load

_ON_EKS = {"workloads.web.runtime": "eks"}
_OLD = {**_ON_EKS, "kubernetes.version": "1.34", "kubernetes.core_dns_version": "v1.13.2-eksbuild.31"}
_LAST_DAY, _HALF_A_YEAR = date(2026, 12, 2), timedelta(days=180)


def _values(changes: Mapping[str, Any]) -> dict[str, Any]:
    values = content(HOME)
    for path, value in changes.items():
        values = changed(values, path, value)
    return values


def _found(key: str, changes: Mapping[str, Any], on: date = TODAY) -> Finding:
    """What is found of the version at a key; loaded before anything ended, so that it is read at all."""
    (found,) = (one for one in ends(on, load(HOME, _values(changes), on=date(2024, 1, 1))) if one.key == key)
    return found


@pytest.mark.parametrize("runtime", ["ecs", "eks"])
@pytest.mark.parametrize("stack", STACKS)
def test_nothing_that_the_stack_files_name_ends_soon_or_is_unknown(stack: str, runtime: str) -> None:
    workloads = {name: {**sizes, "runtime": runtime} for name, sizes in content(stack)["workloads"].items()}
    found = ends(TODAY, load(stack, content(stack) | {"workloads": workloads}))
    assert [one.text for one in found if one.warns or one.refused] == []
    assert {one.stated.product for one in found} >= {"aurora-postgresql", "valkey"}


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (_LAST_DAY - _HALF_A_YEAR - timedelta(days=1), Standing.SUPPORTED),
        (_LAST_DAY - _HALF_A_YEAR, Standing.ENDING),
        (_LAST_DAY, Standing.ENDING),
        (_LAST_DAY + timedelta(days=1), Standing.ENDED),
    ],
    ids=["long before", "half a year before", "on the last day", "the day after"],
)
def test_a_version_is_supported_through_its_last_day_and_told_of_half_a_year_before(
    on: date, standing: Standing
) -> None:
    assert _found("kubernetes.version", _OLD, on).standing is standing


def test_what_ends_says_when_what_follows_and_what_to_write() -> None:
    found = _found("kubernetes.version", _OLD)
    assert found.warns
    assert "Kubernetes 1.34 is supported until 2026-12-02, for 2 more days; EKS charges six times" in found.text
    assert found.text.endswith("; write 1.36")


@pytest.mark.parametrize(
    ("path", "version", "written"),
    [
        ("database.engine_version", "16.9", "16.14"),
        ("database.engine_version", "17.4", "17.7"),
        ("kubernetes.version", "1.35", "1.36"),
        ("kubernetes.keda_version", "2.20.2", "2.21"),
    ],
)
def test_a_later_version_that_lasts_is_named_of_the_same_major_version(path: str, version: str, written: str) -> None:
    assert _found(path, {**_ON_EKS, path: version}).text.endswith(f"; write {written}")


def test_what_has_ended_is_refused_with_what_to_do() -> None:
    with pytest.raises(pulumi.RunError) as refused:
        load(HOME, _values(_OLD), on=date(2026, 12, 3))
    (line,) = [line for line in str(refused.value).splitlines() if "kubernetes.version" in line]
    assert line.startswith(
        "Pulumi.prod-east.yaml: standby:kubernetes.version: Kubernetes 1.34 was supported until 2026-"
    )
    assert line.endswith("; write 1.36, or name kubernetes-1.34 in standby:support:accept_ended")


@pytest.mark.parametrize(
    ("path", "version", "name"),
    [
        ("database.engine_version", "16.4", "aurora-postgresql-16.4"),
        ("database.engine_version", "13.99", "aurora-postgresql-13.99"),
        ("kubernetes.version", "1.31", "kubernetes-1.31"),
    ],
)
def test_what_has_ended_runs_where_its_name_is_written_down(path: str, version: str, name: str) -> None:
    values = _values({**_ON_EKS, "strategy": "warm-standby", path: version})
    with pytest.raises(pulumi.RunError, match=re.escape(name)):
        load(HOME, values)
    accepted = load(HOME, changed(values, "support.accept_ended", [name]))
    (found,) = (one for one in ends(TODAY, accepted) if one.key == path)
    assert (found.warns, found.refused) == (True, False), "it is told of all the same"


def test_a_word_for_one_version_covers_no_other() -> None:
    values = _values({**_OLD, "support.accept_ended": ["kubernetes-1.33"]})
    with pytest.raises(pulumi.RunError, match=re.escape("kubernetes.version: Kubernetes 1.34 was supported until")):
        load(HOME, values, on=date(2026, 12, 3))


def test_extended_support_is_asked_for_by_the_upgrade_policy_and_is_told_of_with_its_price() -> None:
    paying = {**_OLD, "kubernetes.upgrade_policy": "extended"}
    found = _found("kubernetes.version", paying, date(2026, 12, 3))
    assert (found.standing, found.refused, found.warns) == (Standing.EXTENDED, False, True)
    assert "for more money is until 2027-12-02; EKS charges six times as much" in found.text
    assert _found("kubernetes.version", paying, date(2027, 12, 3)).refused


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("kubernetes.version", "1.99"),
        ("kubernetes.version", "1.22"),
        ("database.engine_version", "16.99"),
        ("database.engine_version", "99.1"),
        ("cache.engine_version", "8.9"),
        ("kubernetes.keda_version", "3.0.0"),
        ("kubernetes.core_dns_version", "v1.99.0-eksbuild.1"),
        ("kubernetes.load_balancer_controller_version", "v4.0.0"),
    ],
)
def test_a_version_that_the_table_does_not_know_is_told_of_as_unknown(path: str, version: str) -> None:
    found = _found(path, {**_ON_EKS, path: version})
    assert (found.standing, found.warns) == (Standing.UNKNOWN, True)
    assert "is not in the table of ends, which is of 2026-11-30" in found.text


@pytest.mark.parametrize(
    ("path", "version", "made_for"),
    [
        ("kubernetes.keda_version", "2.20.2", "1.33 to 1.35"),
        ("kubernetes.core_dns_version", "v1.12.4-eksbuild.1", "1.33 to 1.34"),
    ],
)
def test_a_controller_that_is_not_made_for_the_cluster_is_told_of(path: str, version: str, made_for: str) -> None:
    found = _found(path, {**_ON_EKS, path: version})
    assert found.standing is Standing.UNTESTED
    assert f"is made for Kubernetes {made_for}; write" in found.text


def test_a_canary_brings_its_runtime_and_what_lies_below_it() -> None:
    canary = {"observability.canary.enabled": True, "observability.canary.runtime_version": "syn-python-selenium-7.0"}
    found = ends(date(2027, 3, 1), load(HOME, _values(canary)))
    (below,) = (one for one in found if one.stated.product == "lambda")
    assert below.standing is Standing.ENDING
    assert (
        "Lambda runtime python3.11, which syn-python-selenium-7.0 runs on, is supported until 2027-06-30" in below.text
    )


def test_what_does_not_run_is_not_told_of() -> None:
    found = ends(TODAY, load(HOME, _values({"kubernetes.version": "1.31"})))
    assert {one.stated.product for one in found} == {"aurora-postgresql", "valkey"}


def test_every_product_of_the_table_names_where_its_dates_are_from() -> None:
    assert {name for name, product in table().products.items() if len(product.sources) < 2} == set()


def test_a_version_is_written_as_finely_as_its_product_is_told_apart() -> None:
    wrong = [
        (name, version)
        for name, product in table().products.items()
        for version in product.versions
        if product.depth and len(version.split(".")) > product.depth
    ]
    assert wrong == []


def test_money_buys_a_later_end_and_never_an_earlier_one() -> None:
    def is_turned(row: Row) -> bool:
        return bool(row.extended and (row.standard is None or row.extended <= row.standard))

    products = table().products.items()
    turned = [(name, key) for name, product in products for key, row in product.versions.items() if is_turned(row)]
    assert turned == []
