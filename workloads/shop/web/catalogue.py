"""The products, read through the cache."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, TypeAdapter

from workloads.shop.clients import AwsClient
from workloads.shop.items import from_item, to_item
from workloads.shop.order import ProductId
from workloads.shop.web.cache import Cache
from workloads.shop.web.single_flight import SingleFlight
from workloads.tables import PRODUCTS

_KEPT_SECONDS, _SPREAD_SECONDS = 240, 120
_MOST_LISTED = 100


class Product(BaseModel):
    """What the shop sells."""

    model_config = ConfigDict(frozen=True)

    product_id: ProductId
    name: str
    price_cents: int


_PRODUCTS = TypeAdapter(list[Product])


class Catalogue:
    """Keeps products as the JSON in which they are answered. `draw` gives a number from 0 up to 1."""

    def __init__(self, dynamodb: AwsClient, table: str, cache: Cache, draw: Callable[[], float]) -> None:
        self._dynamodb, self._table, self._cache, self._draw = dynamodb, table, cache, draw
        self._loads: SingleFlight[bytes | None] = SingleFlight()

    def product(self, product_id: str) -> Product | None:
        """One product, or None where there is none."""
        text = self.product_json(product_id)
        return None if text is None else Product.model_validate_json(text)

    def product_json(self, product_id: str) -> bytes | None:
        """One product as JSON."""
        return self._through_cache(f"product:{product_id}", lambda: self._load(product_id))

    def list_json(self) -> bytes:
        """The first products as JSON."""
        return self._through_cache("products", self._load_list) or b"[]"

    def _through_cache(self, key: str, load: Callable[[], bytes | None]) -> bytes | None:
        kept = self._cache.get(key)
        return kept if kept is not None else self._loads.do(key, lambda: self._load_and_keep(key, load))

    def _load_and_keep(self, key: str, load: Callable[[], bytes | None]) -> bytes | None:
        loaded = load()
        if loaded is not None:
            # Spread, so that what was loaded together, as after a start with an empty cache, does not expire together.
            self._cache.put(key, loaded, _KEPT_SECONDS + int(self._draw() * _SPREAD_SECONDS))
        return loaded

    def _load(self, product_id: str) -> bytes | None:
        answer = self._dynamodb.get_item(TableName=self._table, Key=to_item({PRODUCTS.key: product_id}))
        return from_item(Product, answer["Item"]).model_dump_json().encode() if "Item" in answer else None

    def _load_list(self) -> bytes:
        answer = self._dynamodb.scan(TableName=self._table, Limit=_MOST_LISTED)
        products = sorted((from_item(Product, item) for item in answer["Items"]), key=lambda each: each.product_id)
        return _PRODUCTS.dump_json(products)
