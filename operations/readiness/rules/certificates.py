"""ACM: the certificates that answer clients, in the regions and at the edge."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from operations.live.clients import AWS_ERRORS, reason
from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import NothingToSee, Problem, Rule, Target, needed, region_of, spared, stands_in

READS = ("acm:DescribeCertificate",)
_MEANS = "clients would be refused by the region that takes over"
_AT_THE_EDGE = "clients would be refused at the edge, whichever region serves"
_DELEGATED = "Is the domain delegated to its zone, and does the zone hold the validation record?"


def _concerns(resource: StateResource, target: Target) -> bool:
    return stands_in(resource, target) or _is_of_the_edge(resource)


def _is_of_the_edge(resource: StateResource) -> bool:
    """CloudFront takes its certificate from us-east-1 alone, so that one names its region itself."""
    return "region" in resource.inputs


def _certificates(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        in_place = region_of(each) == ask.region
        if not in_place and not ask.elsewhere:
            continue
        try:
            found = unless_gone(partial(_described, ask, each), "ResourceNotFoundException")
        except AWS_ERRORS as error:
            if in_place:
                raise
            goes_on = f"CloudFront has its own copy and goes on; ACM answers for it in {region_of(each)} alone"
            yield spared(each, f"could not be looked at: {reason(error)}", goes_on, "look again later")
        else:
            yield from _compared(each, found)


def _described(ask: Ask, resource: StateResource) -> dict[str, Any]:
    region = region_of(resource) or ""
    answer = ask.one("acm", "describe_certificate", region=region, CertificateArn=resource.id)
    return dict(answer["Certificate"])


def _compared(declared: StateResource, found: dict[str, Any] | None) -> Iterator[Problem]:
    means = _AT_THE_EDGE if _is_of_the_edge(declared) else _MEANS
    if found is None:
        yield needed(declared, "is not there", means)
        return
    if found["Status"] != "ISSUED":
        yield needed(declared, f"is {found['Status']}", means, _DELEGATED)
    names = {found["DomainName"], *found.get("SubjectAlternativeNames", ())}
    wanted = {declared.inputs.get("domainName"), *declared.inputs.get("subjectAlternativeNames", ())} - {None}
    if seen := unlike(Facet("names that it lacks", wanted - names, [])):
        yield needed(declared, seen, means)
    if found.get("RenewalSummary", {}).get("RenewalStatus") == "FAILED":
        until = f"it serves until {found['NotAfter']:%Y-%m-%d}, and no failover renews it"
        yield spared(declared, "could not be renewed", until, _DELEGATED)


RULES = (
    Rule(type="aws:acm/certificate:Certificate", look=_certificates, concerns=_concerns),
    NothingToSee(
        type="aws:acm/certificateValidation:CertificateValidation",
        because="it waits for a certificate while a stack comes up, and is nothing in AWS",
    ),
)
