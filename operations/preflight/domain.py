"""Whether the domain leads to the hosted zone: resolvers are asked, not only Route 53."""

from collections.abc import Iterator
from typing import Any

from operations.preflight.checking import Finding, attention, fine, wrong
from operations.preflight.place import Place


def delegation(place: Place) -> Iterator[Finding]:
    """The zone's name servers against those that the world is told; before the first up, that there is a parent."""
    domain = place.settings.domain
    zone = hosted_zone(place)
    if zone is None:
        yield from _parent(place, domain)
        return
    ours = frozenset(_plain(each) for each in _name_servers(place, zone))
    told = frozenset(_plain(each) for each in place.name_servers(domain))
    if ours == told:
        yield fine(f"{domain} is delegated to its hosted zone")
    elif told & ours:
        yield attention(
            f"{domain} is delegated to {', '.join(sorted(told))}, and its hosted zone has {', '.join(sorted(ours))}",
            "Write all of them, and no others, as NS records of the domain in its parent",
        )
    else:
        found = f"is delegated to {', '.join(sorted(told))}" if told else "is not delegated"
        yield wrong(
            f"{domain} {found}, and its hosted zone has {', '.join(sorted(ours))}: certificates wait for it, and "
            "nobody finds the shop",
            "Write the zone's name servers as NS records of the domain in its parent, or at the registrar",
        )


def hosted_zone(place: Place) -> str | None:
    """The id of the domain's public zone; None before there is one."""
    found = place.world("route53").list_hosted_zones_by_name(DNSName=place.settings.domain)["HostedZones"]
    return next(
        (
            str(each["Id"])
            for each in found
            if _plain(each["Name"]) == place.settings.domain and not each["Config"].get("PrivateZone")
        ),
        None,
    )


def _parent(place: Place, domain: str) -> Iterator[Finding]:
    parent = domain.partition(".")[2]
    if place.name_servers(parent):
        yield fine(f"{domain} has no hosted zone yet, and {parent} is there to delegate it")
    else:
        yield wrong(
            f"nobody answers for {parent}, so {domain} cannot be delegated", "Register it, or write another one"
        )


def _name_servers(place: Place, zone: str) -> Any:  # noqa: ANN401 - a list of AWS's
    return place.world("route53").get_hosted_zone(Id=zone)["DelegationSet"]["NameServers"]


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
