"""Addresses of tasks, without a cloud. What a caller sees of them is in additions/test_load_balancers.py."""

from unittest.mock import Mock

import pytest

from sandbox.cloud.health import EndpointHealth
from sandbox.cloud.targets import Subnet, Targets

SUBNETS = {
    f"subnet-{letter}": Subnet(f"us-east-1{letter}", f"10.1.{number}.0/24") for number, letter in enumerate("abc")
}


@pytest.fixture
def targets() -> Targets:
    return Targets(Mock(), EndpointHealth())


def addresses(targets: Targets, service: str, *tasks: str) -> dict[str, str]:
    leases = targets._lease(service, [*tasks], SUBNETS)
    return dict(zip(targets._leases[service], (lease.address for lease in leases), strict=True))


def test_a_task_keeps_its_address_when_others_go(targets: Targets) -> None:
    before = addresses(targets, "web", "one", "two", "three")
    after = addresses(targets, "web", "three", "four")
    assert after["three"] == before["three"]
    assert after["four"] != after["three"]


def test_services_share_no_address(targets: Targets) -> None:
    web = addresses(targets, "web", "one", "two")
    worker = addresses(targets, "worker", "three", "four")
    assert not set(web.values()) & set(worker.values())


def test_an_address_is_free_again_when_its_task_is_gone(targets: Targets) -> None:
    first = addresses(targets, "web", "one")
    assert addresses(targets, "web", "two") == {"two": first["one"]}
