"""A case tells what is wrong with what readiness says, and a hand that changes nothing is told as well."""

from types import SimpleNamespace

import pytest

from operations.live.stack_state import StateResource
from operations.readiness.rule import Target
from tests.sandbox.readiness.cases import Case, Told, cases, in_target, wrong
from tests.sandbox.readiness.change import LIVES, STOPS, Change, Failover, Table, where
from tests.sandbox.readiness.hands import Inside, changed, gone, set_to

WEST = Target(region="us-west-2", peer_region="us-east-1", stack="dr-west")
MINE, OTHER = "urn:pulumi:dr-west::standby::aws:sqs/queue:Queue::orders", "urn::other"


def _resource(
    kind: str = "aws:sqs/queue:Queue", stack: str = "dr-west", region: str | None = "us-west-2"
) -> StateResource:
    return StateResource(
        urn=f"urn:pulumi:{stack}::standby::{kind}::orders",
        type=kind,
        name="orders",
        id="orders",
        region=region,
        custom=True,
        inputs={},
        outputs={},
    )


def _case(then: Failover) -> Case:
    change = Change(
        type="aws:sqs/queue:Queue", how="removed", hand=lambda *_: None, then=then, because="why", with_it=("also",)
    )
    return Case(change=change, resource=_resource(), then=then)


def _told(*, stops: bool, urn: str = MINE) -> Told:
    return Told(urn=urn, seen="is not there", stops=stops)


def test_what_is_named_and_weighed_as_expected_is_right() -> None:
    assert wrong(_case(STOPS), [_told(stops=True)]) == ""
    assert wrong(_case(LIVES), [_told(stops=False)]) == ""


@pytest.mark.parametrize(
    ("then", "told", "said"),
    [
        (STOPS, [], "not named"),
        (STOPS, [_told(stops=True, urn=OTHER)], "named instead: other"),
        (STOPS, [_told(stops=False)], "is spared, expected stops"),
        (LIVES, [_told(stops=True)], "stops, expected lives"),
        (LIVES, [_told(stops=False), _told(stops=False, urn=OTHER)], "names other too"),
    ],
)
def test_anything_else_is_wrong(then: Failover, told: list[Told], said: str) -> None:
    assert said in wrong(_case(then), told)


def test_what_fails_with_it_may_be_named_too() -> None:
    assert wrong(_case(STOPS), [_told(stops=True), _told(stops=True, urn="urn::also")]) == ""


def test_asked_of_all_rules_others_may_be_named_and_none_may_stop_what_lives() -> None:
    spared = [_told(stops=False), _told(stops=False, urn=OTHER)]
    assert wrong(_case(LIVES), spared, alone=False) == ""
    assert "stopped" in wrong(_case(LIVES), [*spared, _told(stops=True, urn=OTHER)], alone=False)


def test_a_case_is_made_of_each_change_that_is_for_a_resource() -> None:
    table = Table("aws:sqs/queue:Queue").stops("removed", gone("sqs", "_queues"), "why", only=("orders",))
    table.either("emptied", gone("sqs", "_queues"), where(("else",), LIVES), "why")
    found = list(cases(WEST, [_resource(), _resource(region="us-east-1")], {table.type: table.changes}))
    assert [(each.change.how, each.resource.region) for each in found] == [("removed", "us-west-2")]


@pytest.mark.parametrize(
    ("resource", "is_in"),
    [
        (_resource(), True),
        (_resource(stack="prod-east"), True),
        (_resource(region="us-east-1"), False),
        (_resource("aws:iam/role:Role", region="us-east-1"), False),
        (_resource("kubernetes:core/v1:Service", region=None), True),
        (_resource("kubernetes:core/v1:Service", stack="prod-east", region=None), False),
        (_resource("aws:route53/record:Record", stack="prod-east", region="us-east-1"), True),
        (_resource("aws:dynamodb/table:Table", stack="prod-east", region="us-east-1"), True),
    ],
)
def test_a_region_may_need_what_stands_in_it_its_stack_s_own_and_what_is_for_both(
    resource: StateResource, *, is_in: bool
) -> None:
    assert in_target(resource, WEST) is is_in


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Inside:
    """A cloud with one queue in the target, and one of its name in the other region."""
    records = {("0", region, "orders"): {"state": {"is": "well"}} for region in ("us-west-2", "us-east-1")}
    monkeypatch.setattr(Inside, "records", lambda *_: records)
    return Inside(SimpleNamespace(), WEST)  # type: ignore[arg-type]


def test_a_hand_changes_the_one_record_of_the_region(inside: Inside) -> None:
    set_to("sqs", "_queues", state__is="ill")(inside, _resource())
    assert [each["state"]["is"] for each in inside.records("sqs", "_queues").values()] == ["ill", "well"]
    gone("sqs", "_queues")(inside, _resource())
    assert [key[1] for key in inside.records("sqs", "_queues")] == ["us-east-1"]


def test_a_hand_that_finds_nothing_or_changes_nothing_says_so(inside: Inside) -> None:
    with pytest.raises(LookupError, match="0 records for orders in eu-west-1"):
        gone("sqs", "_queues")(inside, _resource(region="eu-west-1"))
    with pytest.raises(LookupError, match="is as it was"):
        set_to("sqs", "_queues", state__is="well")(inside, _resource())
    with pytest.raises(LookupError, match="is not in"):
        set_to("sqs", "_queues", state__was="ill")(inside, _resource())
    with pytest.raises(LookupError, match="is as it was"):
        changed("sqs", "_queues", lambda *_: None)(inside, _resource())
