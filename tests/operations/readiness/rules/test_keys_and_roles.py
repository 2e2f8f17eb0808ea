"""Keys and roles: what can no longer be read, and who may no longer act."""

import json
from typing import Any

import pytest

from tests.operations.readiness.rules.stage import HERE, THERE, changed, resource, said, seen, told

_KEY, _REPLICA, _ROLE, _MANAGED = "key-1", "mrk-1", "standby-us-west-2-web", "arn:aws:iam::aws:policy/Managed"
_USES = {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["*"], "Principal": {"AWS": "111122223333"}}
_TRUST = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
_READS = {"Effect": "Allow", "Action": ["sqs:ReceiveMessage"], "Resource": ["arn:queue"]}
_PROVIDER = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/1"


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


_WRITTEN = json.dumps(_policy(_USES))
DECLARED = [
    resource(
        "aws:kms/key:Key",
        "region-key",
        id=_KEY,
        policy=_WRITTEN,
        enableKeyRotation=True,
        keyUsage="ENCRYPT_DECRYPT",
        customerMasterKeySpec="SYMMETRIC_DEFAULT",
        multiRegion=False,
    ),
    resource(
        "aws:kms/replicaKey:ReplicaKey",
        "data-key-replica",
        id=_REPLICA,
        stack="prod-east",
        policy=_WRITTEN,
        primaryKeyArn="arn:primary",
    ),
    resource("aws:kms/alias:Alias", "alias", id="alias/standby-region", targetKeyId=f"arn:key/{_KEY}"),
    resource("aws:iam/role:Role", "role", id=_ROLE, path="/", assumeRolePolicy=json.dumps(_policy(_TRUST))),
    resource("aws:iam/rolePolicy:RolePolicy", "policy", id=f"{_ROLE}:workload", policy=json.dumps(_policy(_READS))),
    resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", role=_ROLE, policyArn=_MANAGED),
    resource(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "issuer",
        id=_PROVIDER,
        url="https://oidc.example.com/id/1",
        clientIdLists=["sts.amazonaws.com"],
    ),
]
_STATES: dict[str, dict[str, Any]] = {
    _KEY: {"KeyState": "Enabled", "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": False},
    _REPLICA: {"KeyState": "Enabled", "KeyUsage": "ENCRYPT_DECRYPT", "MultiRegion": True},
}


def _described(**states: Any) -> Any:  # noqa: ANN401 - an answer
    known = {**_STATES, **{key.replace("_", "-"): state for key, state in states.items()}}

    def answer(*, KeyId: str) -> dict[str, Any]:  # noqa: N803 - AWS's
        return {"KeyMetadata": known[KeyId]}

    return answer


HEALTHY: dict[str, Any] = {
    "describe_key": _described(),
    "get_key_policy": {"Policy": _WRITTEN},
    "get_key_rotation_status": {"KeyRotationEnabled": True},
    "list_aliases": {"Aliases": [{"AliasName": "alias/standby-region", "TargetKeyId": _KEY}]},
    "get_account_authorization_details": {
        "RoleDetailList": [
            {
                "RoleName": _ROLE,
                "Path": "/",
                "AssumeRolePolicyDocument": _policy(_TRUST),
                "RolePolicyList": [{"PolicyName": "workload", "PolicyDocument": _policy(_READS)}],
                "AttachedManagedPolicies": [{"PolicyName": "Managed", "PolicyArn": _MANAGED}],
            }
        ]
    },
    "get_open_id_connect_provider": {"Url": "oidc.example.com/id/1", "ClientIDList": ["sts.amazonaws.com"]},
}
_FOUND = ("get_account_authorization_details", "RoleDetailList", 0)
CASES: dict[str, tuple[tuple[Any, ...], str, str, bool]] = {
    "key to be deleted": (
        ("describe_key", _described(key_1={**_STATES[_KEY], "KeyState": "PendingDeletion"})),
        "region-key",
        "is PendingDeletion",
        True,
    ),
    "replica that is disabled": (
        ("describe_key", _described(mrk_1={**_STATES[_REPLICA], "KeyState": "Disabled"})),
        "data-key-replica",
        "is Disabled",
        True,
    ),
    "replica that is none": (
        ("describe_key", _described(mrk_1={**_STATES[_REPLICA], "MultiRegion": False})),
        "data-key-replica",
        "multi-Region is false, declared is true",
        True,
    ),
    "key that does not rotate": (
        ("get_key_rotation_status", "KeyRotationEnabled", False),
        "region-key",
        "does not rotate",
        False,
    ),
    "no alias": (("list_aliases", "Aliases", []), "alias", "is not there", False),
    "other alias": (
        ("list_aliases", "Aliases", 0, "TargetKeyId", "key-9"),
        "alias",
        "key is key-9, declared is key-1",
        False,
    ),
    "no trust": (
        (*_FOUND, "AssumeRolePolicyDocument", _policy()),
        "role",
        "its assume role policy lacks 1 of 1 statements: sts:AssumeRole",
        True,
    ),
    "a boundary": (
        (*_FOUND, "PermissionsBoundary", {"PermissionsBoundaryArn": "arn:boundary"}),
        "role",
        "boundary is arn:boundary, declared is none",
        True,
    ),
    "no policy": (
        (*_FOUND, "RolePolicyList", []),
        "policy",
        f"is not there: {_ROLE} has no policy workload",
        True,
    ),
    "less rights": (
        (*_FOUND, "RolePolicyList", 0, "PolicyDocument", _policy()),
        "policy",
        "its policy lacks 1 of 1 statements: sqs:ReceiveMessage",
        True,
    ),
    "a right too many": (
        (*_FOUND, "RolePolicyList", 0, "PolicyDocument", "Statement", [_READS, {**_READS, "Action": "sqs:*"}]),
        "policy",
        "its policy grants what is not declared: sqs:*",
        False,
    ),
    "not attached": (
        (*_FOUND, "AttachedManagedPolicies", []),
        "attached",
        f"is not there: {_ROLE} does not have {_MANAGED}",
        True,
    ),
    "no issuer": (("get_open_id_connect_provider", said("NoSuchEntity")), "issuer", "is not there", True),
    "other audience": (
        ("get_open_id_connect_provider", "ClientIDList", ["other"]),
        "issuer",
        "audiences is other, declared is sts.amazonaws.com",
        True,
    ),
}


