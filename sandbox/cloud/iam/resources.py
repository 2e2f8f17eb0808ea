"""The ARNs that a call is about: the reference's templates, filled with what the call says. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product

from sandbox.cloud.iam.naming import ALTERNATIVES, EC2_ASSOCIATIONS, EC2_IDS, NAMES, ONLY_WITH
from sandbox.cloud.iam.parameters import Parameters
from sandbox.cloud.iam.patterns import ALL, OPEN
from sandbox.cloud.iam.reference import Action, ResourceType, shape, variables
from sandbox.cloud.request import Scope

_PARTITION = "aws"
_EC2_ID = re.compile(r"(?P<kind>[a-z]+)-[0-9a-f]{8,}")
# Where a call that tags has the ARN of what it tags.
_TAGGED = ("ResourceArn", "ResourceARN", "Resource", "ResourceName", "ResourceArns", "CertificateArn", "QueueUrl")
_TAGS = re.compile(r"(Add|Remove|List|Change)?(Un)?[Tt]ags?(Resource|ToResource|FromResource|ForResource|OfResource)?")
_DEFAULT_BUS = "default"
# The ARNs of a web ACL and its sets say where it holds in other words than calls do.
_SCOPES = {"CLOUDFRONT": "global", "REGIONAL": "regional"}
# Secrets Manager adds a dash and six characters of its own to a secret's name.
DRAWN = "-??????"
# The emulator begins a ciphertext with its key's id, as AWS's own names its key.
_KEY_ID = re.compile(rb"mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Whose looks ask for everything of their kind, although the reference says that they may ask for nothing.
_LOOK_AT_A_KIND = frozenset({"rds"})
_FIXED = frozenset({"Partition", "Region", "Account"})


def resources_of(prefix: str, action: Action, parameters: Parameters, scope: Scope) -> list[str]:
    """Every ARN that has to be allowed. What nobody can fill is open; an action without resources is about `*`.

    Who looks at everything of a kind asks for the kind with an asterisk, which AWS's refusals show.
    """
    if _tags(action.name):
        named = [arn for arn in parameters.named(*_TAGGED) if arn.startswith("arn:")]
        if named:
            return named
    found: list[str] = []
    missing: list[ResourceType] = []
    for each in action.resources:
        given = ONLY_WITH.get((f"{prefix}:{action.name}", each.name))
        if given and not parameters.named(*given):
            continue
        arns = arns_of(prefix, action.name, each, parameters, scope)
        if arns:
            found += arns
        elif each.is_required or (action.is_look and prefix in _LOOK_AT_A_KIND and len(action.resources) == 1):
            missing.append(each)
    if not (found and f"{prefix}:{action.name}" in ALTERNATIVES):
        found += [filled(each.template, {}, scope, ALL if action.is_look else OPEN) for each in missing]
    return list(dict.fromkeys(found)) or [OPEN]


@cache
def _tags(action: str) -> bool:
    return _TAGS.fullmatch(action) is not None


def arns_of(prefix: str, action: str, kind: ResourceType, parameters: Parameters, scope: Scope) -> list[str]:
    """Those of one type that a call names; what it leaves out of one that it does name is open."""
    stated = [value for value in parameters.arns if shape(kind.template).fullmatch(value)]
    if stated:
        return stated
    if prefix == "ec2":
        return _of_ec2(kind, parameters, scope)
    if prefix == "dynamodb" and kind.name == "table":
        return [filled(kind.template, {"TableName": name}, scope) for name in _tables(parameters)]
    if not _is_meant(prefix, action, kind, parameters):
        return []
    values = [
        (name, _values(prefix, action, name, parameters)) for name in variables(kind.template) if name not in _FIXED
    ]
    if not any(given for _, given in values) or (action.startswith("Create") and not values[0][1]):
        return []
    names = [name for name, _ in values]
    return [
        filled(kind.template, dict(zip(names, chosen, strict=True)), scope)
        for chosen in product(*[given or [OPEN] for _, given in values])
    ]


def filled(template: str, values: Mapping[str, str], scope: Scope, other: str = OPEN) -> str:
    """A template with its placeholders in place; `other` stands where there is no value."""
    known = {"Partition": _PARTITION, "Region": scope.region, "Account": scope.account, **values}
    for name in variables(template):
        template = template.replace(f"${{{name}}}", known.get(name, other))
    return template


def _tables(parameters: Parameters) -> list[str]:
    """The tables of a call; batches name them as keys."""
    named = parameters.named(*NAMES["dynamodb"]["TableName"])
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
            for joined in EC2_ASSOCIATIONS.get(named["kind"], ()):
                found.setdefault(joined, []).append(OPEN)
    return found


def _is_meant(prefix: str, action: str, kind: ResourceType, parameters: Parameters) -> bool:
    """A rule lies on the default bus or on another, and each is a type of its own; S3 has several for an object."""
    if prefix == "s3":
        # Access points, jobs and lenses have hosts and operations of their own.
        return kind.name in {"bucket", "object"}
    if prefix == "wafv2":
        # The name is that of what the operation is called after; anything else comes by its ARN.
        return kind.name in action.lower()
    if prefix != "events":
        return True
    bus = (parameters.named("EventBusName") or [_DEFAULT_BUS])[0]
    if kind.name == "event-busv2":
        # Another sort of bus, which has the same names and operations.
        return False
    wanted = {"rule-on-default-event-bus": True, "rule-on-custom-event-bus": False}.get(kind.name)
    return wanted is None or wanted is (bus == _DEFAULT_BUS)


def _values(prefix: str, action: str, name: str, parameters: Parameters) -> list[str]:
    given = [_bare(prefix, value) for value in parameters.named(*NAMES.get(prefix, {}).get(name, (name,)))]
    if action == "PutEvents":
        return [_bare(prefix, bus) for bus in parameters.anywhere("EventBusName")] or [_DEFAULT_BUS]
    if prefix == "kms":
        return _of_keys(action, name, parameters, given)
    if name == "SecretId":
        return [f"{each}{DRAWN}" for each in given]
    if name == "OidcProviderName":
        return [each.removeprefix("https://") for each in parameters.named("Url")]
    return [_SCOPES.get(each, each) for each in given] if name == "Scope" else given


def _of_keys(action: str, name: str, parameters: Parameters, given: list[str]) -> list[str]:
    """An alias is deleted or moved by a right to the key behind it too; a ciphertext says which key it is under."""
    if name == "Alias":
        return [each.removeprefix("alias/") for each in given]
    if action in {"DeleteAlias", "UpdateAlias"}:
        given = [*given, *parameters.named("AliasName")]
    return given or [
        key for text in parameters.named("CiphertextBlob", "SourceCiphertextBlob") for key in _key_of(text)
    ]


def _key_of(ciphertext: str) -> list[str]:
    try:
        found = _KEY_ID.match(base64.b64decode(ciphertext))
    except binascii.Error:
        return []
    return [found[0].decode()] if found else []


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
