"""Roles, keys and secrets."""

from collections.abc import Mapping

from tests.judges.registry.translation import DELETING, PROVIDERS, Translation, alone, document

_DELETION = {"deletionWindowInDays": "PendingWindowInDays", "policy": "KeyPolicy"}
_NOBODY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}
TABLE: Mapping[str, Translation] = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Translation(
        to="AWS::IAM::OIDCProvider", names={"clientIdLists": "ClientIdList"}
    ),
    "aws:iam/role:Role": Translation(
        to="AWS::IAM::Role",
        names={"assumeRolePolicy": "AssumeRolePolicyDocument", "name": "RoleName"},
        forms={"assumeRolePolicy": document},
        own={"forceDetachPolicies": PROVIDERS},
    ),
    "aws:iam/rolePolicy:RolePolicy": Translation(
        to="AWS::IAM::RolePolicy",
        names={"name": "PolicyName", "policy": "PolicyDocument", "role": "RoleName"},
        forms={"policy": document},
        tags="",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Translation(
        to="AWS::IAM::Role",
        names={"policyArn": "ManagedPolicyArns", "role": "RoleName"},
        forms={"policyArn": alone},
        beside={"AssumeRolePolicyDocument": _NOBODY},
        tags="",
    ),
    "aws:kms/alias:Alias": Translation(to="AWS::KMS::Alias", names={"name": "AliasName"}, tags=""),
    "aws:kms/key:Key": Translation(
        to="AWS::KMS::Key",
        names={**_DELETION, "customerMasterKeySpec": "KeySpec", "isEnabled": "Enabled"},
        forms={"policy": document},
        own={"bypassPolicyLockoutSafetyCheck": PROVIDERS},
    ),
    "aws:kms/replicaKey:ReplicaKey": Translation(
        to="AWS::KMS::ReplicaKey",
        names=_DELETION,
        forms={"policy": document},
        own={"bypassPolicyLockoutSafetyCheck": PROVIDERS},
    ),
    "aws:secretsmanager/secret:Secret": Translation(
        to="AWS::SecretsManager::Secret",
        names={"replicas": "ReplicaRegions"},
        own={"forceOverwriteReplicaSecret": PROVIDERS, "recoveryWindowInDays": DELETING},
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Translation(
        to="AWS::SecretsManager::Secret", names={"secretId": "Name"}, tags=""
    ),
}
