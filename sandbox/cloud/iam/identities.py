"""Who calls: access keys that this cloud issued, and the sessions of roles behind them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sandbox.cloud.iam.principal import Principal, role_session, root
from sandbox.cloud.kubernetes.keys import Key, own_key
from sandbox.cloud.request import AwsCall

_KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_KEY_LENGTH = 16


@dataclass(frozen=True)
class Credentials:
    """What STS hands out for a session of a role."""

    access_key: str
    secret: str
    token: str
    role_arn: str
    session: str
    expires: float

    @cached_property
    def principal(self) -> Principal:
        """Who has them."""
        return role_session(self.role_arn, self.session)


class Identities:
    """The sessions that are open. A key that nobody issued here is the administrator of its account."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._issued: dict[str, Credentials] = {}

    def issue(self, role_arn: str, session: str, seconds: float) -> Credentials:
        """Open a session of a role, which somebody has found to be allowed."""
        letters = "".join(secrets.choice(_KEY_LETTERS) for _ in range(_KEY_LENGTH))
        made = Credentials(
            access_key=f"ASIA{letters}",
            secret=secrets.token_urlsafe(30),
            token=secrets.token_urlsafe(60),
            role_arn=role_arn,
            session=session,
            expires=self._clock() + seconds,
        )
        self._issued[made.access_key] = made
        return made

    def of(self, access_key: str) -> Credentials | None:
        """What was issued with a key; None where nobody issued it here."""
        return self._issued.get(access_key)

    def cluster_key(self, access_key: str) -> Key | None:
        """What a caller of a cluster signs with. None: its session has ended."""
        issued = self._issued.get(access_key)
        if issued is None:
            return own_key(access_key)
        return None if self.has_expired(issued) else Key(issued.secret, issued.role_arn, issued.token)

    def has_expired(self, issued: Credentials) -> bool:
        """Whether a session has ended."""
        return issued.expires <= self._clock()

    def principal(self, call: AwsCall) -> Principal:
        """Who makes a call."""
        issued = self._issued.get(call.access_key)
        return issued.principal if issued else root(call.account)
