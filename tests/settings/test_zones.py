"""Zones are judged by id. Which zones AWS leaves out today is data with sources, and only AWS knows better."""

import pytest

from settings.regions import id_prefix
from settings.zones import UNSUITABLE, AccountZones, of_region, problems

EAST = "us-east-1"
# As one account sees them: its us-east-1c is the zone that has no EKS.
IDS = {f"{EAST}a": "use1-az6", f"{EAST}b": "use1-az1", f"{EAST}c": "use1-az3", f"{EAST}d": "use1-az2"}


def found(*wanted: str, kubernetes: bool = True, without: tuple[str, ...] = ()) -> list[str]:
    endpoints = {"sqs": set(IDS) - set(without), "logs": set(IDS)}
    account = AccountZones(region=EAST, ids=IDS, endpoints=endpoints)
    return list(problems(wanted, account, kubernetes=kubernetes))


@pytest.mark.parametrize("wanted", [("a", "b", "d"), ("use1-az6", "use1-az1", "use1-az2"), ("use1-az2", "a", "b")])
def test_three_whole_zones_are_taken_however_they_are_written(wanted: tuple[str, ...]) -> None:
    assert found(*(zone if "-" in zone else f"{EAST}{zone}" for zone in wanted)) == []


@pytest.mark.parametrize("written", [f"{EAST}c", "use1-az3"])
def test_a_zone_without_eks_is_named_by_both_and_so_is_what_to_write(written: str) -> None:
    (problem,) = found(f"{EAST}a", f"{EAST}b", written)
    assert "us-east-1c (use1-az3) is left out by EKS" in problem
    assert problem.endswith("write three of: us-east-1a (use1-az6), us-east-1b (use1-az1), us-east-1d (use1-az2)")


def test_without_a_cluster_that_zone_is_a_zone_like_any_other() -> None:
    assert found(f"{EAST}a", f"{EAST}b", f"{EAST}c", kubernetes=False) == []


def test_a_zone_in_which_an_endpoint_cannot_stand_is_refused_with_the_service() -> None:
    (problem,) = found(f"{EAST}a", f"{EAST}b", f"{EAST}d", without=(f"{EAST}d",))
    assert "us-east-1d (use1-az2) has no endpoints of sqs" in problem


@pytest.mark.parametrize("stranger", [f"{EAST}e", "use1-az4"])
def test_a_zone_that_the_account_does_not_have_is_refused(stranger: str) -> None:
    (problem,) = found(f"{EAST}a", f"{EAST}b", stranger)
    assert f"{stranger} is no zone of us-east-1 that this account may use" in problem


def test_a_name_and_an_id_of_one_zone_are_one_zone() -> None:
    (problem,) = found(f"{EAST}a", "use1-az6", f"{EAST}b")
    assert "us-east-1a, use1-az6 are one zone, us-east-1a (use1-az6)" in problem


@pytest.mark.parametrize(
    ("zone_id", "region"),
    [("usw1-az2", "us-west-1"), ("apne1-az3", "ap-northeast-1")],
)
def test_a_zone_without_fargate_is_refused_for_both_runtimes(zone_id: str, region: str) -> None:
    account = AccountZones(region=region, ids={f"{region}a": zone_id}, endpoints={})
    for kubernetes in (False, True):
        assert any("left out by Fargate" in each for each in problems([zone_id], account, kubernetes=kubernetes))


@pytest.mark.parametrize(
    ("region", "prefix"),
    [
        ("us-east-1", "use1"),
        ("us-west-2", "usw2"),
        ("ap-southeast-2", "apse2"),
        ("ap-northeast-1", "apne1"),
        ("eu-central-1", "euc1"),
        ("ca-west-1", "caw1"),
        ("sa-east-1", "sae1"),
        ("il-central-1", "ilc1"),
    ],
)
def test_an_id_says_its_region(region: str, prefix: str) -> None:
    assert id_prefix(region) == prefix
    assert of_region(f"{prefix}-az1", region)
    assert not of_region(f"{prefix[:-1]}9-az1", region)


def test_what_is_left_out_has_a_source_and_the_form_of_an_id() -> None:
    assert {each.zone_id for each in UNSUITABLE if each.service == "EKS"} == {"use1-az3", "usw1-az2", "cac1-az3"}
    assert all("guide" in each.source for each in UNSUITABLE)
