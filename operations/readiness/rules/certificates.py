"""ACM: the certificates that answer clients."""

from collections.abc import Iterator, Sequence

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask
from operations.readiness.rule import NothingToSee, Problem, Rule, needed

_MEANS = "clients would be refused by the region that takes over"


def _certificates(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    acm = ask.client("acm")
    for each in declared:
        try:
            found = acm.describe_certificate(CertificateArn=each.id)["Certificate"]
        except acm.exceptions.ResourceNotFoundException:
            yield needed(each, "is not there", _MEANS)
            continue
        if found["Status"] != "ISSUED":
            yield needed(each, f"is {found['Status']}", _MEANS, "Is the domain delegated to its zone?")


RULES = (
    Rule(type="aws:acm/certificate:Certificate", look=_certificates),
    NothingToSee(
        type="aws:acm/certificateValidation:CertificateValidation",
        because="it waits for a certificate while a stack comes up, and is nothing in AWS",
    ),
)
