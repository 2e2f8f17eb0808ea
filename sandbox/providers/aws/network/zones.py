"""EC2: look-ups of zones, and of where endpoints of a service can stand."""

from typing import Any

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call
from sandbox.providers.aws.resource_type import Inputs, Outputs, function


@function("aws:index/getAvailabilityZones:getAvailabilityZones", "state", "filters", "allAvailabilityZones")
def get_availability_zones(call: Call, arguments: Inputs) -> Outputs:
    """The region's zones as the account names them, by name. As the real provider, it says no kind of them."""
    filters = [{"Name": each["name"], "Values": each["values"]} for each in arguments.get("filters") or ()]
    if arguments.get("state"):
        filters.append({"Name": "state", "Values": [arguments["state"]]})
    answer = call.client("ec2").describe_availability_zones(
        Filters=filters, AllAvailabilityZones=bool(arguments.get("allAvailabilityZones"))
    )
    zones: list[Any] = sorted(answer["AvailabilityZones"], key=lambda zone: str(zone["ZoneName"]))
    return {
        "id": call.region,
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone["GroupName"] for zone in zones}),
    }


@function("aws:ec2/getVpcEndpointService:getVpcEndpointService", "serviceName", "serviceType")
def get_vpc_endpoint_service(call: Call, arguments: Inputs) -> Outputs:
    """One service that endpoints lead to; none of that name is an error, as it is for the real provider."""
    name, kind = str(arguments["serviceName"]), arguments.get("serviceType")
    filters = [{"Name": "service-type", "Values": [kind]}] if kind else []
    found = call.client("ec2").describe_vpc_endpoint_services(ServiceNames=[name], Filters=filters)["ServiceDetails"]
    if len(found) != 1:
        msg = f"{len(found)} endpoint services are called {name!r} in {call.region}; expected one"
        raise ProviderError(msg)
    (service,) = found
    return {
        "id": service["ServiceId"],
        "serviceName": name,
        "serviceType": service["ServiceType"][0]["ServiceType"],
        "availabilityZones": sorted(service["AvailabilityZones"]),
        "owner": service["Owner"],
    }
