"""Products through the cache: what is asked of the table, and what still works without a cache."""

import json

from tests.workloads.shop import Aws, MemoryCache


def test_a_product_is_read_from_the_table_once_and_then_from_the_cache(aws: Aws) -> None:
    catalogue = aws.catalogue()
    first = catalogue.product("tea")
    aws.dynamodb.delete_item(TableName="products", Key={"product_id": {"S": "tea"}})
    assert first is not None
    assert catalogue.product("tea") == first, "the table has it no longer"


def test_a_dead_cache_sends_readers_to_the_table(aws: Aws) -> None:
    catalogue = aws.catalogue(MemoryCache(is_dead=True))
    assert catalogue.product("tea") is not None
    aws.add_product("tea", price_cents=999)
    renewed = catalogue.product("tea")
    assert renewed is not None
    assert renewed.price_cents == 999


def test_what_is_loaded_together_does_not_expire_together(aws: Aws) -> None:
    lives = []
    for draw in (0.0, 0.5, 0.99):
        cache = MemoryCache()
        aws.catalogue(cache, draw).product("tea")
        lives.append(cache.kept["product:tea"][1])
    assert lives == [240, 300, 358]


def test_a_product_that_is_not_there_is_looked_up_each_time(aws: Aws) -> None:
    cache = MemoryCache()
    catalogue = aws.catalogue(cache)
    assert catalogue.product("new") is None
    assert cache.kept == {}
    aws.add_product("new")
    assert catalogue.product("new") is not None, "an absence that was kept would hide it"


def test_the_list_is_kept_as_it_was_answered(aws: Aws) -> None:
    aws.add_product("coffee", price_cents=400)
    catalogue = aws.catalogue()
    listed = catalogue.list_json()
    aws.add_product("milk")
    assert [each["product_id"] for each in json.loads(listed)] == ["coffee", "tea"]
    assert catalogue.list_json() == listed
