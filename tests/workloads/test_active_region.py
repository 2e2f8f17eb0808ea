"""Where orders are placed, as a failover says it. That the word reaches the other region is up to DynamoDB."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from operations.failover.steps.fence import name_active
from tests.workloads.shop import NOON, REGION, Aws
from workloads.shop.worker.active_region import ActiveRegion


class StandingClock:
    """Noon."""

    def now(self) -> float:
        return NOON

    def wait(self, seconds: float) -> None:
        raise NotImplementedError


def active(dynamodb: Any) -> ActiveRegion:  # noqa: ANN401 - a boto3 client
    return ActiveRegion(dynamodb, "operations", REGION)


def test_without_a_word_every_region_may_place_orders(aws: Aws) -> None:
    assert active(aws.dynamodb).is_here()


@pytest.mark.parametrize(("named", "here"), [(REGION, True), ("eu-west-1", False)])
def test_what_a_failover_says_is_followed(aws: Aws, named: str, *, here: bool) -> None:
    name_active(aws.dynamodb, "operations", named, StandingClock())
    assert active(aws.dynamodb).is_here() is here


def test_the_last_word_wins(aws: Aws) -> None:
    for region in ("eu-west-1", REGION):
        name_active(aws.dynamodb, "operations", region, StandingClock())
    assert active(aws.dynamodb).is_here()


class Silent:
    """A table that does not answer."""

    def get_item(self, **_: object) -> dict[str, Any]:
        raise EndpointConnectionError(endpoint_url="dynamodb")


def test_where_nobody_can_tell_nothing_is_placed() -> None:
    assert not active(Silent()).is_here()
