"""What the log of decisions says of a call that nobody could put as a question."""

import asyncio
from dataclasses import replace
from typing import cast

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.door import door
from tests.sandbox.cloud.iam.test_rights import ACCOUNT, body
from tests.sandbox.cloud.iam.test_store import Iam

ROLE = f"arn:aws:iam::{ACCOUNT}:role/somebody"


def test_an_operation_whose_right_nobody_knows_is_unknown_in_the_log() -> None:
    parts = door(cast("Emulator", Iam()))
    key = parts.identities.issue(ROLE, "one", 900).access_key
    refused = asyncio.run(parts.enforcement.refuse(replace(body("ecs", "BendServices"), access_key=key)))
    assert refused is not None
    (told,) = parts.decisions.told({"result": "unknown"})["decisions"]
    assert (told["role"], told["action"]) == (ROLE, "ecs:BendServices")
    assert "does not know which right ecs BendServices needs" in told["reason"]
