"""Who answers in another protocol than the client speaks is not AWS."""

import pytest
from botocore.parsers import ResponseParserError
from botocore.session import Session

from operations.live.clients import _refuse_strangers


@pytest.mark.parametrize("service", ["cloudwatch", "sqs"])
def test_an_answer_is_judged_by_the_protocol_that_the_client_speaks(service: str) -> None:
    client = Session().create_client(service, region_name="us-west-2")
    model = client.meta.service_model
    operation = model.operation_model(model.operation_names[0])
    _refuse_strangers(operation, {"status_code": 200, "body": b"{}"})
    with pytest.raises(ResponseParserError, match="not AWS"):
        _refuse_strangers(operation, {"status_code": 200, "body": b"<html>"})


def test_a_page_of_a_balancer_in_front_of_aws_is_left_to_botocore_which_asks_again() -> None:
    client = Session().create_client("sqs", region_name="us-west-2")
    operation = client.meta.service_model.operation_model("ListQueues")
    _refuse_strangers(operation, {"status_code": 503, "body": b"<html>busy"})
    with pytest.raises(ResponseParserError, match="not AWS"):
        _refuse_strangers(operation, {"status_code": 503, "body": b"[]"})
