"""Secrets in the state: Pulumi's passphrase provider, byte for byte, so that the `pulumi` CLI reads our state.

AES-256-GCM under a key from PBKDF2-SHA256 with 1,000,000 iterations, which take a good part of a second: a key is
derived once per process.
"""

import base64
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pulumi_yaml.whole_file import bytes_of_file
from sandbox.engine.errors import StateError

_ITERATIONS, _KEY_BYTES, _SALT_BYTES, _NONCE_BYTES = 1_000_000, 32, 8, 12
_CHECK_TEXT = "pulumi"
SANDBOX_PASSPHRASE = "sandbox"  # noqa: S105 - documented default; the sandbox holds nothing worth hiding


def passphrase_from_environment() -> str:
    """PULUMI_CONFIG_PASSPHRASE, or the file that PULUMI_CONFIG_PASSPHRASE_FILE names, or the sandbox's own.

    Raises StateError where that file cannot be read.
    """
    given = os.environ.get("PULUMI_CONFIG_PASSPHRASE")
    if given is not None:
        return given
    file = os.environ.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    if not file:
        return SANDBOX_PASSPHRASE
    try:
        # Any bytes are a passphrase, as they are in the variable.
        return bytes_of_file(Path(file)).decode(errors="surrogateescape").strip()
    except OSError as error:
        msg = (
            f"PULUMI_CONFIG_PASSPHRASE_FILE names {file}, which cannot be read ({error.strerror}); mend it, or set "
            "PULUMI_CONFIG_PASSPHRASE"
        )
        raise StateError(msg) from error


@cache
def _derive_key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(errors="surrogateescape"), salt, _ITERATIONS, _KEY_BYTES)


class Crypter:
    """Encrypts and decrypts under one passphrase and one salt."""

    def __init__(self, passphrase: str, salt: bytes) -> None:
        self._cipher = AESGCM(_derive_key(passphrase, salt))

    @classmethod
    def create(cls, passphrase: str) -> tuple["Crypter", str]:
        """Make a crypter under a new salt; returns it with the text that a state file keeps of it."""
        salt = secrets.token_bytes(_SALT_BYTES)
        crypter = cls(passphrase, salt)
        return crypter, f"v1:{base64.b64encode(salt).decode()}:{crypter.encrypt(_CHECK_TEXT)}"

    @classmethod
    def open(cls, passphrase: str, kept: str) -> "Crypter":
        """Reopen a crypter from what a state file keeps. Raises StateError when the passphrase is another one."""
        version, _, rest = kept.partition(":")
        encoded_salt, _, check = rest.partition(":")
        if version != "v1" or not check:
            msg = "the state's secrets provider is not one of Pulumi's passphrase provider, version 1"
            raise StateError(msg)
        try:
            crypter = cls(passphrase, base64.b64decode(encoded_salt))
            if crypter.decrypt(check) == _CHECK_TEXT:
                return crypter
        except (StateError, ValueError):
            pass
        msg = "the passphrase does not open this state; set PULUMI_CONFIG_PASSPHRASE to the one it was made with"
        raise StateError(msg)

    def encrypt(self, text: str) -> str:
        """Encrypt under a fresh nonce."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), None)
        return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, text: str) -> str:
        """Decrypt what `encrypt`, or the CLI, wrote. Raises StateError for anything else."""
        version, _, rest = text.partition(":")
        nonce, _, sealed = rest.partition(":")
        if version != "v1":
            msg = "a secret in the state was not written by Pulumi's passphrase provider, version 1"
            raise StateError(msg)
        try:
            return self._cipher.decrypt(base64.b64decode(nonce), base64.b64decode(sealed), None).decode()
        except (InvalidTag, ValueError) as error:
            msg = "a secret in the state cannot be decrypted with this passphrase"
            raise StateError(msg) from error
