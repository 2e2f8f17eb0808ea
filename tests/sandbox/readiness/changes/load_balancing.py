"""The load balancer, what it knows clients by, and where it sends them."""

from operations.live.stack_state import StateResource
from tests.sandbox.readiness.change import Table
from tests.sandbox.readiness.hands import Record, changed, gone, set_to, without

_ELSEWHERE = "arn:aws:elasticloadbalancing:us-west-2:000000000000:targetgroup/other/0123456789abcdef"
_OTHER_CERTIFICATE = "arn:aws:acm:us-west-2:000000000000:certificate/00000000-0000-0000-0000-000000000000"
_UNSERVED = "clients get no answer"


def _to_another_group(record: Record, _: StateResource) -> None:
    for action in record["Actions"]:
        action["TargetGroupArn"] = _ELSEWHERE


def _another_path(record: Record, _: StateResource) -> None:
    for condition in record["Conditions"]:
        if condition["Field"] == "path-pattern":
            condition["Values"] = ["/elsewhere"]


def _another_header(record: Record, _: StateResource) -> None:
    for condition in record["Conditions"]:
        if condition["Field"] == "http-header":
            condition["HttpHeaderConfig"]["HttpHeaderName"] = "x-elsewhere"


def _unprotected(record: Record, _: StateResource) -> None:
    _attribute(record, "deletion_protection.enabled", "false")


def _unlogged(record: Record, _: StateResource) -> None:
    _attribute(record, "access_logs.s3.enabled", "false")


def _attribute(record: Record, key: str, value: str) -> None:
    (found,) = [each for each in record if each["Key"] == key]
    found["Value"] = value


TABLES = (
    Table("aws:lb/loadBalancer:LoadBalancer")
    .stops("removed", gone("alb", "_lbs"), _UNSERVED)
    .stops("failed", set_to("alb", "_lbs", State="failed"), _UNSERVED)
    .stops("zones removed", without("alb", "_lbs", "Subnets", keep=1), "it stands in one zone")
    .stops("groups replaced", without("alb", "_lbs", "SecurityGroups"), "nobody may connect")
    .stops("internal", set_to("alb", "_lbs", Scheme="internal"), "clients do not reach it")
    .lives("unprotected", changed("alb", "_lb_attrs", _unprotected), "it serves all the same")
    .lives("unlogged", changed("alb", "_lb_attrs", _unlogged), "it serves all the same"),
    Table("aws:lb/targetGroup:TargetGroup")
    .stops("removed", gone("alb", "_tgs"), _UNSERVED)
    .stops("checks another path", set_to("alb", "_tgs", HealthCheckPath="/"), "healthy means something else")
    .stops("checks another port", set_to("alb", "_tgs", HealthCheckPort="1"), "no target is ever healthy")
    .stops("expects another answer", set_to("alb", "_tgs", Matcher__HttpCode="418"), "no target is ever healthy")
    .stops("another port", set_to("alb", "_tgs", Port=1), "no target is reached")
    .stops("another protocol", set_to("alb", "_tgs", Protocol="HTTPS"), "no target understands"),
    Table("aws:lb/listener:Listener")
    .stops("removed", gone("alb", "_listeners"), _UNSERVED)
    .stops("another port", set_to("alb", "_listeners", Port=8443), _UNSERVED)
    .stops("another protocol", set_to("alb", "_listeners", Protocol="HTTP"), _UNSERVED)
    .stops(
        "another certificate",
        set_to("alb", "_listeners", Certificates=[_OTHER_CERTIFICATE]),
        "clients refuse the name",
    ),
    Table("aws:lb/listenerRule:ListenerRule")
    .stops(
        "another header",
        changed("alb", "_rules", _another_header),
        "requests of the edge are refused",
        only=("web-targets-rule",),
    )
    .stops("removed", gone("alb", "_rules"), "requests get the default answer, 403")
    .stops("re-pointed", changed("alb", "_rules", _to_another_group), _UNSERVED)
    .stops("another path", changed("alb", "_rules", _another_path), "requests get the default answer, 403"),
    Table("aws:acm/certificate:Certificate")
    .stops("removed", gone("acm", "_certificates"), "clients refuse the region")
    .stops("expired", set_to("acm", "_certificates", Status="EXPIRED"), "clients refuse the region")
    .stops("never issued", set_to("acm", "_certificates", Status="PENDING_VALIDATION"), "clients refuse the region")
    .stops(
        "for other names",
        set_to("acm", "_certificates", SubjectAlternativeNames=["elsewhere.example.com"]),
        "clients refuse the region",
    )
    .stops("revoked", set_to("acm", "_certificates", Status="REVOKED"), "clients refuse the region"),
)
