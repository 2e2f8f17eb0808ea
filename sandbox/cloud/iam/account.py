"""The account as its owner leaves it to a team: roles for those who deploy, operate, approve, look and administer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import DEFAULT_ACCOUNT, Scope

_ROOT = Path(__file__).resolve().parents[3]
_IAM, _VERSION, _HOME = "iam", "2010-05-08", "us-east-1"
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
# Whom engine runs act as, if nobody says otherwise.
DEPLOYS = "standby-deploy"
# Role -> the documents of this repository that say what it may do; none: it administers.
ROLES: Mapping[str, tuple[str, ...]] = {
    "platform-admin": (),
    DEPLOYS: ("docs/deploy-role.json",),
    "platform-operator": ("docs/runbooks/operator-role.json",),
    "platform-approver": ("docs/runbooks/approver-role.json",),
    "platform-preflight": ("docs/preflight-role.json",),
}


def role_arn(role: str, account: str = DEFAULT_ACCOUNT) -> str:
    """The ARN of one of them."""
    return f"arn:aws:iam::{account}:role/{role}"


async def furnish(emulator: Emulator, account: str = DEFAULT_ACCOUNT) -> None:
    """Make the roles, which people of the account may act as."""
    scope = Scope(account, _HOME)
    trusted = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    for role, files in ROLES.items():
        trust = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
        await _ask(emulator, scope, "CreateRole", RoleName=role, AssumeRolePolicyDocument=trust)
        documents = {Path(file).stem: _document(file, account) for file in files} or {"everything": _EVERYTHING}
        for name, document in documents.items():
            await _ask(
                emulator, scope, "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document)
            )


def _document(file: str, account: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_ROOT / file).read_text().replace("ACCOUNT", account))
    return found


async def _ask(emulator: Emulator, scope: Scope, action: str, **parameters: str) -> None:
    await emulator.ask_query(scope, service=_IAM, parameters={"Action": action, "Version": _VERSION, **parameters})