def test_keys_and_roles_as_declared_have_nothing_to_tell() -> None:
    assert told(DECLARED, HEALTHY) == []


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_was_done_by_hand_is_named(case: tuple[tuple[Any, ...], str, str, bool]) -> None:
    change, name, says, stops = case
    assert told(DECLARED, changed(HEALTHY, *change)) == [(name, says, stops)]


def test_a_key_that_is_gone_and_one_without_its_rights_stop() -> None:
    gone = told(DECLARED[:1], changed(HEALTHY, "describe_key", said("NotFoundException")))
    assert gone == [("region-key", "is not there", True)]
    poor = told(DECLARED[1:2], changed(HEALTHY, "get_key_policy", "Policy", json.dumps(_policy())))
    assert poor == [("data-key-replica", "its policy lacks 1 of 1 statements: kms:Decrypt", True)]


@pytest.mark.parametrize(
    ("state", "do"),
    [
        ("PendingDeletion", f"aws kms cancel-key-deletion --region {HERE} --key-id key-1 && aws kms enable-key"),
        ("Disabled", f"aws kms enable-key --region {HERE} --key-id key-1"),
        ("Updating", "pulumi up --refresh --stack dr-west"),
    ],
)
def test_the_repair_of_a_key_is_what_aws_wants_first(state: str, do: str) -> None:
    found = seen(DECLARED[:1], changed(HEALTHY, "describe_key", _described(key_1={**_STATES[_KEY], "KeyState": state})))
    assert do in found.problems[0].do


def test_a_role_that_is_gone_takes_its_rights_along() -> None:
    found = told(DECLARED, changed(HEALTHY, *_FOUND[:2], []))
    assert {name for name, _, stops in found if stops} == {"role", "policy", "attached"}


@pytest.mark.parametrize(
    "within",
    [
        "standby:network:Network$standby:network:FlowLogs",
        "standby:observability:Canary",
        "standby:edge:AssetReplication",
    ],
)
def test_a_failover_lives_without_who_writes_flow_logs_and_the_like(within: str) -> None:
    role = resource("aws:iam/role:Role", "other", within=within, path="/", assumeRolePolicy="{}")
    policy = resource("aws:iam/rolePolicy:RolePolicy", "its", id="other:write", within=within, policy="{}")
    attached = resource(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "at", within=within, role="other", policyArn="arn:p"
    )
    assert {(name, stops) for name, _, stops in told([role, policy, attached], HEALTHY)} == {
        ("other", False),
        ("its", False),
        ("at", False),
    }


def test_the_other_regions_roles_are_left_alone_and_the_plan_of_both_is_not() -> None:
    theirs = resource("aws:iam/role:Role", "theirs", region=THERE, stack="prod-east", assumeRolePolicy="{}")
    plans = resource(
        "aws:iam/role:Role",
        "plans",
        region=THERE,
        stack="prod-east",
        within="standby:recovery:ExecutionRole",
        assumeRolePolicy="{}",
    )
    assert told([theirs, plans], HEALTHY) == [("plans", "is not there", False)]
