"""Logging in to ElastiCache by IAM: the password is a signed request that lives fifteen minutes."""

import redis
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_LIFE_SECONDS = 900
_SCHEME = "http://"


class CacheLogin(redis.CredentialProvider):
    """Signs anew for each connection. Signing asks nobody."""

    def __init__(self, credentials: Credentials, *, region: str, cache_name: str, user: str) -> None:
        self._credentials, self._region = credentials, region
        self._cache_name, self._user = cache_name, user

    def get_credentials(self) -> tuple[str, str]:
        """User and password."""
        request = AWSRequest(
            method="GET",
            url=f"{_SCHEME}{self._cache_name}/",
            params={"Action": "connect", "User": self._user},
        )
        SigV4QueryAuth(
            self._credentials.get_frozen_credentials(), "elasticache", self._region, expires=_LIFE_SECONDS
        ).add_auth(request)
        return self._user, str(request.url).removeprefix(_SCHEME)
