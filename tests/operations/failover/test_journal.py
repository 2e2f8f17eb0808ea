"""The journal and lock of a move. DynamoDB is moto in this process: conditions hold, nothing replicates."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from operations.errors import OperationError
from operations.failover.journal import LEASE_SECONDS, Entry, Journal, LostLockError, SecondOperatorError
from operations.recovery.failover_steps import Kind
from tests.operations.failover.stage import EAST, WEST, TestClock, ended_here
from workloads.shop.clients import AwsClient

ME, OTHER = "me@here/1", "you@there/2"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsClient]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("dynamodb", region_name=WEST)
        client.create_table(
            TableName="operations",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield client


def journal(dynamodb: AwsClient, clock: TestClock, owner: str = ME) -> Journal:
    return Journal(dynamodb, "operations", WEST, owner, clock)


def begin(one: Journal, **given: Any) -> str:  # noqa: ANN401
    return one.open(Kind.DISASTER, EAST, **given).operation


def test_what_was_written_is_found_by_whoever_goes_on(dynamodb: AwsClient, clock: TestClock) -> None:
    first = journal(dynamodb, clock)
    operation = begin(first)
    done = Entry(state="done", begun_at=clock.now(), ended_at=clock.now() + 2.5, result={"asked": True})
    first.write("promote", done)
    first.leave()
    record = journal(dynamodb, clock, OTHER).open(Kind.DISASTER, EAST)
    assert (record.operation, record.owner, record.steps) == (operation, OTHER, {"promote": done})


def test_a_second_operator_is_refused_and_told_of_the_first(dynamodb: AwsClient, clock: TestClock) -> None:
    begin(journal(dynamodb, clock))
    with pytest.raises(SecondOperatorError, match=f"{ME} is moving the writer.*--take-from {ME}"):
        begin(journal(dynamodb, clock, OTHER))


def test_whoever_says_nothing_for_a_minute_has_lost_the_lock(dynamodb: AwsClient, clock: TestClock) -> None:
    first = journal(dynamodb, clock)
    begin(first)
    clock.wait(LEASE_SECONDS)
    begin(journal(dynamodb, clock, OTHER))
    with pytest.raises(LostLockError):
        first.write("promote", Entry(state="begun", begun_at=clock.now()))


def test_whoever_renews_keeps_it(dynamodb: AwsClient, clock: TestClock) -> None:
    first = journal(dynamodb, clock)
    begin(first)
    clock.wait(LEASE_SECONDS - 1)
    first.renew()
    clock.wait(LEASE_SECONDS - 1)
    with pytest.raises(SecondOperatorError):
        begin(journal(dynamodb, clock, OTHER))


def test_a_run_that_died_on_this_machine_is_gone_on_with_at_once(dynamodb: AwsClient, clock: TestClock) -> None:
    operation = begin(journal(dynamodb, clock, ended_here()))
    assert begin(journal(dynamodb, clock, OTHER)) == operation


def test_one_that_lives_on_this_machine_is_not(dynamodb: AwsClient, clock: TestClock) -> None:
    begin(journal(dynamodb, clock, f"me@{socket.gethostname()}/{os.getpid()}"))
    with pytest.raises(SecondOperatorError):
        begin(journal(dynamodb, clock, OTHER))


def test_the_lock_can_be_taken_from_a_named_holder_and_from_no_other(dynamodb: AwsClient, clock: TestClock) -> None:
    operation = begin(journal(dynamodb, clock))
    with pytest.raises(SecondOperatorError):
        begin(journal(dynamodb, clock, OTHER), take_from="somebody@else/3")
    assert begin(journal(dynamodb, clock, OTHER), take_from=ME) == operation


def test_an_unfinished_move_is_not_mistaken_for_one_of_another_kind(dynamodb: AwsClient, clock: TestClock) -> None:
    first = journal(dynamodb, clock)
    begin(first)
    first.leave()
    with pytest.raises(OperationError, match=r"a disaster move to us-west-2 .* is not finished"):
        first.open(Kind.PLANNED, EAST)


def test_a_finished_move_is_kept_and_the_next_begins_anew(dynamodb: AwsClient, clock: TestClock) -> None:
    first = journal(dynamodb, clock)
    operation = begin(first)
    first.write("fence", Entry(state="done", begun_at=clock.now()))
    first.finish()
    clock.wait(1)
    record = journal(dynamodb, clock, OTHER).open(Kind.PLANNED, EAST)
    assert record.operation != operation
    assert record.steps == {}
    kept = dynamodb.get_item(TableName="operations", Key={"id": {"S": f"failover#{WEST}#{operation}"}})["Item"]
    assert kept["kind"] == {"S": "disaster"}
    assert "step:fence" in kept


def test_of_two_that_begin_at_once_one_wins(dynamodb: AwsClient, clock: TestClock) -> None:
    class Late(Journal):
        """Reads before the other one writes."""

        def look(self, target: str | None = None) -> None:  # noqa: ARG002 - as if nothing were there
            return None

    begin(journal(dynamodb, clock))
    with pytest.raises(LostLockError):
        begin(Late(dynamodb, "operations", WEST, OTHER, clock))
