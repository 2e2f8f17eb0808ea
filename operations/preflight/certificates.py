"""Certificates of the domain: issued, long enough, and renewable without anybody."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from operations.preflight.checking import Finding, fine, wrong
from operations.preflight.domain import hosted_zone
from operations.preflight.place import Place

# ACM renews sixty days before the end; what it has not renewed by then it cannot renew.
_NOTICE = timedelta(days=45)


def certificates(place: Place) -> Iterator[Finding]:
    """Those of this region. Before the first up there are none."""
    client, domain = place.client("acm"), place.settings.domain
    pages = client.get_paginator("list_certificates").paginate()
    found = [
        each for page in pages for each in page["CertificateSummaryList"] if _is_of(str(each["DomainName"]), domain)
    ]
    if not found:
        yield fine(f"{domain} has no certificate here yet; the first up makes it")
    for each in found:
        yield from _judged(place, client.describe_certificate(CertificateArn=each["CertificateArn"])["Certificate"])


def _is_of(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _judged(place: Place, one: dict[str, Any]) -> Iterator[Finding]:
    name, status, ends = one["DomainName"], one["Status"], one.get("NotAfter")
    renewal = one.get("RenewalSummary", {}).get("RenewalStatus", "")
    if status != "ISSUED":
        do = "Delegate the domain, and see that the validation records are in its zone"
        yield wrong(f"the certificate of {name} is {status}", do)
    elif ends is not None and ends.date() - place.today < _NOTICE:
        yield wrong(f"the certificate of {name} ends on {ends:%Y-%m-%d}", "ACM has not renewed it: look at why, in ACM")
    elif renewal in {"FAILED", "PENDING_VALIDATION"}:
        yield wrong(f"the renewal of the certificate of {name} is {renewal}", "Put its validation records back")
    else:
        missing = [record for record in _records(one) if not _is_there(place, record)]
        for record in missing:
            yield wrong(
                f"the certificate of {name} cannot be renewed: {record['Name']} is not in the zone",
                "Run `pulumi up` of the home stack, which declares it",
            )
        if not missing:
            yield fine(f"the certificate of {name} is issued, and its validation record is there")


def _records(one: dict[str, Any]) -> list[dict[str, str]]:
    """The validation records, each once."""
    found = {
        each["ResourceRecord"]["Name"]: each["ResourceRecord"]
        for each in one.get("DomainValidationOptions", ())
        if "ResourceRecord" in each
    }
    return list(found.values())


def _is_there(place: Place, record: dict[str, str]) -> bool:
    zone = hosted_zone(place)
    if zone is None:
        return False
    answer = place.world("route53").list_resource_record_sets(
        HostedZoneId=zone, StartRecordName=record["Name"], StartRecordType=record["Type"], MaxItems="1"
    )
    return any(
        str(each["Name"]).rstrip(".") == record["Name"].rstrip(".") and each["Type"] == record["Type"]
        for each in answer["ResourceRecordSets"]
    )
