"""Keys, roles, and what both allow."""

import json

from operations.live.stack_state import StateResource
from sandbox.cloud.additions.iam_openid import OpenIdProviders
from tests.sandbox.readiness.change import LIVES, STOPS, Table, where
from tests.sandbox.readiness.hands import Hand, Inside, Record, changed, gone, set_to

_DENIES = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
)
_BY_ITSELF = "everything names its key by its own name"
_UNREADABLE = "what it encrypts is not read, and nothing new is written"
# Roles without which nothing is served worse.
_RECORDS = ("flow-logs", "assets-out", "assets-in", "canary")


def _alias(resource: StateResource) -> str:
    return str(resource.outputs["arn"])


def _role(resource: StateResource) -> str:
    return str(resource.inputs["role"])


def _policy_gone(record: Record, resource: StateResource) -> None:
    del record["InlinePolicies"][resource.inputs["name"]]


def _policy_narrowed(record: Record, resource: StateResource) -> None:
    document = json.loads(record["InlinePolicies"][resource.inputs["name"]])
    document["Statement"] = [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}]
    record["InlinePolicies"][resource.inputs["name"]] = json.dumps(document)


def _policy_denies(record: Record, resource: StateResource) -> None:
    document = json.loads(record["InlinePolicies"][resource.inputs["name"]])
    document["Statement"].append({"Effect": "Deny", "Action": "*", "Resource": "*"})
    record["InlinePolicies"][resource.inputs["name"]] = json.dumps(document)


def _unattached(record: Record, resource: StateResource) -> None:
    record["AttachedPolicies"] = [each for each in record["AttachedPolicies"] if each != resource.inputs["policyArn"]]


def _issuer(change: str) -> Hand:
    def hand(inside: Inside, resource: StateResource) -> None:
        known = inside.addition(OpenIdProviders)._known
        (key,) = [each for each in known if each[1] == resource.id]
        if change == "removed":
            del known[key]
        else:
            known[key].audiences = ["elsewhere"]

    return hand


_keys = tuple(
    Table(token)
    .stops("to be deleted", set_to("kms", "_keys", KeyState="PendingDeletion", Enabled=False), _UNREADABLE)
    .stops("disabled", set_to("kms", "_keys", KeyState="Disabled", Enabled=False), _UNREADABLE)
    .stops("removed", gone("kms", "_keys"), _UNREADABLE)
    .stops("denies", set_to("kms", "_keys", Policy=_DENIES), _UNREADABLE)
    for token in ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
)
_depends = where(_RECORDS, LIVES, STOPS)

TABLES = (
    *_keys,
    Table("aws:kms/alias:Alias")
    .lives("removed", gone("kms", "_aliases", _alias), _BY_ITSELF)
    .lives("re-pointed", changed("kms", "_aliases", lambda *_: "0123456789ab", _alias), _BY_ITSELF),
    Table("aws:iam/role:Role")
    .either("removed", gone("iam", "_roles"), _depends, "who acts as it can do nothing")
    .either(
        "trusts nobody",
        set_to("iam", "_roles", AssumeRolePolicyDocument=_DENIES.replace('"Resource": "*"', '"Sid": "x"')),
        _depends,
        "nobody can act as it",
    ),
    Table("aws:iam/rolePolicy:RolePolicy")
    .either("removed", changed("iam", "_roles", _policy_gone, _role), _depends, "who acts as the role may do nothing")
    .either("narrowed", changed("iam", "_roles", _policy_narrowed, _role), _depends, "calls are refused")
    .either("denies", changed("iam", "_roles", _policy_denies, _role), _depends, "calls are refused"),
    Table("aws:iam/rolePolicyAttachment:RolePolicyAttachment").stops(
        "detached", changed("iam", "_roles", _unattached, _role), "pods do not start, or the cluster has no rights"
    ),
    Table("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    .stops("removed", _issuer("removed"), "pods have no rights")
    .stops("another audience", _issuer("another audience"), "pods have no rights"),
)
