"""Addresses of tasks and pods, without a cloud. What a caller sees of them is in additions/test_load_balancers.py."""

import asyncio
from unittest.mock import AsyncMock, Mock

import pytest

from sandbox.cloud.leases import Leases, Subnet
from sandbox.cloud.request import Scope

SUBNETS = {
    f"subnet-{letter}": Subnet(f"us-east-1{letter}", f"10.1.{number}.0/24") for number, letter in enumerate("abc")
}
HERE = Scope("000000000000", "us-east-1")


@pytest.fixture
def leases(monkeypatch: pytest.MonkeyPatch) -> Leases:
    monkeypatch.setattr(Leases, "subnets", AsyncMock(return_value=SUBNETS))
    return Leases(Mock())


def addresses(leases: Leases, owner: str, *holders: str) -> dict[str, str]:
    found = asyncio.run(leases.lease(HERE, owner, [*holders], [*SUBNETS]))
    return {holder: lease.address for holder, lease in found.items()}


def test_a_task_keeps_its_address_when_others_go(leases: Leases) -> None:
    before = addresses(leases, "web", "one", "two", "three")
    after = addresses(leases, "web", "three", "four")
    assert after["three"] == before["three"]
    assert after["four"] != after["three"]


def test_owners_share_no_address(leases: Leases) -> None:
    web = addresses(leases, "web", "one", "two")
    worker = addresses(leases, "worker", "three", "four")
    assert not set(web.values()) & set(worker.values())


def test_an_address_is_free_again_when_its_holder_is_gone(leases: Leases) -> None:
    first = addresses(leases, "web", "one")
    assert addresses(leases, "web", "two") == {"two": first["one"]}


def test_holders_are_spread_over_the_zones(leases: Leases) -> None:
    found = asyncio.run(leases.lease(HERE, "web", ["one", "two", "three", "four"], [*SUBNETS]))
    assert {lease.zone for lease in found.values()} == {subnet.zone for subnet in SUBNETS.values()}
