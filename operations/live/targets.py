"""Who stands healthy behind a load balancer, by zone."""

from collections import Counter
from collections.abc import Iterable
from typing import Any


def healthy_by_zone(elbv2: Any, group_arns: Iterable[str]) -> dict[str, int]:  # noqa: ANN401 - a boto3 client
    """Healthy targets of some groups; a zone whose targets are all unwell counts zero. Raises what AWS raises."""
    found: Counter[str] = Counter()
    for arn in group_arns:
        for each in elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]:
            found[each["Target"].get("AvailabilityZone", "")] += each["TargetHealth"]["State"] == "healthy"
    return dict(sorted(found.items()))
