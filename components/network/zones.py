"""The zones of the stack file as this account names them, checked before anything is declared."""

import os

import pulumi
import pulumi_aws as aws

from settings import StackSettings
from settings.endpoints import interface_services, service_name
from settings.zones import AccountZones, problems


def with_named_zones(settings: StackSettings, provider: aws.Provider) -> StackSettings:
    """The settings with the names of zones that may be written by id: resources are named after them.

    Asks this region alone: what its zones are called here, and where endpoints can stand. Raises pulumi.RunError,
    before anything is declared, where one is not what the region needs: a zone cannot be changed without a new network.
    """
    opts = pulumi.InvokeOptions(provider=provider)
    known = aws.get_availability_zones(
        state="available", filters=[{"name": "zone-type", "values": ["availability-zone"]}], opts=opts
    )
    services = interface_services(kubernetes=bool(settings.on_kubernetes), traces=settings.traces_by_endpoint)
    account = AccountZones(
        region=settings.region,
        ids=dict(zip(known.names, known.zone_ids, strict=True)),
        endpoints={
            service: aws.ec2.get_vpc_endpoint_service(
                service_name=service_name(settings.region, service), service_type="Interface", opts=opts
            ).availability_zones
            for service in services
        },
    )
    wanted = settings.network.zones
    found = list(problems(wanted, account, kubernetes=bool(settings.on_kubernetes)))
    if found:
        lines = [f"standby:network.zones: {each}" for each in found]
        raise pulumi.RunError(os.linesep.join(["the zones cannot be used; nothing was changed", *lines]))
    names = tuple(account.name_of(zone) or zone for zone in wanted)
    return settings.model_copy(update={"network": settings.network.model_copy(update={"zones": names})})
