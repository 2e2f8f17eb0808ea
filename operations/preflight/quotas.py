"""Quotas of both regions: what a region needs where it serves, and what others in the account have already."""

from collections.abc import Iterator
from typing import Any

from operations.preflight.checking import Check, Finding, Look, attention, fine, wrong
from operations.preflight.place import GLOBAL_REGION, Place
from operations.preflight.quota_table import QUOTAS, Quota

_VCPU = "L-3032A538"


def checks() -> tuple[Check, ...]:
    """One for each quota."""
    return tuple(
        Check(
            name=f"quota {quota.service} {quota.code}",
            says=f"the quota of {quota.name} holds what a region needs that serves",
            look=_look(quota),
            once=quota.once,
        )
        for quota in QUOTAS
    )


def applied(client: Any, service: str, code: str) -> float:  # noqa: ANN401 - a boto3 client
    """What the account is allowed: what was granted, else the default."""
    try:
        found = client.get_service_quota(ServiceCode=service, QuotaCode=code)
    except client.exceptions.NoSuchResourceException:
        found = client.get_aws_default_service_quota(ServiceCode=service, QuotaCode=code)
    return float(found["Quota"]["Value"])


def _look(quota: Quota) -> Look:
    def look(place: Place) -> Iterator[Finding]:
        region = GLOBAL_REGION if quota.once else place.region
        allowed = applied(place.clients("service-quotas", region), quota.service, quota.code)
        need, used = quota.need(place), quota.used(place) if quota.used else 0
        told = f"{quota.name}: {need:g} needed" + (f" beside {used:g} of others" if quota.used else "")
        ask = (
            f"Ask for more: aws service-quotas request-service-quota-increase --region {region} --service-code "
            f"{quota.service} --quota-code {quota.code} --desired-value {_enough(need + used):g}"
        )
        if need + used > allowed:
            yield wrong(f"{told}, and the quota is {allowed:g}", ask)
        elif quota.code == _VCPU and place.vcpu[1] > allowed:
            most = place.vcpu[1]
            found = f"{told}, the quota is {allowed:g}, and all workloads at their max_tasks are {most:g}"
            yield attention(found, ask.rpartition(" ")[0] + f" {_enough(most):g}")
        else:
            yield fine(f"{told}, and the quota is {allowed:g}")

    return look


def _enough(needed: float) -> float:
    """With room for a deployment, which runs twice as many for a while."""
    return float(round(2 * needed))
