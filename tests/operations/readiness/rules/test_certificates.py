"""Certificates: of the region that takes over, and of the edge, which only us-east-1 knows."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from operations.readiness.look import look
from tests.operations.readiness.rules.stage import HERE, TARGET, THERE, Table, changed, resource, said, told

_KIND = "aws:acm/certificate:Certificate"
_OURS = resource(
    _KIND, "certificate", id="arn:ours", domainName="a.example.com", subjectAlternativeNames=["*.a.example.com"]
)
_EDGE = resource(
    _KIND, "edge-certificate", id="arn:edge", region=THERE, stack="prod-east", domainName="app.example.com"
)
_EDGE = replace(_EDGE, inputs={**_EDGE.inputs, "region": THERE})
_OF_THE_OTHER = resource(
    _KIND, "certificate", id="arn:other", region=THERE, stack="prod-east", domainName="a.example.com"
)
_FOUND = {
    "Certificate": {
        "Status": "ISSUED",
        "DomainName": "a.example.com",
        "SubjectAlternativeNames": ["a.example.com", "*.a.example.com", "app.example.com"],
    }
}
HEALTHY: dict[str, Any] = {"describe_certificate": _FOUND}
CASES: dict[str, tuple[Any, str, bool]] = {
    "gone": (("describe_certificate", said("ResourceNotFoundException")), "is not there", True),
    "expired": (("describe_certificate", "Certificate", "Status", "EXPIRED"), "is EXPIRED", True),
    "of another name": (
        ("describe_certificate", "Certificate", "SubjectAlternativeNames", ["a.example.com", "app.example.com"]),
        "names that it lacks is *.a.example.com, declared is none",
        True,
    ),
    "not renewed": (
        (
            "describe_certificate",
            "Certificate",
            {
                **_FOUND["Certificate"],
                "RenewalSummary": {"RenewalStatus": "FAILED"},
                "NotAfter": datetime(2027, 3, 1, tzinfo=UTC),
            },
        ),
        "could not be renewed",
        False,
    ),
}


def test_certificates_that_are_issued_have_nothing_to_tell() -> None:
    assert told([_OURS, _EDGE, _OF_THE_OTHER], HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_certificate_that_does_not_answer_clients_is_named(case: tuple[Any, str, bool]) -> None:
    change, says, stops = case
    assert told([_OURS], changed(HEALTHY, *change)) == [("certificate", says, stops)]


def test_each_is_asked_for_where_it_stands_and_the_other_regions_own_is_not() -> None:
    table = Table(HEALTHY, [])
    look(TARGET, [_OURS, _EDGE, _OF_THE_OTHER], table)
    assert table.asked == [("acm", HERE, "describe_certificate"), ("acm", THERE, "describe_certificate")]


def test_an_edge_whose_region_is_gone_serves_on() -> None:
    def answer(*, CertificateArn: str) -> Any:  # noqa: ANN401, N803 - AWS's
        if CertificateArn == "arn:edge":
            raise ConnectTimeoutError(endpoint_url="https://nowhere")
        return _FOUND

    assert told([_OURS, _EDGE], {"describe_certificate": answer}) == [
        ("edge-certificate", "could not be looked at: no answer (ConnectTimeoutError)", False)
    ]


def test_in_a_disaster_nothing_is_asked_of_the_region_that_is_gone() -> None:
    table = Table(HEALTHY, [])
    found = look(TARGET, [_OURS, _EDGE], table, hasty=table)
    assert table.asked == [("acm", HERE, "describe_certificate")]
    assert found.is_ready


def test_a_region_that_does_not_say_is_not_ready() -> None:
    found = look(TARGET, [_OURS], Table({"describe_certificate": said("AccessDeniedException")}, []))
    assert [(each.resource.name, each.stops) for each in found.unseen] == [("certificate", True)]
