"""Clients that are made while somebody waits for an engine, and not while somebody waits for AWS."""

import gc
from collections.abc import Iterable
from contextlib import suppress
from itertools import product

from operations.live.clients import AWS_ERRORS, Clients, thorough_clients
from operations.live.look import SERVICES as OF_FACTS
from operations.readiness.rules import SERVICES as OF_RULES


def prepared(regions: Iterable[str]) -> Clients:
    """Clients for a look at everything in these regions. Reading the models of two dozen services takes long."""
    made = thorough_clients()
    # Models stay as long as their clients: without this the collector goes through all of them for each further one.
    gc.disable()
    try:
        for service, region in product(sorted({*OF_FACTS, *OF_RULES}), tuple(regions)):
            # Why one cannot be made is said of whatever wants it.
            with suppress(*AWS_ERRORS):
                made(service, region)
        gc.freeze()
    finally:
        gc.enable()
    return made
