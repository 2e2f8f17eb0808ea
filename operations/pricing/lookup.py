"""One price out of what the AWS Price List API answers. Pure: exactly one product and one tier, or a reason why not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from operations.errors import OperationError
from operations.pricing.price_list import Entry, Lookup

# How AWS begins the usage types of a region. Where a region stands under no name here, it is its own name alone.
_PREFIXES: Mapping[str, str] = {
    "ap-northeast-1": "APN1",
    "ap-northeast-2": "APN2",
    "ap-south-1": "APS3",
    "ap-southeast-1": "APS1",
    "ap-southeast-2": "APS2",
    "ca-central-1": "CAN1",
    "eu-central-1": "EUC1",
    "eu-north-1": "EUN1",
    "eu-west-1": "EU",
    "eu-west-2": "EUW2",
    "eu-west-3": "EUW3",
    "sa-east-1": "SAE1",
    "us-east-1": "USE1",
    "us-east-2": "USE2",
    "us-west-1": "USW1",
    "us-west-2": "USW2",
}
_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A price as AWS lists it, in the unit of the book, and the list that it is from."""

    usd: float
    version: str


def usage_types(lookup: Lookup, region: str) -> tuple[str, ...]:
    """Every way in which AWS may write the usage type in a region; services that know no region write it bare."""
    if lookup.everywhere:
        return lookup.usage_types
    prefixes = ["", *(f"{prefix}-" for prefix in (_PREFIXES.get(region), region) if prefix)]
    return tuple(f"{prefix}{usage}" for usage in lookup.usage_types for prefix in prefixes)


def filters(lookup: Lookup, region: str) -> list[dict[str, str]]:
    """What to ask for, as GetProducts takes it."""
    exact = dict(lookup.attributes) | ({} if lookup.everywhere else {"regionCode": region})
    asked = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in sorted(exact.items())]
    return [*asked, {"Type": "ANY_OF", "Field": "usagetype", "Value": ",".join(usage_types(lookup, region))}]


def listed(texts: Sequence[str], entry: Entry, lookup: Lookup, region: str) -> Listed:
    """Take the one price out of the products that were answered. Raises OperationError where it is not exactly one."""
    products = [read for text in texts if _matches(read := json.loads(text), lookup, region)]
    if len(products) != 1:
        raise OperationError(_not_one(products, lookup, region))
    (found,) = products
    terms = found.get("terms", {}).get("OnDemand", {}).values()
    tiers = [tier for term in terms for tier in term["priceDimensions"].values()]
    meant = [tier for tier in tiers if _begins_at(tier, lookup.tier)]
    if len(meant) != 1:
        begins = ", ".join(sorted(str(tier.get("beginRange")) for tier in tiers)) or "nowhere"
        msg = f"{len(meant)} prices of a tier that begins at {lookup.tier:g}; tiers begin at {begins}"
        raise OperationError(msg)
    usd = _usd(meant[0]) * Decimal(str(lookup.per))
    if usd == 0 and entry.usd.get(region) != 0:
        msg = "AWS lists it at 0, which is a free allowance or another product, and no price to take"
        raise OperationError(msg)
    return Listed(usd=float(round(usd, _DIGITS)), version=str(found.get("publicationDate") or found.get("version")))


def _matches(product: Mapping[str, Any], lookup: Lookup, region: str) -> bool:
    """Whether a product is what was asked for: the filters of whoever answers are not relied on."""
    about = {"productFamily": product["product"].get("productFamily"), **product["product"]["attributes"]}
    wanted = dict(lookup.attributes) | ({} if lookup.everywhere else {"regionCode": region})
    return about.get("usagetype") in usage_types(lookup, region) and wanted.items() <= about.items()


def _not_one(products: Sequence[Mapping[str, Any]], lookup: Lookup, region: str) -> str:
    asked = f"{lookup.service} {' or '.join(lookup.usage_types)} {dict(lookup.attributes) or ''}".strip()
    if not products:
        return f"AWS lists nothing like it: {asked}"
    skus = ", ".join(str(product["product"]["sku"]) for product in products)
    where = "" if lookup.everywhere else f" in {region}"
    return f"{len(products)} products match {asked}{where} ({skus}); say more in its lookup"


def _begins_at(dimension: Mapping[str, Any], tier: float) -> bool:
    try:
        return Decimal(str(dimension.get("beginRange") or 0)) == Decimal(str(tier))
    except InvalidOperation:
        return False


def _usd(dimension: Mapping[str, Any]) -> Decimal:
    prices = dimension.get("pricePerUnit") or {}
    if "USD" not in prices:
        msg = f"its price is in {', '.join(prices) or 'no currency'}, not in USD"
        raise OperationError(msg)
    return Decimal(prices["USD"])
