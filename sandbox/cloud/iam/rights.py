"""The rights that a call needs: actions, the ARNs they are about, and what AWS says beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sandbox.cloud.iam import reference
from sandbox.cloud.iam.actions import actions_of, passed_by
from sandbox.cloud.iam.beside import rights_beside
from sandbox.cloud.iam.parameters import Parameters, parameters_of
from sandbox.cloud.iam.patterns import OPEN
from sandbox.cloud.iam.resources import filled, resources_of
from sandbox.cloud.iam.tagging_rights import tagging_rights, values_of_tagging
from sandbox.cloud.iam.transactions import TRANSACTIONS, parts_of
from sandbox.cloud.request import AwsCall, Scope

# Of the last calls, as many as are read only once.
_REMEMBERED = 1024
_INDEX = re.compile(r"arn:aws:dynamodb:[^:]*:[^:]*:table/[^/]+/index/.+")
_SERVICE_ROLE = ":role/aws-service-role/"
_TABLE = reference.template("dynamodb", "table")
# What a service says when it calls for somebody: with a call of one's own there is none of them.
_OF_SERVICES = frozenset(
    {
        "aws:calledvia",
        "aws:calledviafirst",
        "aws:calledvialast",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "kms:grantisforawsresource",
        "kms:viaservice",
    }
)


# Of a direct call it is what the call itself says; a service says more for its callers.
_ENCRYPTED_WITH = "kms:encryptioncontext"


class UnmappedError(LookupError):
    """Nobody here knows which right an operation needs."""


@dataclass(frozen=True)
class Need:
    """One right. `values` are the condition keys that come with it, `reference` tells whether there may be others."""

    action: str
    resource: str
    values: Mapping[str, tuple[str, ...]]
    reference: reference.Action
    # Where it is asked for, if elsewhere than where the call goes.
    region: str = ""

    def is_absent(self, key: str) -> bool:
        """Whether AWS supplies no such key with this action."""
        if "kms:viaservice" not in self.values and (key in _OF_SERVICES or key.startswith(_ENCRYPTED_WITH)):
            return True
        if key in _FROM_CALLS.get(self.action, ()):
            return True
        return not key.startswith("aws:") and not self.reference.knows(key)


@dataclass(frozen=True)
class _Asked:
    """What the rights hang on: a call that says the same, in the same place, needs the same ones."""

    service: str
    action: str
    scope: Scope
    parameters: Parameters
    call: AwsCall = field(compare=False)


def needs_of(call: AwsCall) -> tuple[Need, ...]:
    """Every right that a call needs. Raises UnmappedError, which names the operation."""
    return _needs_of(_Asked(call.service, call.action, call.scope, parameters_of(call), call))


@lru_cache(maxsize=_REMEMBERED)
def _needs_of(asked: _Asked) -> tuple[Need, ...]:
    call, parameters = asked.call, asked.parameters
    prefix = reference.prefix(call.service)
    if prefix == "dynamodb" and call.action in TRANSACTIONS:
        return tuple(_of_transaction(call))
    values = _values(prefix, call, parameters)
    found: list[Need] = []
    for name in actions_of(prefix, call):
        known = reference.action(prefix, name)
        if known is None:
            msg = f"the sandbox does not know which right {call.service} {call.action} needs"
            raise UnmappedError(msg)
        arns = _about(resources_of(prefix, known, parameters, call.scope), parameters)
        found += [Need(f"{prefix}:{known.name}", arn, values, known) for arn in arns]
    tagged = {**values, **values_of_tagging(prefix, call.action)}
    return (
        *found,
        *_passed_roles(prefix, call, parameters),
        *_needs(
            tagged, ((f"{prefix}:{a}", b, "") for a, b in tagging_rights(prefix, call.action, parameters, call.scope))
        ),
        *_needs(values, rights_beside(prefix, call.action, parameters, call.scope)),
    )


def _needs(values: Mapping[str, tuple[str, ...]], rights: Iterable[tuple[str, str, str]]) -> list[Need]:
    return [
        Need(action, arn, values, known, region)
        for action, arn, region in rights
        if (known := reference.action(*action.split(":"))) is not None
    ]


def _of_transaction(call: AwsCall) -> list[Need]:
    """Each part asks for its own right, to its own table."""
    rights = {(f"dynamodb:{action}", _table(table, call.scope)): None for action, table, _ in parts_of(call)}
    return _needs({}, ((action, arn, "") for action, arn in rights))


def _table(name: str, scope: Scope) -> str:
    return name if name.startswith("arn:") else filled(_TABLE, {"TableName": name}, scope)


def _about(arns: list[str], parameters: Parameters) -> list[str]:
    """Whoever reads an index of a table needs the right to the index and none to the table, and the other way round."""
    indexes = [arn for arn in arns if _INDEX.fullmatch(arn)]
    if parameters.named("IndexName") and indexes:
        return indexes
    return [arn for arn in arns if arn not in indexes] or arns


def _passed_roles(prefix: str, call: AwsCall, parameters: Parameters) -> list[Need]:
    """Whoever hands a role to a service needs the right to pass it."""
    passed, known = passed_by(prefix, call.action), reference.action("iam", "PassRole")
    if passed is None or known is None:
        return []
    roles = dict.fromkeys(
        value
        for name in passed.parameters
        for value in parameters.anywhere(name)
        if ":role/" in value and _SERVICE_ROLE not in value
    )
    return [Need("iam:PassRole", arn, {"iam:passedtoservice": (passed.service,)}, known) for arn in roles]


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
    if prefix == "kms":
        context = parameters.under("EncryptionContext")
        values |= {f"{_ENCRYPTED_WITH}:{name}": (value,) for name, value in context.items()}
        values |= {"kms:encryptioncontextkeys": tuple(context)} if context else {}
    if prefix == "iam" and call.action == "CreateServiceLinkedRole":
        values["iam:awsservicename"] = tuple(parameters.named("AWSServiceName")) or (OPEN,)
    return values


_FROM_PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cloudwatch": {"cloudwatch:namespace": ("Namespace",)},
    "application-autoscaling": {
        "application-autoscaling:service-namespace": ("ServiceNamespace",),
        "application-autoscaling:scalable-dimension": ("ScalableDimension",),
    },
    "iam": {"iam:policyarn": ("PolicyArn",), "iam:permissionsboundary": ("PermissionsBoundary",)},
    "kms": {"kms:granteeprincipal": ("GranteePrincipal",), "kms:replicaregion": ("ReplicaRegion",)},
}
# Keys that come from these calls' own parameters, so that a call without the parameter has none.
_FROM_CALLS: Mapping[str, frozenset[str]] = {
    "iam:CreateRole": frozenset({"iam:permissionsboundary"}),
    "iam:CreateUser": frozenset({"iam:permissionsboundary"}),
}
