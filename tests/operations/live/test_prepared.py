"""Clients that are made before anybody waits for them."""

import gc
import re
from pathlib import Path

import pytest
from botocore.exceptions import NoRegionError
from botocore.session import Session

from operations.errors import OperationError
from operations.live import prepared
from operations.live.look import SERVICES as OF_FACTS
from operations.readiness import rules
from operations.readiness.rules import SERVICES

EAST, WEST = "us-east-1", "us-west-2"
# What some pairs alone have.
SELDOM = {"arc-region-switch", "eks", "synthetics"}
# How a rule asks: the service is the first word of these.
ASKS = re.compile(r'(?:ask\.(?:one|all|client)\(|ask\.(?:one|all),)\s*"([a-z0-9-]+)"')


def test_every_service_is_one_of_botocores() -> None:
    assert {*SERVICES, *OF_FACTS} <= set(Session().get_available_services())


def test_what_the_rules_ask_is_made_beforehand_but_for_what_few_pairs_have() -> None:
    asked = {
        name for file in Path(rules.__file__).parent.glob("*.py") for name in ASKS.findall(file.read_text("utf-8"))
    }
    assert len(asked) > 20
    assert asked - set(SERVICES) == SELDOM


def test_each_is_made_once_in_each_region_and_one_that_cannot_be_made_is_left_to_whoever_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[tuple[str, str]] = []

    def make(service: str, region: str) -> None:
        made.append((service, region))
        if service == "rds":
            raise NoRegionError

    monkeypatch.setattr(prepared, "thorough_clients", lambda: make)
    assert prepared.prepared(iter((EAST, WEST))) is make
    assert sorted(made) == sorted((service, region) for service in {*SERVICES, *OF_FACTS} for region in (EAST, WEST))
    assert gc.isenabled()


def test_the_collector_works_again_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(service: str, region: str) -> None:
        raise OperationError(f"{service} in {region}: an address that is none")

    monkeypatch.setattr(prepared, "thorough_clients", lambda: refuse)
    with pytest.raises(OperationError, match="an address that is none"):
        prepared.prepared((EAST,))
    assert gc.isenabled()
