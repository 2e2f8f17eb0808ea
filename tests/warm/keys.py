"""Keys of states, each derived once in a run of the tests."""

from functools import cache

from sandbox.engine import crypter
from tests import kept

_derive = crypter._derive_key.__wrapped__


@cache
def derived_once(passphrase: str, salt: bytes) -> bytes:
    """As the engine derives it."""
    return kept.kept(lambda: _derive(passphrase, salt), key=passphrase, salt=salt.hex())
