"""The documents of refusals, for clients that are stricter than botocore."""

import json
from xml.etree import ElementTree as ET

import pytest

from sandbox.cloud.request import read_call
from sandbox.cloud.response import refusal

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("service", "headers", "path"),
    [
        ("s3", {}, "."),
        ("ec2", FORM, "Errors/Error"),
        ("rds", FORM, "Error"),
        ("route53", {}, "Error"),
        ("cloudfront", {}, "Error"),
    ],
)
def test_each_xml_protocol_has_its_error_in_another_place(service: str, headers: dict[str, str], path: str) -> None:
    signed = {"authorization": f"AWS4-HMAC-SHA256 Credential=k/20261125/us-east-1/{service}/aws4_request", **headers}
    answer = refusal(read_call("POST", "/", "", signed, b""), "Throttling", "a < b", 503)
    root = ET.fromstring(answer.body)  # noqa: S314 - our own document
    error = root if path == "." else root.find(path)
    assert error is not None
    assert (error.findtext("Code"), error.findtext("Message"), answer.status) == ("Throttling", "a < b", 503)


def test_the_json_protocols_name_the_error_in_body_and_header() -> None:
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=k/20261125/us-east-1/ecs/aws4_request"}
    answer = refusal(read_call("POST", "/", "", signed, b""), "ThrottlingException", "slow down", 400)
    assert json.loads(answer.body) == {"__type": "ThrottlingException", "message": "slow down"}
    assert answer.headers["x-amzn-errortype"] == "ThrottlingException"
