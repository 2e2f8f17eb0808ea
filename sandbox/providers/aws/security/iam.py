"""IAM: roles, policies and what binds them. Global: one control plane for every region."""

import json
from urllib.parse import unquote

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, function

_GONE = "NoSuchEntity"


class Role(ResourceType):
    """A role."""

    token = "aws:iam/role:Role"
    properties = frozenset(
        {
            "name",
            "assumeRolePolicy",
            "description",
            "path",
            "maxSessionDuration",
            "permissionsBoundary",
            "forceDetachPolicies",
        }
    )
    computed = frozenset({"id", "arn", "uniqueId", "createDate"})
    name_property, name_limit = "name", 64
    is_global = True
    documents = frozenset({"assumeRolePolicy"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(
            inputs,
            {
                "name": "RoleName",
                "assumeRolePolicy": "AssumeRolePolicyDocument",
                "description": "Description",
                "path": "Path",
                "maxSessionDuration": "MaxSessionDuration",
                "permissionsBoundary": "PermissionsBoundary",
            },
        )
        call.client("iam").create_role(**given, Tags=call.tag_list())
        return str(inputs["name"])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("iam")
        answer = found(lambda: client.get_role(RoleName=resource_id), _GONE)
        if answer is None:
            return None
        role = answer["Role"]
        return {
            "id": resource_id,
            "name": role["RoleName"],
            "arn": role["Arn"],
            "uniqueId": role["RoleId"],
            "createDate": role["CreateDate"].isoformat(),
            "assumeRolePolicy": _document(role["AssumeRolePolicyDocument"]),
            **({"tagsAll": tags_of(role["Tags"])} if role.get("Tags") else {}),
        }

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        client = call.client("iam")
        if "assumeRolePolicy" in changed:
            client.update_assume_role_policy(RoleName=resource_id, PolicyDocument=new["assumeRolePolicy"])
        if changed & {"description", "maxSessionDuration"}:
            given = pick(new, {"description": "Description", "maxSessionDuration": "MaxSessionDuration"})
            client.update_role(RoleName=resource_id, **given)
        if "tagsAll" in changed:
            gone = sorted(set(old.get("tagsAll") or {}) - set(call.tags))
            if gone:
                client.untag_role(RoleName=resource_id, TagKeys=gone)
            client.tag_role(RoleName=resource_id, Tags=call.tag_list())

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        client = call.client("iam")
        found(lambda: client.delete_role(RoleName=resource_id), _GONE)


class RolePolicy(ResourceType):
    """A policy written into a role."""

    token = "aws:iam/rolePolicy:RolePolicy"
    properties = frozenset({"name", "role", "policy"})
    computed = frozenset({"id"})
    name_property, name_limit = "name", 128
    is_global = True
    documents = frozenset({"policy"})
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        self._put(call, inputs)
        return f"{inputs['role']}:{inputs['name']}"

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        role, _, name = resource_id.partition(":")
        client = call.client("iam")
        answer = found(lambda: client.get_role_policy(RoleName=role, PolicyName=name), _GONE)
        if answer is None:
            return None
        return {"id": resource_id, "role": role, "name": name, "policy": _document(answer["PolicyDocument"])}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        self._put(call, new)

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
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
    computed = frozenset({"id"})
    is_global = True
    tagged = False

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        call.client("iam").attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
        return f"{inputs['role']}/{inputs['policyArn']}"

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        role, _, arn = resource_id.partition("/")
        client = call.client("iam")
        answer = found(lambda: client.list_attached_role_policies(RoleName=role), _GONE)
        attached = {entry["PolicyArn"] for entry in answer["AttachedPolicies"]} if answer else set()
        return {"id": resource_id, "role": role, "policyArn": arn} if arn in attached else None

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
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


def _document(document: object) -> str:
    """IAM answers with a document or with its URL-encoded text; either way the text that a program writes."""
    if isinstance(document, str):
        return unquote(document)
    return json.dumps(document)
