"""Logging in to Aurora by IAM: the password is a signed request that lives fifteen minutes, one per connection."""

from collections.abc import Callable

import psycopg

from workloads.shop.clients import AwsClient
from workloads.shop.settings import WorkerSettings

_CONNECT_SECONDS = 5
# How long a server that went away without a word is waited for; TCP alone would take a quarter of an hour.
_SILENCE_MILLISECONDS = 10_000


def connector(settings: WorkerSettings, rds: AwsClient) -> Callable[[], psycopg.Connection]:
    """How to reach the writer. Which certificates are trusted is libpq's PGSSLROOTCERT, set in the image."""

    def connect() -> psycopg.Connection:
        token = rds.generate_db_auth_token(
            DBHostname=settings.database_endpoint,
            Port=settings.database_port,
            DBUsername=settings.database_user,
            Region=settings.aws_region,
        )
        return psycopg.connect(
            host=settings.database_endpoint,
            port=settings.database_port,
            dbname=settings.database_name,
            user=settings.database_user,
            password=token,
            sslmode="verify-full",
            connect_timeout=_CONNECT_SECONDS,
            tcp_user_timeout=_SILENCE_MILLISECONDS,
            options=f"-c statement_timeout={_SILENCE_MILLISECONDS}",
            application_name=settings.service_name,
            autocommit=True,
        )

    return connect
