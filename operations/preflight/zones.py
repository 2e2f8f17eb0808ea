"""Zones by id, as this account sees them, and where endpoints can stand."""

from collections.abc import Iterator

from operations.preflight.checking import Finding, fine, wrong
from operations.preflight.place import Place
from settings.endpoints import interface_services, service_name
from settings.zones import AccountZones, problems


def zones(place: Place) -> Iterator[Finding]:
    """What the program itself would refuse, without a preview."""
    client, wanted = place.client("ec2"), place.settings.network.zones
    known = client.describe_availability_zones(
        Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}, {"Name": "state", "Values": ["available"]}]
    )["AvailabilityZones"]
    services = interface_services(kubernetes=place.kubernetes, traces=place.settings.traces_by_endpoint)
    names = {service_name(place.region, service): service for service in services}
    found = client.describe_vpc_endpoint_services(
        ServiceNames=list(names), Filters=[{"Name": "service-type", "Values": ["Interface"]}]
    )["ServiceDetails"]
    account = AccountZones(
        region=place.region,
        ids={str(zone["ZoneName"]): str(zone["ZoneId"]) for zone in sorted(known, key=lambda one: one["ZoneName"])},
        endpoints={names[each["ServiceName"]]: each["AvailabilityZones"] for each in found},
    )
    bad = list(problems(wanted, account, kubernetes=place.kubernetes))
    for each in bad:
        told, _, todo = each.partition("; ")
        yield wrong(told, f"{todo[:1].upper()}{todo[1:]} as standby:network:zones")
    if not bad:
        shown = [account.shown(name) for zone in wanted if (name := account.name_of(zone))]
        yield fine(f"zones {', '.join(shown)} have what the region needs")
