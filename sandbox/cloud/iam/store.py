"""The policies that there are, read off the cloud when they are needed and kept until somebody writes."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote

from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.iam.grants import statement_of
from sandbox.cloud.iam.managed import managed_by_aws
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import Principal, PrincipalKind
from sandbox.cloud.request import AwsCall, Scope

_IAM_VERSION = "2010-05-08"
_HOME = "us-east-1"
_HOUR = 3600.0
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
        self._grants: dict[str, Policy | None] = {}
        self._readers: Mapping[str, Read] = {
            "kms": self._of_key,
            "sqs": self._of_queue,
            "sns": self._of_topic,
            "s3": self._of_bucket,
            "secretsmanager": self._of_secret,
            "ecr": self._of_repository,
            "events": self._of_bus,
        }

    @property
    def age(self) -> int:
        """Another number after each write that may have changed a policy."""
        return self._writes

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
            if call.service == "kms":
                self._grants.clear()

    async def identity(self, principal: Principal) -> tuple[Policy, ...]:
        """What a caller's role allows."""
        if principal.kind is not PrincipalKind.ROLE:
            return ()
        return await self._kept(self._identities, principal.role_arn, self._of_role)

    async def boundary(self, principal: Principal) -> Policy | None:
        """What limits a caller's role; None where nothing does."""
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

    async def longest_session(self, role_arn: str) -> float:
        """For how many seconds somebody may act as a role at once."""
        account, name = _names(role_arn)
        root = await self._iam(Scope(account, _HOME), "GetRole", RoleName=name)
        return float(text(root, "GetRoleResult/Role/MaxSessionDuration") or _HOUR)

    async def grants(self, arn: str) -> Policy | None:
        """What a key's grants allow, as a policy of the key; None where there are none."""
        return await self._kept(self._grants, arn, self._granted)

    async def _granted(self, arn: str) -> Policy | None:
        parts = arn.split(":", 5)
        answer = await self._emulator.ask_json(
            Scope(parts[4], parts[3]),
            service="kms",
            target="TrentService.ListGrants",
            payload={"KeyId": arn.rpartition("/")[2]},
        )
        listed = answer.json().get("Grants", []) if answer.is_success else []
        document = {"Statement": [statement_of(each) for each in listed]}
        return Policy.read(f"the grants of {arn}", document) if listed else None

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
        return await self._managed(scope, arn) if arn else None

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
        members = attached.iterfind("ListAttachedRolePoliciesResult/AttachedPolicies/member")
        return (*found, *[await self._managed(scope, text(member, "PolicyArn")) for member in members])

    async def _managed(self, scope: Scope, arn: str) -> Policy:
        """A policy of its own ARN. The emulator carries few of AWS's; what another one says is not guessed."""
        known = managed_by_aws(arn)
        if known is not None:
            return known
        policy = await self._iam(scope, "GetPolicy", PolicyArn=arn)
        version = text(policy, "GetPolicyResult/Policy/DefaultVersionId")
        root = await self._iam(scope, "GetPolicyVersion", PolicyArn=arn, VersionId=version)
        document = unquote(text(root, "GetPolicyVersionResult/PolicyVersion/Document"))
        return Policy.read(arn.rpartition("/")[2], document) if document else Policy.unread(arn)

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

    async def _of_repository(self, scope: Scope, arn: str) -> str:
        answer = await self._emulator.ask_json(
            scope,
            service="ecr",
            target="AmazonEC2ContainerRegistry_V20150921.GetRepositoryPolicy",
            payload={"repositoryName": arn.partition(":repository/")[2]},
        )
        return str(answer.json().get("policyText") or "") if answer.is_success else ""

    async def _of_bus(self, scope: Scope, arn: str) -> str:
        """Rules and archives are decided by what their callers are allowed; a bus has a policy of its own."""
        if ":event-bus/" not in arn:
            return ""
        answer = await self._emulator.ask_json(
            scope, service="events", target="AWSEvents.DescribeEventBus", payload={"Name": arn.rpartition("/")[2]}
        )
        return str(answer.json().get("Policy") or "") if answer.is_success else ""

    async def _of_secret(self, scope: Scope, arn: str) -> str:
        answer = await self._emulator.ask_json(
            scope, service="secretsmanager", target="secretsmanager.GetResourcePolicy", payload={"SecretId": arn}
        )
        return str(answer.json().get("ResourcePolicy") or "")


def _names(role_arn: str) -> tuple[str, str]:
    """Whose a role is, and what it is called."""
    return role_arn.split(":")[4], role_arn.rpartition("/")[2]
