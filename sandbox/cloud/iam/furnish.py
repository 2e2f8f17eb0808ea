"""The account's roles, made in an emulated cloud that has just come up."""

import json
from pathlib import Path
from typing import Any

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.account import DEFAULT_ACCOUNT, ROLES
from sandbox.cloud.request import Scope

_ROOT = Path(__file__).resolve().parents[3]
_IAM, _VERSION, _HOME = "iam", "2010-05-08", "us-east-1"
_EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


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
