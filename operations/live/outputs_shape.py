"""The shape of a region stack's outputs, as far as a look or a move reads them.

components/multi_region/outputs.py makes them.

A stack that an older program brought up lacks some, and is read all the same; what is there has its shape.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from operations.errors import OperationError
from operations.inputs.invalid import first_wrong

Names = dict[str, StrictStr]
Count = Annotated[int, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Database(_Shape):
    global_cluster: StrictStr
    cluster: StrictStr


class _Image(_Shape):
    repository: StrictStr
    tag: StrictStr


class _Queue(_Shape):
    url: StrictStr
    dead_letter_url: StrictStr = ""


class _FailoverControl(_Shape):
    region: StrictStr
    alarm: StrictStr
    namespace: StrictStr
    metric: StrictStr
    dimensions: Names


class _Routing(_Shape):
    origin: StrictStr
    failover_control: _FailoverControl


class _Bounds(_Shape):
    min_tasks: Count
    max_tasks: Count


class _Scaling(_Shape):
    runtime: StrictStr
    resource_id: Annotated[StrictStr, Field(pattern=r"^[^/]+/[^/]+/[^/]+$")] | None = None
    serving: _Bounds
    standing_by: _Bounds


class _Cluster(_Shape):
    cluster: StrictStr


class _RegionOutputs(_Shape):
    region: StrictStr
    peer_region: StrictStr = ""
    strategy: StrictStr = ""
    region_role: StrictStr = ""
    provisioned_as: StrictStr = ""
    full_size_region: StrictStr = ""
    account: StrictStr = ""
    certificate: StrictStr = ""
    origin: StrictStr = ""
    database: _Database | None = None
    images: dict[str, _Image] = {}
    kubernetes: _Cluster | None = None
    queue: _Queue | None = None
    routing: _Routing | None = None
    scaling: dict[str, _Scaling] = {}
    secrets: Names = {}
    tables: Names = {}
    target_groups: Names = {}


def refuse_other_shapes(values: dict[str, Any], origin: str) -> None:
    """Raise OperationError for outputs that are not those of a region's stack."""
    if "region" not in values:
        msg = f"{origin} are not those of a region stack: there is no region among them"
        raise OperationError(msg)
    try:
        _RegionOutputs.model_validate(values)
    except ValidationError as error:
        msg = f"{origin} are not those of a region stack: {first_wrong(error)}"
        raise OperationError(msg) from None
