"""The rights that a call needs: actions, the ARNs they are about, and what AWS says beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.actions import actions_of, passed_to
from sandbox.cloud.iam.parameters import Parameters, parameters_of
from sandbox.cloud.iam.patterns import OPEN
from sandbox.cloud.iam.resources import resources_of
from sandbox.cloud.request import AwsCall

_INDEX = re.compile(r"arn:aws:dynamodb:[^:]*:[^:]*:table/[^/]+/index/.+")
_SERVICE_ROLE = ":role/aws-service-role/"


class UnmappedError(LookupError):
    """Nobody here knows which right an operation needs."""


@dataclass(frozen=True)
class Need:
    """One right. `values` are the condition keys that come with it, `known` whether AWS may supply a further one."""

    action: str
    resource: str
    values: Mapping[str, tuple[str, ...]]
    reference: reference.Action

    def is_absent(self, key: str) -> bool:
        """Whether AWS supplies no such key with this action."""
        return not key.startswith("aws:") and not self.reference.knows(key)


def needs_of(call: AwsCall) -> list[Need]:
    """Every right that a call needs. Raises UnmappedError, which names the operation."""
    prefix = reference.prefix(call.service)
    names = actions_of(prefix, call)
    parameters = parameters_of(call)
    found: list[Need] = []
    for name in names:
        owner, _, bare = name.rpartition(":")
        known = reference.action(owner or prefix, bare)
        if known is None:
            msg = f"the sandbox does not know which right {call.service} {call.action} needs"
            raise UnmappedError(msg)
        values = _values(prefix, call, parameters)
        found += [
            Need(f"{owner or prefix}:{known.name}", arn, values, known)
            for arn in _about(resources_of(owner or prefix, known, parameters, call.scope), parameters)
        ]
    return found + _passed_roles(prefix, call, parameters)


def _about(arns: list[str], parameters: Parameters) -> list[str]:
    """Whoever reads an index of a table needs the right to the index, and none to the table."""
    indexes = [arn for arn in arns if _INDEX.fullmatch(arn)]
    return indexes if parameters.named("IndexName") and indexes else arns


def _passed_roles(prefix: str, call: AwsCall, parameters: Parameters) -> list[Need]:
    """Whoever hands a role to a service needs the right to pass it."""
    service = passed_to(prefix, call.action)
    known = reference.action("iam", "PassRole")
    if service is None or known is None:
        return []
    roles = dict.fromkeys(
        value
        for value in parameters.values()
        if value.startswith("arn:aws:iam::") and ":role/" in value and _SERVICE_ROLE not in value
    )
    return [Need("iam:PassRole", arn, {"iam:passedtoservice": (service,)}, known) for arn in roles]


def _values(prefix: str, call: AwsCall, parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """The condition keys that the request itself gives values to."""
    values: dict[str, tuple[str, ...]] = {}
    tags = parameters.tags
    for tag, value in tags.items():
        values[f"aws:requesttag/{tag.lower()}"] = (value,)
    values["aws:tagkeys"] = tuple(tags)
    for key, names in _FROM_PARAMETERS.get(prefix, {}).items():
        given = tuple(parameters.named(*names))
        if given:
            values[key] = given
    if prefix == "iam" and call.action == "CreateServiceLinkedRole":
        values["iam:awsservicename"] = tuple(parameters.named("AWSServiceName")) or (OPEN,)
    return values


_FROM_PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cloudwatch": {"cloudwatch:namespace": ("Namespace",)},
    "application-autoscaling": {
        "application-autoscaling:service-namespace": ("ServiceNamespace",),
        "application-autoscaling:scalable-dimension": ("ScalableDimension",),
    },
    "kms": {"kms:granteeprincipal": ("GranteePrincipal",)},
}
