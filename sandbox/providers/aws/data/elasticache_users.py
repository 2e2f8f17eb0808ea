"""ElastiCache: who may log in to a cache."""

from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import given, pascal_names, pick, unpick
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, below
from sandbox.providers.aws.tagging import ELASTICACHE

_USER = pascal_names("userId", "userName", "engine", "accessString")
_USER_GONE = ("UserNotFound", "UserNotFoundFault")
_GROUP = pascal_names("userGroupId", "engine", "userIds")
_GROUP_GONE = ("UserGroupNotFound", "UserGroupNotFoundFault")


class User(ResourceType):
    """Someone who may log in to a cache."""

    token = "aws:elasticache/user:User"
    properties = frozenset({*_USER, "noPasswordRequired"}) | below("authenticationMode", "type", "passwords")
    computed = frozenset({"arn"})
    filled_in = frozenset({"authenticationMode"})
    spellings: ClassVar = {"engine": str.lower}
    secrets = frozenset({"authenticationMode"})
    tagging = ELASTICACHE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("elasticache").create_user(**pick(inputs, _USER), **_access(inputs), Tags=call.tag_list())
        return str(inputs["userId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(
            f"cache user {resource_id} to be active",
            lambda: (self._describe(call, resource_id) or {}).get("Status") == "active",
        )

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """How a user logs in is not read back: the passwords in it never are."""
        live = self._describe(call, resource_id)
        return None if live is None else unpick(live, {"arn": "ARN", **_USER})

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        if changed - {"tagsAll"}:
            modified = pick(new, pascal_names("engine", "accessString"))
            call.client("elasticache").modify_user(UserId=resource_id, **modified, **_access(new))
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elasticache")
        found(lambda: client.delete_user(UserId=resource_id), *_USER_GONE)

    def _describe(self, call: Call, user_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_users(UserId=user_id), *_USER_GONE)
        return next(iter(answer["Users"]), None) if answer else None


class UserGroup(ResourceType):
    """The users of a cache."""

    token = "aws:elasticache/userGroup:UserGroup"
    properties = frozenset(_GROUP)
    computed = frozenset({"arn"})
    sets = frozenset({"userIds"})
    spellings: ClassVar = {"engine": str.lower}
    tagging = ELASTICACHE

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        call.client("elasticache").create_user_group(**pick(inputs, _GROUP), Tags=call.tag_list())
        return str(inputs["userGroupId"])

    @override
    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        call.wait_for(
            f"cache user group {resource_id} to be active",
            lambda: (self._describe(call, resource_id) or {}).get("Status") == "active",
        )

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        live = self._describe(call, resource_id)
        return None if live is None else unpick(live, {"arn": "ARN", **_GROUP})

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        before, after = (set(side.get("userIds") or []) for side in (old, new))
        change = given(UserIdsToAdd=sorted(after - before), UserIdsToRemove=sorted(before - after))
        if "userIds" in changed and change:
            call.client("elasticache").modify_user_group(UserGroupId=resource_id, **change)
            self.finish(call, resource_id, new)

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("elasticache")
        found(lambda: client.delete_user_group(UserGroupId=resource_id), *_GROUP_GONE)

    def _describe(self, call: Call, group_id: str) -> dict[str, Any] | None:
        client = call.client("elasticache")
        answer = found(lambda: client.describe_user_groups(UserGroupId=group_id), *_GROUP_GONE)
        return next(iter(answer["UserGroups"]), None) if answer else None


def _access(inputs: Inputs) -> dict[str, Any]:
    mode = pick(inputs.get("authenticationMode") or {}, pascal_names("type", "passwords"))
    return given(NoPasswordRequired=inputs.get("noPasswordRequired") or None, AuthenticationMode=mode)
