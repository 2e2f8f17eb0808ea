"""Every operation of the REST services that the platform uses is recognised by the request that botocore makes of it.

It proves that names in the log and in fault rules are AWS's own. It says nothing about services that are not listed.
"""

from typing import Any
from urllib.parse import urlencode

import botocore.session
import pytest
from botocore.model import ListShape, OperationModel, Shape, StructureShape
from botocore.serialize import create_serializer

from sandbox.cloud.operations import operation_name

# Their requests are those of other operations: of their successors, or of ListBuckets at another host.
INDISTINCT = {
    "GetBucketLifecycle",
    "GetBucketNotification",
    "ListDirectoryBuckets",
    "PutBucketLifecycle",
    "PutBucketNotification",
}


def sample(shape: Shape | None) -> Any:  # noqa: ANN401 - whatever the shape is
    """The least that a shape needs."""
    if isinstance(shape, StructureShape):
        return {name: sample(shape.members[name]) for name in shape.required_members}
    kind = shape.type_name if shape is not None else "none"
    if isinstance(shape, ListShape):
        return [sample(shape.member)]
    samples = {"map": {}, "boolean": True, "timestamp": "2026-11-25", "blob": b"x", "none": {}}
    return samples.get(kind, 1 if kind in {"integer", "long", "float", "double"} else "word")


def operations(service: str) -> list[OperationModel]:
    model = botocore.session.get_session().get_service_model(service)
    return [model.operation_model(name) for name in model.operation_names]


@pytest.mark.parametrize("service", ["route53", "s3", "cloudfront", "eks", "lambda", "efs", "scheduler"])
def test_each_request_that_botocore_makes_has_its_operations_name(service: str) -> None:
    unrecognised = {}
    for operation in operations(service):
        request = create_serializer(operation.service_model.protocol, include_validation=False).serialize_to_request(
            sample(operation.input_shape), operation
        )
        path, _, in_path = request["url_path"].partition("?")
        query = request["query_string"]
        parts = [in_path, query if isinstance(query, str) else urlencode(query)]
        headers = frozenset(name.lower() for name in request["headers"])
        signing_name = operation.service_model.signing_name
        found = operation_name(signing_name, request["method"], path, "&".join(filter(None, parts)), headers)
        if found != operation.name and operation.name not in INDISTINCT:
            unrecognised[operation.name] = found
    assert unrecognised == {}


def test_a_service_of_another_protocol_has_no_such_names() -> None:
    assert operation_name("rds", "POST", "/", "", frozenset()) is None
