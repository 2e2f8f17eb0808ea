"""A hosted zone, its records and health checks, made through boto3."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.sandbox.cloud.conftest import WEST, Aws

NAMESPACE, METRIC = "Standby/Routing", "TakeOver"


class HostedZone:
    """A zone of its own for a test. Names are given without the zone's."""

    def __init__(self, aws: Aws, name: str = "") -> None:
        self._aws, self._route53 = aws, aws.client("route53")
        self.name = name or f"{uuid4().hex[:8]}.example.com"
        created = self._route53.create_hosted_zone(Name=self.name, CallerReference=str(uuid4()))
        self.id: str = created["HostedZone"]["Id"].rpartition("/")[2]

    def called(self, name: str) -> str:
        """A whole name."""
        return f"{name}.{self.name}" if name else self.name

    def record(self, name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own
        """A record set. Without a value it has one of its own."""
        values = {} if "AliasTarget" in fields else {"TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        return {"Name": self.called(name), "Type": "A", **values, **fields}

    def alias(self, target: str, *, zone_id: str = "", evaluates: bool = True) -> dict[str, Any]:
        """An alias to a whole name in a zone, or to a name of this zone."""
        name = target if zone_id else self.called(target)
        return {"HostedZoneId": zone_id or self.id, "DNSName": name, "EvaluateTargetHealth": evaluates}

    def change(self, *changes: tuple[str, Mapping[str, Any]]) -> None:
        """Send one batch."""
        batch = [{"Action": action, "ResourceRecordSet": dict(record)} for action, record in changes]
        self._route53.change_resource_record_sets(HostedZoneId=self.id, ChangeBatch={"Changes": batch})

    def upsert(self, *records: Mapping[str, Any]) -> None:
        """Write record sets in one batch."""
        self.change(*(("UPSERT", record) for record in records))

    def records(self) -> list[dict[str, Any]]:
        """What is in the zone, but for what a zone has from the start."""
        answer = self._route53.list_resource_record_sets(HostedZoneId=self.id)
        return [record for record in answer["ResourceRecordSets"] if record["Type"] not in {"NS", "SOA"}]


def check(aws: Aws, **config: Any) -> str:  # noqa: ANN401 - boto3's own
    """Make a health check; answers its id."""
    created = aws.client("route53").create_health_check(CallerReference=str(uuid4()), HealthCheckConfig=config)
    return str(created["HealthCheck"]["Id"])


def endpoint_check(aws: Aws, host: str, **config: Any) -> str:  # noqa: ANN401 - boto3's own
    """A check of an endpoint."""
    return check(aws, Type="HTTPS", FullyQualifiedDomainName=host, Port=443, ResourcePath="/", **config)


def alarm(aws: Aws, name: str, region: str = WEST, **changed: Any) -> None:  # noqa: ANN401 - boto3's own
    """The take-over alarm as the platform declares it, on a metric whose dimension is the alarm's name."""
    aws.client("cloudwatch", region).put_metric_alarm(
        **{
            "AlarmName": name,
            "Namespace": NAMESPACE,
            "MetricName": METRIC,
            "Dimensions": [{"Name": "From", "Value": name}],
            "Statistic": "Maximum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "missing",
            **changed,
        }
    )


def metric_check(aws: Aws, name: str, region: str = WEST, **config: Any) -> str:  # noqa: ANN401 - boto3's own
    """A check on that alarm."""
    given = {"InsufficientDataHealthStatus": "LastKnownStatus", **config}
    return check(aws, Type="CLOUDWATCH_METRIC", AlarmIdentifier={"Name": name, "Region": region}, **given)


def publish(aws: Aws, name: str, value: float, region: str = WEST, **datum: Any) -> None:  # noqa: ANN401 - boto3's own
    """Publish a datapoint of that alarm's metric."""
    dimensions = [{"Name": "From", "Value": name}]
    data = [{"MetricName": METRIC, "Dimensions": dimensions, "Value": value, **datum}]
    aws.client("cloudwatch", region).put_metric_data(Namespace=NAMESPACE, MetricData=data)
