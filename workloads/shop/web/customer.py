"""Who a customer is. Pure.

The shop keeps no accounts: the id follows from name and password alone, so that logging in needs no store that would
have to survive a region, and nobody without the password is that customer. Another password is another customer. A shop
with accounts puts its identity provider here.
"""

import hashlib

# Eight MiB for each login under way: forty at once fit into a task.
_COST, _BLOCK = 2**13, 8


def customer_id_of(name: str, password: str) -> str:
    """Slow on purpose, so that passwords cannot be tried out against an id that became known."""
    return hashlib.scrypt(password.encode(), salt=name.encode(), n=_COST, r=_BLOCK, p=1, dklen=16).hex()
