"""What nobody can read from a plan: how much is used, and how fast people decide. Defaults are stated, not hidden."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong
from operations.inputs.yaml_file import read_yaml
from operations.recovery.failover_steps import AUTOMATIC, FAILOVER


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(_Model):
    """One month of the whole shop at traffic 1 x, wherever it is served."""

    requests_per_second: float = Field(default=50, gt=0, description="Average over the month.")
    peak_factor: float = Field(default=3, ge=1, description="Peak over average; a failover is sized for the peak.")
    requests_per_connection: float = Field(default=10, gt=0, description="Requests before a client connects anew.")
    response_kb: float = Field(default=10, ge=0, description="Average answer to a client.")
    orders_per_request: float = Field(default=0.01, ge=0, le=1, description="Share of requests that place an order.")
    order_kb: float = Field(default=2, ge=0, description="One order as it is replicated.")
    database_gb: float = Field(default=100, ge=0, description="Size of the Aurora volume.")
    database_io_per_request: float = Field(default=1, ge=0, description="Aurora I/O of a request.")
    database_writes_per_order: float = Field(default=20, ge=0, description="Aurora write I/O of an order; replicated.")
    requests_per_second_per_acu: float = Field(default=100, gt=0, description="Load that one capacity unit carries.")
    table_gb: float = Field(default=20, ge=0, description="Size of all DynamoDB tables together.")
    table_reads_per_request: float = Field(default=1, ge=0, description="Read units of a request.")
    table_writes_per_order: float = Field(default=4, ge=0, description="Write units of an order.")
    queue_requests_per_order: float = Field(default=8, ge=0, description="SQS calls of an order, all queues.")
    notifications_per_order: float = Field(default=1, ge=0, description="SNS messages of an order.")
    events_per_order: float = Field(default=1, ge=0, description="EventBridge events of an order.")
    log_kb_per_request: float = Field(default=0.5, ge=0, description="Logs that a request writes to CloudWatch.")
    access_log_kb_per_request: float = Field(default=0.1, ge=0, description="A line of an access log, packed.")
    access_log_months: float = Field(default=3, ge=0, description="How long those lines are kept in S3.")
    nat_kb_per_request: float = Field(default=0.1, ge=0, description="Bytes of a request through a NAT gateway.")
    endpoint_kb_per_request: float = Field(default=2, ge=0, description="Bytes of a request through VPC endpoints.")
    cross_zone_kb_per_request: float = Field(default=5, ge=0, description="Bytes of a request between zones.")
    images_gb: float = Field(default=5, ge=0, description="Container images kept, per region.")
    insights_metrics: float = Field(default=60, ge=0, description="Container Insights metrics of a serving region.")


class Assumptions(_Model):
    """Everything that is assumed. `measured_seconds` are a drill's times, by step, in place of those of the book."""

    usage: Usage = Usage()
    measured_seconds: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="Step of operations/recovery/failover_steps.py -> seconds that a drill took."
    )
    measured_by: str = Field(default="a drill", description="Which drill, as reports name it.")
    applied_quotas: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Quota of operations/recovery/durations.json -> value that the account has."
    )

    @field_validator("measured_seconds")
    @classmethod
    def _known_steps(cls, value: dict[str, float]) -> dict[str, float]:
        known = {step.name for step in (*FAILOVER, *AUTOMATIC)}
        unknown = sorted(value.keys() - known)
        if unknown:
            msg = f"{', '.join(unknown)} is no step of a failover; steps are {', '.join(sorted(known))}"
            raise ValueError(msg)
        return value


def read_assumptions(path: Path | None) -> Assumptions:
    """Read a YAML or JSON file over the defaults. Raises OperationError."""
    if path is None:
        return Assumptions()
    try:
        return Assumptions.model_validate(read_yaml(path, holds="assumptions") or {})
    except ValidationError as error:
        msg = f"{path} holds no assumptions: {first_wrong(error)}"
        raise OperationError(msg) from None
