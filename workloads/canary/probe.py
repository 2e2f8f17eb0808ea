"""Read the shop by its public name as a client does. Synthetics calls `handler`; an exception is a failed run."""

import json
import os
import urllib.request

_SECONDS = 10
_USER_AGENT = "standby-canary"


class ShopError(Exception):
    """The shop answered, and not as it should."""


def handler(_event: object, _context: object) -> str:
    """Ask for the products. Raises ShopError, or what urllib raises where there is no answer."""
    address = os.environ["SHOP_URL"] + "/products"
    if not address.startswith("https://"):
        msg = f"{address} is not read over TLS"
        raise ShopError(msg)
    request = urllib.request.Request(address, headers={"User-Agent": _USER_AGENT})  # noqa: S310 - https, see above
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        products = json.loads(answer.read())
    if not isinstance(products, list):
        msg = "what came is no list of products"
        raise ShopError(msg)
    return f"{len(products)} products"
