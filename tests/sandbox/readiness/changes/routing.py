"""Route 53, CloudFront and WAF: by what clients come."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.region_switch import RegionSwitchPlans
from sandbox.cloud.additions.route53_health import HealthChecks
from sandbox.cloud.additions.waf import WafLogging
from tests.sandbox.readiness.change import LIVES, STOPS, Around, Failover, Table
from tests.sandbox.readiness.hands import Hand, Inside, Record, by, changed, gone, replaced, set_to, without

_LOST = "clients do not come to the region"
_ELSEWHERE = "elsewhere.us-west-2.elb.amazonaws.com."
_GOES_ON = "AWS lets go of what the distribution does without, so it was changed"


def _record(record: list[Record], resource: StateResource) -> Record:
    given = resource.inputs
    (found,) = [
        each
        for each in record
        if each["Name"] == f"{given['name'].rstrip('.')}."
        and each["Type"] == given["type"]
        and each.get("SetIdentifier") == given.get("setIdentifier")
    ]
    return found


def _removed(record: list[Record], resource: StateResource) -> None:
    record.remove(_record(record, resource))


def _re_pointed(record: list[Record], resource: StateResource) -> None:
    _record(record, resource)["AliasTarget"]["DNSName"] = _ELSEWHERE


def _unchecked(record: list[Record], resource: StateResource) -> None:
    del _record(record, resource)["HealthCheckId"]


def _whom(resource: StateResource, around: Around) -> Failover | None:
    """Of a record that is removed."""
    given = resource.inputs
    of_the_other = around.target.peer_region in {given.get("setIdentifier"), given["name"].partition(".")[0]}
    return LIVES if of_the_other or "validation" in resource.name else STOPS


def _alias(resource: StateResource, _: Around) -> Failover | None:
    return STOPS if "aliases" in resource.inputs else None


def _checked(resource: StateResource, _: Around) -> Failover | None:
    return STOPS if "healthCheckId" in resource.inputs else None


def _check(change: Callable[[dict[str, ET.Element]], None]) -> Hand:
    """The sandbox keeps the whole configuration of a check beside the emulator."""

    def hand(inside: Inside, resource: StateResource) -> None:
        change(inside.addition(HealthChecks)._configs[resource.id])

    return hand


def _says(name: str, value: str) -> Hand:
    def change(config: dict[str, ET.Element]) -> None:
        config[name] = ET.Element(name)
        config[name].text = value

    return _check(change)


def _other_alarm(config: dict[str, ET.Element]) -> None:
    named = config["AlarmIdentifier"].find("Name")
    assert named is not None
    named.text = "elsewhere"


def _distribution(text: str, other: str) -> Hand:
    change = replaced(text, other)

    def work(record: Record, _: StateResource) -> None:
        record["config_xml"] = change(record["config_xml"])

    return changed("cloudfront", "_distributions", work)


def _unlogged(inside: Inside, resource: StateResource) -> None:
    kept = inside.addition(WafLogging)._configurations
    (key,) = [each for each in kept if each[1] == resource.inputs["resourceArn"]]
    del kept[key]


def _no_plan(inside: Inside, resource: StateResource) -> None:
    (plans,) = inside.addition(RegionSwitchPlans)._plans.values()
    del plans[resource.id]


TABLES = (
    Table("aws:route53/zone:Zone").stops("removed", gone("route53", "_zones"), _LOST),
    Table("aws:route53/record:Record")
    .either("removed", changed("route53", "_records", _removed, by("zoneId")), _whom, _LOST)
    .either("re-pointed", changed("route53", "_records", _re_pointed, by("zoneId")), _alias, _LOST)
    .either("unchecked", changed("route53", "_records", _unchecked, by("zoneId")), _checked, "it never moves"),
    Table("aws:route53/healthCheck:HealthCheck")
    .stops("removed", gone("route53", "_health_checks"), "traffic does not move")
    .stops("disabled", _says("Disabled", "true"), "it says that all is well, for ever")
    .stops("inverted", _says("Inverted", "true"), "it says the opposite")
    .stops("another alarm", _check(_other_alarm), "it does not hear of a move", only=("take-over",))
    .stops(
        "another endpoint",
        _says("FullyQualifiedDomainName", "elsewhere.example.com"),
        "it looks at somebody else",
        only=("endpoint",),
    )
    .stops(
        "other children",
        _check(lambda config: config["ChildHealthChecks"].clear()),
        "it is well whatever happens",
        only=("serving",),
    ),
    Table("aws:cloudfront/distribution:Distribution")
    .stops("another origin", _distribution(">origin.shop.", ">elsewhere.shop."), "it asks somebody else")
    .stops("for other names", _distribution(">app.shop.", ">elsewhere.shop."), "it refuses the public name")
    .stops("removed", gone("cloudfront", "_distributions"), "clients have no entry")
    .stops("disabled", _distribution("Enabled>true</ns0:Enabled>", "Enabled>false</ns0:Enabled>"), "no entry"),
    Table("aws:cloudfront/cachePolicy:CachePolicy").stops("removed", gone("cloudfront", "_cache_policies"), _GOES_ON),
    Table("aws:cloudfront/originAccessControl:OriginAccessControl").stops(
        "removed", gone("cloudfront", "_oacs"), _GOES_ON
    ),
    Table("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").stops(
        "removed", gone("cloudfront", "_response_headers_policies"), _GOES_ON
    ),
    Table("aws:wafv2/webAcl:WebAcl")
    .lives("removed", gone("waf", "_web_acls"), "clients are let in all the same")
    .stops("blocks everybody", set_to("waf", "_web_acls", DefaultAction={"Block": {}}), "no client is let in")
    .lives("without rules", without("waf", "_web_acls", "Rules"), "clients are let in all the same"),
    Table("aws:wafv2/ipSet:IpSet").lives("removed", gone("waf", "_ip_sets"), "clients are let in all the same"),
    Table("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").lives("removed", _unlogged, "it records"),
    Table("aws:arcregionswitch/plan:Plan").lives("removed", _no_plan, "`standby failover` asks for nothing of it"),
)
