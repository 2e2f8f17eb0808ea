"""IAM: roles, policies and what binds them. Global: one control plane for every region."""

import json
from typing import Any
from urllib.parse import unquote

from typing_extensions import override

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, function
from sandbox.providers.aws.tagging import IAM_ROLE

_GONE = "NoSuchEntity"
_ROLE = {"name": "RoleName", **pascal_names("description", "maxSessionDuration", "path")}
_BOUNDARY = "permissionsBoundary"


class Role(ResourceType):
    """A role. Its id is its name."""

    token = "aws:iam/role:Role"
    properties = frozenset({*_ROLE, "assumeRolePolicy", "forceDetachPolicies", _BOUNDARY})
    computed = frozenset({"arn", "uniqueId", "createDate"})
    name_property, name_limit = "name", 64
    is_global = True
    documents = frozenset({"assumeRolePolicy"})
    tagging = IAM_ROLE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        names = {**_ROLE, "assumeRolePolicy": "AssumeRolePolicyDocument", _BOUNDARY: "PermissionsBoundary"}
        call.client("iam").create_role(**pick(inputs, names), Tags=call.tag_list())
        return str(inputs["name"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("iam")
        answer = found(lambda: client.get_role(RoleName=resource_id), _GONE)
        if answer is None:
            return None
        role = answer["Role"]
        return {
            "createDate": role["CreateDate"].isoformat(),
            "assumeRolePolicy": _document(role["AssumeRolePolicyDocument"]),
            _BOUNDARY: role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "description": "",
            **unpick(role, {"arn": "Arn", "uniqueId": "RoleId", **_ROLE}),
            "tagsAll": tags_of(role.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client = call.client("iam")
        if "assumeRolePolicy" in changed:
            client.update_assume_role_policy(RoleName=resource_id, PolicyDocument=new["assumeRolePolicy"])
        if changed & {"description", "maxSessionDuration"}:
            given = pick({"description": "", **new}, pascal_names("description", "maxSessionDuration"))
            client.update_role(RoleName=resource_id, **given)
        if _BOUNDARY in changed and new.get(_BOUNDARY):
            client.put_role_permissions_boundary(RoleName=resource_id, PermissionsBoundary=new[_BOUNDARY])
        elif _BOUNDARY in changed:
            found(lambda: client.delete_role_permissions_boundary(RoleName=resource_id), _GONE)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("iam")
        if state.get("forceDetachPolicies"):
            found(lambda: _detach_all(client, resource_id), _GONE)
        found(lambda: client.delete_role(RoleName=resource_id), _GONE)


class RolePolicy(ResourceType):
    """A policy written into a role."""

    token = "aws:iam/rolePolicy:RolePolicy"
    properties = frozenset({"name", "role", "policy"})
    name_property, name_limit = "name", 128
    is_global = True
    documents = frozenset({"policy"})

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        self._put(call, inputs)
        return f"{inputs['role']}:{inputs['name']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        role, _, name = resource_id.partition(":")
        client = call.client("iam")
        answer = found(lambda: client.get_role_policy(RoleName=role, PolicyName=name), _GONE)
        if answer is None:
            return None
        return {"role": role, "name": name, "policy": _document(answer["PolicyDocument"])}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        self._put(call, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        role, _, name = resource_id.partition(":")
        client = call.client("iam")
        found(lambda: client.delete_role_policy(RoleName=role, PolicyName=name), _GONE)

    def _put(self, call: Call, inputs: Inputs) -> None:
        call.client("iam").put_role_policy(
            RoleName=inputs["role"], PolicyName=inputs["name"], PolicyDocument=inputs["policy"]
        )


class RolePolicyAttachment(ResourceType):
    """A managed policy on a role."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    properties = frozenset({"role", "policyArn"})
    is_global = True

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("iam").attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
        return f"{inputs['role']}/{inputs['policyArn']}"

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        role, _, arn = resource_id.partition("/")
        attached = found(lambda: _attached(call.client("iam"), role), _GONE)
        return {"role": role, "policyArn": arn} if arn in (attached or []) else None

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Reached only to complete what was interrupted."""

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        role, _, arn = resource_id.partition("/")
        client = call.client("iam")
        found(lambda: client.detach_role_policy(RoleName=role, PolicyArn=arn), _GONE)


@function("aws:index/getCallerIdentity:getCallerIdentity")
def get_caller_identity(call: Call, arguments: Inputs) -> Outputs:
    """Who is calling."""
    del arguments
    answer = call.client("sts").get_caller_identity()
    return {
        "id": answer["Account"],
        "accountId": answer["Account"],
        "arn": answer["Arn"],
        "userId": answer["UserId"],
    }


def _attached(client: Any, role: str) -> list[str]:  # noqa: ANN401 - a boto3 client
    pages = client.get_paginator("list_attached_role_policies").paginate(RoleName=role)
    return [entry["PolicyArn"] for page in pages for entry in page["AttachedPolicies"]]


def _detach_all(client: Any, role: str) -> None:  # noqa: ANN401
    for arn in _attached(client, role):
        client.detach_role_policy(RoleName=role, PolicyArn=arn)
    for page in client.get_paginator("list_role_policies").paginate(RoleName=role):
        for name in page["PolicyNames"]:
            client.delete_role_policy(RoleName=role, PolicyName=name)


def _document(document: object) -> str:
    """IAM answers with a document or with its URL-encoded text; either way the text that a program writes."""
    return unquote(document) if isinstance(document, str) else json.dumps(document)
