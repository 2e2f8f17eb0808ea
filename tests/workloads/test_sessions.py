"""Sessions: what they survive, when they end, and that no store can open one.

That the table replicates is DynamoDB's part: here the second region is a second cache over the same table.
"""

import json

import pytest

from tests.workloads.shop import ALICE, Aws, MemoryCache, SetClock
from workloads.shop.web.sessions import Session
from workloads.tables import SESSIONS

HALF_A_DAY = 12 * 3600
CACHES = pytest.mark.parametrize("cache", [MemoryCache(), MemoryCache(is_dead=True)], ids=["cached", "dead cache"])


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@CACHES
def test_a_session_is_found_by_its_token_and_by_no_other(aws: Aws, clock: SetClock, cache: MemoryCache) -> None:
    sessions = aws.sessions(cache, clock, "token")
    token, session = sessions.open(ALICE)
    assert (token, session.customer_id) == ("token", ALICE)
    assert sessions.find("token") == session
    assert sessions.find("other") is None


@pytest.mark.parametrize("elsewhere", [MemoryCache(), MemoryCache(is_dead=True)], ids=["empty cache", "dead cache"])
def test_a_session_survives_its_cache_and_its_region(aws: Aws, clock: SetClock, elsewhere: MemoryCache) -> None:
    _, session = aws.sessions(MemoryCache(), clock, "token").open(ALICE)
    assert aws.sessions(elsewhere, clock).find("token") == session


def test_a_session_that_the_cache_lost_is_in_it_again_after_one_look(aws: Aws, clock: SetClock) -> None:
    aws.sessions(MemoryCache(), clock, "token").open(ALICE)
    cache = MemoryCache()
    sessions = aws.sessions(cache, clock)
    sessions.find("token")
    aws.dynamodb.delete_table(TableName="sessions")
    assert sessions.find("token") is not None


@CACHES
def test_a_session_ends_with_its_time_although_the_stores_still_have_it(
    aws: Aws, clock: SetClock, cache: MemoryCache
) -> None:
    sessions = aws.sessions(cache, clock, "token")
    sessions.open(ALICE)
    clock.now += HALF_A_DAY - 1
    assert sessions.find("token") is not None
    clock.now += 1
    assert sessions.find("token") is None


@CACHES
def test_a_closed_session_is_over_at_once(aws: Aws, clock: SetClock, cache: MemoryCache) -> None:
    sessions = aws.sessions(cache, clock, "token")
    sessions.open(ALICE)
    sessions.close("token")
    assert sessions.find("token") is None


def test_the_stores_do_not_hold_what_opens_a_session(aws: Aws, clock: SetClock) -> None:
    cache = MemoryCache()
    aws.sessions(cache, clock, "secret-token").open(ALICE)
    stored = json.dumps(aws.dynamodb.scan(TableName="sessions")["Items"])
    assert ALICE in stored
    assert "secret-token" not in stored + str(cache.kept)


def test_dynamodb_can_see_when_a_session_has_expired(aws: Aws, clock: SetClock) -> None:
    aws.sessions(MemoryCache(), clock, "token").open(ALICE)
    [item] = aws.dynamodb.scan(TableName="sessions")["Items"]
    assert SESSIONS.expires_at is not None
    assert item[SESSIONS.expires_at] == {"N": str(int(clock.now) + HALF_A_DAY)}


def test_a_copy_in_another_regions_cache_does_not_outlive_a_closed_session_by_long(aws: Aws, clock: SetClock) -> None:
    cache = MemoryCache()
    aws.sessions(cache, clock, "token").open(ALICE)
    [(copy, seconds)] = cache.kept.values()
    assert Session.model_validate_json(copy).customer_id == ALICE
    assert seconds <= 300
