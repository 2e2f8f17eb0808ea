"""Whether the domain leads to the hosted zone: resolvers are asked, not only Route 53."""

import re
from collections.abc import Iterator
from typing import Any

from operations.preflight.checking import Finding, attention, fine, wrong
from operations.preflight.place import Place, tags_of

# What Route 53 calls the servers of a hosted zone.
_ROUTE_53 = re.compile(r"ns-\d+\.awsdns-\d+\.")


def delegation(place: Place) -> Iterator[Finding]:
    """The zone's name servers against those that the world is told; before the first up, that it is free."""
    domain = place.settings.domain
    for other in [each for each, is_ours in _zones(place) if not is_ours]:
        yield wrong(
            f"there is a hosted zone {other} of {domain} already, and no stack of this pair made it: the home stack "
            "makes another, and what is asked of the domain comes to one of them",
            "Delete it, where nobody needs it, or write a domain below it that has none",
        )
    zone = hosted_zone(place)
    if zone is None:
        yield from _free(place, domain)
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
    """The id of the domain's public zone that the home stack made; None before there is one."""
    return next((zone for zone, is_ours in _zones(place) if is_ours), None)


def _zones(place: Place) -> Iterator[tuple[str, bool]]:
    """Public zones of the domain, and whether a stack of the pair made them: Route 53 takes many of one name."""
    client = place.world("route53")
    for each in client.list_hosted_zones_by_name(DNSName=place.settings.domain)["HostedZones"]:
        if _plain(each["Name"]) == place.settings.domain and not each["Config"].get("PrivateZone"):
            zone = str(each["Id"]).rpartition("/")[2]
            found = client.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone)["ResourceTagSet"]["Tags"]
            yield zone, place.owns(tags_of(found))


def _free(place: Place, domain: str) -> Iterator[Finding]:
    told, parent = sorted(_plain(each) for each in place.name_servers(domain)), domain.partition(".")[2]
    if any(_ROUTE_53.match(each) for each in told):
        yield wrong(
            f"{domain} is delegated to {', '.join(told)}, and account {place.account} has no hosted zone of a stack",
            "Use the credentials of the account that has it; or take the delegation away, if it is to begin anew",
        )
    elif told:
        yield attention(
            f"{domain} is delegated to {', '.join(told)}", "The first up waits until it is delegated to the new zone"
        )
    elif place.name_servers(parent):
        yield fine(f"{domain} has no hosted zone yet, and {parent} is there to delegate it")
    else:
        yield wrong(
            f"nobody answers for {parent}, so {domain} cannot be delegated", "Register it, or write another one"
        )


def _name_servers(place: Place, zone: str) -> Any:  # noqa: ANN401 - a list of AWS's
    return place.world("route53").get_hosted_zone(Id=zone)["DelegationSet"]["NameServers"]


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
