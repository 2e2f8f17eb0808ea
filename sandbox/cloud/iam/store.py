"""The policies that there are, read off the cloud when they are needed and kept until somebody writes."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
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
Read = Callable[[Scope, str], Awaitable[str]]


class PolicyStore:
    """Documents by what they belong to. A write to a service forgets what was read of it."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
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
            self._identities.clear()
            self._trusts.clear()
            self._boundaries.clear()
        elif call.service in self._readers and "Message" not in call.action and call.action != "Publish":
            self._resources.pop(call.service, None)

    async def identity(self, principal: Principal) -> tuple[Policy, ...]:
        """What a caller's role allows."""
        if principal.kind is not PrincipalKind.ROLE:
            return ()
        found = self._identities.get(principal.role_arn)
        if found is None:
            found = self._identities[principal.role_arn] = await self._of_role(principal)
        return found

    async def boundary(self, principal: Principal) -> Policy | None:
        """What limits a caller's role; None where nothing does. One that nobody can read allows nothing."""
        if principal.kind is not PrincipalKind.ROLE:
            return None
        if principal.role_arn not in self._boundaries:
            scope, name = Scope(principal.account, _HOME), principal.role_arn.rpartition("/")[2]
            root = await self._iam(scope, "GetRole", RoleName=name)
            arn = text(root, "GetRoleResult/Role/PermissionsBoundary/PermissionsBoundaryArn")
            found = (await self._managed(scope, arn) or Policy(arn, ())) if arn else None
            self._boundaries[principal.role_arn] = found
        return self._boundaries[principal.role_arn]

    async def trust(self, role_arn: str) -> Policy | None:
        """Who may act as a role; None where there is no such role."""
        if role_arn not in self._trusts:
            scope, name = Scope(role_arn.split(":")[4], _HOME), role_arn.rpartition("/")[2]
            root = await self._iam(scope, "GetRole", RoleName=name)
            document = text(root, "GetRoleResult/Role/AssumeRolePolicyDocument")
            self._trusts[role_arn] = Policy.read(f"{name} (trust)", unquote(document)) if document else None
        return self._trusts[role_arn]

    async def resource(self, service: str, arn: str) -> Policy | None:
        """What the policy of a resource says; None where it has none."""
        read = self._readers.get(service)
        if read is None or not arn.startswith("arn:"):
            return None
        kept = self._resources.setdefault(service, {})
        if arn not in kept:
            parts = arn.split(":", 5)
            document = await read(Scope(parts[4], parts[3]), arn)
            kept[arn] = Policy.read(arn, document) if document else None
        return kept[arn]

    async def _of_role(self, principal: Principal) -> tuple[Policy, ...]:
        scope, name = Scope(principal.account, _HOME), principal.role_arn.rpartition("/")[2]
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
