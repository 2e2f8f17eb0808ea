"""The caller's own credentials: looked for once, within seconds, and told in words where there are none.

As long as there are none, botocore looks for them again with each client that it makes and each call that it signs.
Where a container, an instance or STS has to be asked and does not answer, that is seconds to minutes each time.
"""

import time
from collections.abc import Callable
from threading import RLock
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, CredentialRetrievalError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.session import Session

# These say nothing of credentials, and may be of whoever hands them out.
_OF_ANY_CALL = (BotoConnectionError, ClientError, HTTPClientError)
# A look that goes on for hours, and a move, ask again.
_COUNTS_SECONDS = 30
# For STS and SSO, which botocore otherwise asks five times, for a minute each.
_ASKED = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


class CallerSession(Session):  # type: ignore[misc]
    """A session of whoever calls. Where their credentials cannot be had, that is an error of botocore's, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.set_default_client_config(_ASKED)
        self._refusals = _Refusals()
        self._kept: _Kept | None = None

    def get_credentials(self) -> Any:  # noqa: ANN401 - botocore's
        """Them, or None where nobody gave any."""
        return self._refusals.unless_refused(self._look)

    def _look(self) -> Any:  # noqa: ANN401 - botocore's
        found = super().get_credentials()
        if found is None:
            return None
        if self._kept is None:
            self._kept = _Kept(found, self._refusals)
        # A role is taken only when something is signed, and then by many calls at once.
        self._kept.get_frozen_credentials()
        return self._kept


class _Kept:
    """Credentials as botocore found them. What cannot be renewed is not asked for again by each call."""

    def __init__(self, found: Any, refusals: "_Refusals") -> None:  # noqa: ANN401 - botocore's
        self._found, self._refusals = found, refusals

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - botocore's
        return getattr(self._found, name)

    def get_frozen_credentials(self) -> Any:  # noqa: ANN401 - botocore's
        return self._refusals.unless_refused(self._frozen)

    def _frozen(self) -> Any:  # noqa: ANN401 - botocore's
        frozen = self._found.get_frozen_credentials()
        if not all(isinstance(each, str) for each in (frozen.access_key, frozen.secret_key, frozen.token or "")):
            msg = "a key is no text"
            raise TypeError(msg)
        return frozen


class _Refusals:
    """For a while, what was refused is not asked for again. One asks, and the others wait for what it is told."""

    def __init__(self) -> None:
        self._lock, self._until = RLock(), 0.0
        self._error: Exception | None = None

    def unless_refused(self, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - botocore's
        with self._lock:
            if time.monotonic() < self._until:
                if self._error is None:
                    return None
                raise self._error.with_traceback(None)
            try:
                found = ask()
            except Exception as error:
                told = _told(error)
                self._remember(told)
                if told is error:
                    raise
                raise told from error
            if found is None:
                self._remember(None)
            return found

    def _remember(self, error: Exception | None) -> None:
        self._until, self._error = time.monotonic() + _COUNTS_SECONDS, error


def _told(error: Exception) -> Exception:
    of_botocore, of_any_call = isinstance(error, BotoCoreError), isinstance(error, _OF_ANY_CALL)
    if of_botocore and not of_any_call:
        return error
    # botocore takes it that whoever is asked answers with credentials.
    cause = str(error) if of_any_call else f"{type(error).__name__}: {error}"
    told: Exception = CredentialRetrievalError(provider="the environment and the profile", error_msg=cause)
    return told
