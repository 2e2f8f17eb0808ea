"""The policies that there are, read off the cloud when they are needed and kept until somebody writes."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import Principal, PrincipalKind
from sandbox.cloud.request import AwsCall, Scope

_IAM_VERSION = "2010-05-08"
_HOME = "us-east-1"
_MANAGED = "arn:aws:iam::aws:policy/"
# Of AWS's own policies those that a caller here may have; the others say nothing that is decided by a call.
_KNOWN_MANAGED: Mapping[str, Mapping[str, Any]] = {
    f"{_MANAGED}AdministratorAccess": {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
}
_READS = ("Get", "List", "Describe", "Head", "Batch", "Query", "Scan", "Search")
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/")
Read = Callable[[Scope, str], Awaitable[str]]
_Kept = TypeVar("_Kept")


class PolicyStore:
    """Documents by what they belong to. A write to a role forgets that role, any other all that its service has."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._writes = 0
        self._identities: dict[str, tuple[Policy, ...]] = {}
        self._trusts: dict[str, Policy | None] = {}
        self._boundaries: dict[str, Policy | None] = {}
        self._resources: dict[str, dict[str, Policy | None]] = {}
        self._readers: Mapping[str, Read] = {
            "kms": self._of_key,
            "sqs": self._of_queue,
            "sns": self._of_topic,
            "s3": self._of_bucket,
            "secretsmanager": self._of_secret,
        }

    def note(self, call: AwsCall) -> None:
        """Forget what a call may have changed."""
        if call.action.startswith(_READS):
            return
        if call.service == "iam":
            self._writes += 1
            self._forget_role(call.account, call.form().get("RoleName", ""))
        elif call.service in self._readers and "Message" not in call.action and call.action != "Publish":
            self._writes += 1
            self._resources.pop(call.service, None)

    async def identity(self, principal: Principal) -> tuple[Policy, ...]:
        """What a caller's role allows."""
        if principal.kind is not PrincipalKind.ROLE:
            return ()
        return await self._kept(self._identities, principal.role_arn, self._of_role)

    async def boundary(self, principal: Principal) -> Policy | None:
        """What limits a caller's role; None where nothing does. One that nobody can read allows nothing."""
        if principal.kind is not PrincipalKind.ROLE:
            return None
        return await self._kept(self._boundaries, principal.role_arn, self._limit)

    async def trust(self, role_arn: str) -> Policy | None:
        """Who may act as a role; None where there is no such role, or what is named is none."""
        if not _ROLE.match(role_arn):
            return None
        return await self._kept(self._trusts, role_arn, self._trust)

    async def resource(self, service: str, arn: str) -> Policy | None:
        """What the policy of a resource says; None where it has none."""
        read = self._readers.get(service)
        if read is None or not arn.startswith("arn:"):
            return None

        async def look(arn: str) -> Policy | None:
            parts = arn.split(":", 5)
            document = await read(Scope(parts[4], parts[3]), arn)
            return Policy.read(arn, document) if document else None

        return await self._kept(self._resources.setdefault(service, {}), arn, look)

    async def _kept(self, kept: dict[str, _Kept], arn: str, look: Callable[[str], Awaitable[_Kept]]) -> _Kept:
        if arn in kept:
            return kept[arn]
        before = self._writes
        found = await look(arn)
        # What was read while somebody wrote may be what was there before.
        if before == self._writes:
            kept[arn] = found
        return found

    def _forget_role(self, account: str, name: str) -> None:
        """Forget one role; all of them where a call names none: it may have written a policy that several have."""
        for kept in (self._identities, self._trusts, self._boundaries):
            for arn in [arn for arn in kept if not name or _names(arn) == (account, name)]:
                del kept[arn]

    async def _trust(self, role_arn: str) -> Policy | None:
        account, name = _names(role_arn)
        root = await self._iam(Scope(account, _HOME), "GetRole", RoleName=name)
        document = text(root, "GetRoleResult/Role/AssumeRolePolicyDocument")
        return Policy.read(f"{name} (trust)", unquote(document)) if document else None

    async def _limit(self, role_arn: str) -> Policy | None:
        account, name = _names(role_arn)
        scope = Scope(account, _HOME)
        root = await self._iam(scope, "GetRole", RoleName=name)
        arn = text(root, "GetRoleResult/Role/PermissionsBoundary/PermissionsBoundaryArn")
        return (await self._managed(scope, arn) or Policy(arn, ())) if arn else None

    async def _of_role(self, role_arn: str) -> tuple[Policy, ...]:
        account, name = _names(role_arn)
        scope = Scope(account, _HOME)
        found: list[Policy] = []
        listed = await self._iam(scope, "ListRolePolicies", RoleName=name)
        for member in listed.iterfind("ListRolePoliciesResult/PolicyNames/member"):
            inline = (member.text or "").strip()
            root = await self._iam(scope, "GetRolePolicy", RoleName=name, PolicyName=inline)
            document = unquote(text(root, "GetRolePolicyResult/PolicyDocument"))
            found.append(Policy.read(f"{name}/{inline}", document))
        attached = await self._iam(scope, "ListAttachedRolePolicies", RoleName=name)
        for member in attached.iterfind("ListAttachedRolePoliciesResult/AttachedPolicies/member"):
            policy = await self._managed(scope, text(member, "PolicyArn"))
            found += [policy] if policy else []
        return tuple(found)

    async def _managed(self, scope: Scope, arn: str) -> Policy | None:
        if arn.startswith(_MANAGED):
            known = _KNOWN_MANAGED.get(arn)
            return Policy.read(arn, known) if known else None
        policy = await self._iam(scope, "GetPolicy", PolicyArn=arn)
        version = text(policy, "GetPolicyResult/Policy/DefaultVersionId")
        root = await self._iam(scope, "GetPolicyVersion", PolicyArn=arn, VersionId=version)
        document = unquote(text(root, "GetPolicyVersionResult/PolicyVersion/Document"))
        return Policy.read(arn.rpartition("/")[2], document) if document else None

    async def _iam(self, scope: Scope, action: str, **parameters: str) -> Any:  # noqa: ANN401 - an XML element
        return await self._emulator.ask_query(
            scope, service="iam", parameters={"Action": action, "Version": _IAM_VERSION, **parameters}
        )

    async def _of_key(self, scope: Scope, arn: str) -> str:
        answer = await self._emulator.ask_json(
            scope,
            service="kms",
            target="TrentService.GetKeyPolicy",
            payload={"KeyId": arn.rpartition("/")[2], "PolicyName": "default"},
        )
        return str(answer.json().get("Policy") or "")

    async def _of_queue(self, scope: Scope, arn: str) -> str:
        name = arn.rpartition(":")[2]
        url = await self._emulator.ask_json(
            scope, service="sqs", target="AmazonSQS.GetQueueUrl", payload={"QueueName": name}
        )
        if not url.is_success:
            return ""
        told = await self._emulator.ask_json(
            scope,
            service="sqs",
            target="AmazonSQS.GetQueueAttributes",
            payload={"QueueUrl": url.json()["QueueUrl"], "AttributeNames": ["Policy"]},
        )
        return str(told.json().get("Attributes", {}).get("Policy") or "")

    async def _of_topic(self, scope: Scope, arn: str) -> str:
        root = await self._emulator.ask_query(
            scope,
            service="sns",
            parameters={"Action": "GetTopicAttributes", "Version": "2010-03-31", "TopicArn": arn},
        )
        entries = root.iterfind("GetTopicAttributesResult/Attributes/entry")
        return next((text(each, "value") for each in entries if text(each, "key") == "Policy"), "")

    async def _of_bucket(self, scope: Scope, arn: str) -> str:
        del scope
        bucket = arn.split(":::", 1)[1].partition("/")[0]
        answer = await self._emulator.ask_rest(
            Scope("000000000000", _HOME), service="s3", method="GET", path=f"/{bucket}", query={"policy": ""}
        )
        return answer.body.decode() if answer.is_success else ""

    async def _of_secret(self, scope: Scope, arn: str) -> str:
        answer = await self._emulator.ask_json(
            scope, service="secretsmanager", target="secretsmanager.GetResourcePolicy", payload={"SecretId": arn}
        )
        return str(answer.json().get("ResourcePolicy") or "")


def _names(role_arn: str) -> tuple[str, str]:
    """Whose a role is, and what it is called."""
    return role_arn.split(":")[4], role_arn.rpartition("/")[2]
