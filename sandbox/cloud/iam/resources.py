"""The ARNs that a call is about: the reference's templates, filled with what the call says. Pure."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product

from sandbox.cloud.iam.naming import ALTERNATIVES, EC2_IDS, NAMES
from sandbox.cloud.iam.parameters import Parameters
from sandbox.cloud.iam.patterns import OPEN
from sandbox.cloud.iam.reference import Action, ResourceType, shape, variables
from sandbox.cloud.request import Scope

_PARTITION = "aws"
_EC2_ID = re.compile(r"(?P<kind>[a-z]+)-[0-9a-f]{8,}")
# Where a call that tags has the ARN of what it tags.
_TAGGED = ("ResourceArn", "ResourceARN", "Resource", "ResourceName", "ResourceArns", "CertificateArn", "QueueUrl")
_TAGS = re.compile(r"(Add|Remove|List|Change)?(Un)?[Tt]ags?(Resource|ToResource|FromResource|ForResource|OfResource)?")
_DEFAULT_BUS = "default"


def resources_of(prefix: str, action: Action, parameters: Parameters, scope: Scope) -> list[str]:
    """Every ARN that has to be allowed. What nobody can fill is open; an action without resources is about `*`."""
    if _tags(action.name):
        named = [arn for arn in parameters.named(*_TAGGED) if arn.startswith("arn:")]
        if named:
            return named
    found: list[str] = []
    missing: list[ResourceType] = []
    for each in action.resources:
        arns = _arns(prefix, action, each, parameters, scope)
        if arns:
            found += arns
        elif each.is_required:
            missing.append(each)
    if not (found and f"{prefix}:{action.name}" in ALTERNATIVES):
        found += [_filled(each.template, {}, scope) for each in missing]
    return list(dict.fromkeys(found)) or [OPEN]


@cache
def _tags(action: str) -> bool:
    return _TAGS.fullmatch(action) is not None


def _arns(prefix: str, action: Action, kind: ResourceType, parameters: Parameters, scope: Scope) -> list[str]:
    stated = [value for value in parameters.arns if shape(kind.template).fullmatch(value)]
    if stated:
        return stated
    if prefix == "ec2":
        return _of_ec2(kind, parameters, scope)
    if prefix == "dynamodb" and kind.name == "table":
        return [_filled(kind.template, {"TableName": name}, scope) for name in _tables(parameters)]
    if not _is_meant(prefix, kind, parameters):
        return []
    values = [
        (name, _values(prefix, name, parameters))
        for name in variables(kind.template)
        if name not in {"Partition", "Region", "Account"}
    ]
    if not any(given for _, given in values) or (action.name.startswith("Create") and not values[0][1]):
        return []
    names = [name for name, _ in values]
    return [
        _filled(kind.template, dict(zip(names, chosen, strict=True)), scope)
        for chosen in product(*[given or [OPEN] for _, given in values])
    ]


def _tables(parameters: Parameters) -> list[str]:
    """The tables of a call: batches name them as keys, and transactions in each of their parts."""
    named = parameters.named(*NAMES["dynamodb"]["TableName"]) or parameters.anywhere("TableName")
    return list(dict.fromkeys(_bare("dynamodb", name) for name in named or parameters.keys_of("RequestItems")))


def _of_ec2(kind: ResourceType, parameters: Parameters, scope: Scope) -> list[str]:
    """EC2's ids say of themselves what they are."""
    ids = _ec2_ids(parameters).get(kind.name, ())
    return [f"arn:{_PARTITION}:ec2:{scope.region}:{scope.account}:{kind.name}/{each}" for each in ids]


@lru_cache(maxsize=1)
def _ec2_ids(parameters: Parameters) -> Mapping[str, list[str]]:
    """Those of a call by their type: most operations may be about many types."""
    found: dict[str, list[str]] = {}
    for value in parameters.values():
        if named := _EC2_ID.fullmatch(value):
            found.setdefault(EC2_IDS.get(named["kind"], ""), []).append(value)
    return found


def _is_meant(prefix: str, kind: ResourceType, parameters: Parameters) -> bool:
    """A rule lies on the default bus or on another, and each is a type of its own; S3 has several for an object."""
    if prefix == "s3":
        # Access points, jobs and lenses have hosts and operations of their own.
        return kind.name in {"bucket", "object"}
    if prefix != "events":
        return True
    bus = (parameters.named("EventBusName") or [_DEFAULT_BUS])[0]
    wanted = {"rule-on-default-event-bus": True, "rule-on-custom-event-bus": False}.get(kind.name)
    return wanted is None or wanted is (bus == _DEFAULT_BUS)


def _values(prefix: str, name: str, parameters: Parameters) -> list[str]:
    names = NAMES.get(prefix, {}).get(name, (name,))
    given = [_bare(prefix, value) for value in parameters.named(*names)]
    return [value.removeprefix("alias/") for value in given] if name == "Alias" else given


def _bare(prefix: str, value: str) -> str:
    """A name out of an ARN or an address of it: ECS and SQS take either."""
    if value.startswith("arn:") and prefix in {"ecs", "logs", "rds", "dynamodb", "events"}:
        return value.rsplit(":", maxsplit=1)[-1].rpartition("/")[2] if prefix != "logs" else value.split(":")[6]
    if prefix == "kms" and value.startswith("arn:"):
        return value.rsplit(":", maxsplit=1)[-1].removeprefix("key/")
    if value.startswith("http"):
        return value.rpartition("/")[2]
    # RDS keeps names in small letters, and the ids of Route 53 come with their kind in front.
    return value.lower() if prefix == "rds" else value.rpartition("/")[2] if prefix == "route53" else value


def _filled(template: str, values: Mapping[str, str], scope: Scope) -> str:
    known = {"Partition": _PARTITION, "Region": scope.region, "Account": scope.account, **values}
    for name in variables(template):
        template = template.replace(f"${{{name}}}", known.get(name, OPEN))
    return template
