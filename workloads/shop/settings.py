"""What a process of the shop reads from its environment, once, when it starts."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65_535)]


class SettingsError(RuntimeError):
    """The environment lacks something, or holds something that cannot be right."""


class ShopSettings(BaseModel):
    """What both processes need. A field's variable is its name in capitals."""

    model_config = ConfigDict(frozen=True)

    aws_region: Text
    service_name: Text
    trace_share: float = Field(ge=0, le=1)
    orders_table: Text
    orders_queue_url: Text

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read them all. Raises SettingsError with everything that is wrong, not just the first."""
        given = {name: environment[name.upper()] for name in cls.model_fields if name.upper() in environment}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            wrong = "; ".join(
                f"{str(each['loc'][0]).upper()} "
                + ("is not set" if each["type"] == "missing" else f"is {each['input']!r}: {each['msg']}")
                for each in error.errors()
            )
            msg = f"the environment cannot be used: {wrong}. workloads/declaration.py says what each variable is"
            raise SettingsError(msg) from None


class WebSettings(ShopSettings):
    """What `web` needs."""

    products_table: Text
    sessions_table: Text
    cache_endpoint: Text
    cache_port: Port
    cache_name: Text
    cache_user: Text
    peer_region: Text
    port: Port = 8080
    # How long it keeps serving after it was told to stop: a load balancer that is told at the same moment
    # still sends requests until it has taken the task out.
    drain_seconds: float = Field(default=20, ge=0)


class WorkerSettings(ShopSettings):
    """What `worker` needs."""

    peer_region: Text
    operations_table: Text
    event_bus: Text
    database_endpoint: Text
    database_port: Port
    database_name: Text
    database_user: Text
