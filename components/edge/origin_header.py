"""The header by which load balancers know the edge. Pure.

Its values follow from one secret and a generation that counts up, so that a rotation makes and reads nothing new. A
load balancer takes the generation before, the one now and the one after it: one step can be taken by either stack
first, and while CloudFront still spreads it.
"""

import hashlib
import hmac

NAME = "x-standby-origin"


def value(secret: str, generation: int) -> str:
    """What the edge sends in a generation. It tells nothing of the secret, nor of another generation's value."""
    return hmac.new(secret.encode(), f"{NAME}/{generation}".encode(), hashlib.sha256).hexdigest()


def accepted(secret: str, generation: int) -> list[str]:
    """What a load balancer takes in a generation."""
    return [value(secret, each) for each in (generation - 1, generation, generation + 1)]
