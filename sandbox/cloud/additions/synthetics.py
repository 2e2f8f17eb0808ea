"""CloudWatch Synthetics: canaries."""

import re
import time
import uuid
from typing import Any
from urllib.parse import parse_qs, unquote

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, json_answer, json_error

_PATH = re.compile(r"/canary/(?P<name>[a-z0-9_-]{1,255})(?:/(?P<verb>start|stop))?")
_NEW, _ALL, _TAGS = "/canary", "/canaries", "/tags/"
_STATES = {"start": "RUNNING", "stop": "STOPPED"}


class Canaries(Addition):
    """Keeps canaries per account and region. They start and stop at once."""

    service = "synthetics"
    adds = "canaries (create, get, list, update, start, stop, delete, tags)"
    proves = "a canary is declared, started, and made of an object that is in its bucket"
    cannot = "running its code, so no metric and no alarm follows from one"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._canaries: dict[Scope, dict[str, dict[str, Any]]] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        """The emulator has nothing of this service."""
        return call.service == self.service

    @override
    async def answer(self, call: AwsCall) -> Answer:
        canaries = self._canaries.setdefault(call.scope, {})
        if call.path.startswith(_TAGS):
            return _tags(call, canaries)
        if call.path == _ALL:
            return json_answer({"Canaries": list(canaries.values())})
        if call.path == _NEW:
            return await self._create(call, canaries)
        match = _PATH.fullmatch(unquote(call.path))
        canary = canaries.get(match["name"]) if match else None
        if match is None or canary is None:
            return json_error("ResourceNotFoundException", f"there is no canary at {call.path}", 404)
        return await self._about(call, canaries, canary, match["verb"])

    async def _about(
        self, call: AwsCall, canaries: dict[str, dict[str, Any]], canary: dict[str, Any], verb: str | None
    ) -> Answer:
        if verb:
            canary["Status"] = {"State": _STATES[verb]}
            return json_answer({})
        if call.method == "DELETE":
            return _delete(canaries, canary)
        if call.method == "PATCH":
            return await self._update(call, canary)
        return json_answer({"Canary": canary})

    async def _create(self, call: AwsCall, canaries: dict[str, dict[str, Any]]) -> Answer:
        request = call.json()
        name = request["Name"]
        if name in canaries:
            return json_error("ConflictException", f"Canary {name} already exists", 409)
        missing = await self._missing_code(call.scope, request["Code"])
        if missing:
            return json_error("ValidationException", missing)
        arn = f"arn:aws:synthetics:{call.region}:{call.account}:canary:{name}"
        canaries[name] = {
            "Id": str(uuid.uuid4()),
            **{key: value for key, value in request.items() if key not in {"Code", "Tags"}},
            **_code(request["Code"]),
            "EngineArn": f"arn:aws:lambda:{call.region}:{call.account}:function:cwsyn-{name}:1",
            "Status": {"State": "READY"},
            "Timeline": {"Created": time.time(), "LastModified": time.time()},
            "Tags": request.get("Tags") or {},
            "Arn": arn,
        }
        return json_answer({"Canary": canaries[name]})

    async def _update(self, call: AwsCall, canary: dict[str, Any]) -> Answer:
        request = call.json()
        missing = await self._missing_code(call.scope, request.get("Code") or {})
        if missing:
            return json_error("ValidationException", missing)
        canary |= {key: value for key, value in request.items() if key not in {"Code", "Name"}}
        canary |= _code(request["Code"]) if "Code" in request else {}
        return json_answer({})

    async def _missing_code(self, scope: Scope, code: dict[str, Any]) -> str:
        """Why the code cannot be had, or nothing."""
        if "S3Bucket" not in code:
            return ""
        place = f"/{code['S3Bucket']}/{code['S3Key']}"
        found = await self._emulator.ask_rest(scope, service="s3", method="HEAD", path=place)
        return "" if found.is_success else f"The code {place} could not be read: status {found.status}"


def _code(code: dict[str, Any]) -> dict[str, Any]:
    """What is said of a canary's code: never where it came from."""
    return {"Code": {"SourceLocationArn": f"arn:aws:lambda:::layer:{uuid.uuid4()}", "Handler": code["Handler"]}}


def _delete(canaries: dict[str, dict[str, Any]], canary: dict[str, Any]) -> Answer:
    if canary["Status"]["State"] == "RUNNING":
        return json_error("ConflictException", f"Canary {canary['Name']} is in a RUNNING state", 409)
    del canaries[canary["Name"]]
    return json_answer({})


def _tags(call: AwsCall, canaries: dict[str, dict[str, Any]]) -> Answer:
    arn = unquote(call.path).removeprefix(_TAGS)
    canary = next((each for each in canaries.values() if each["Arn"] == arn), None)
    if canary is None:
        return json_error("NotFoundException", f"No resource {arn}", 404)
    if call.method == "POST":
        canary["Tags"] |= call.json()["Tags"]
    elif call.method == "DELETE":
        for key in parse_qs(call.query).get("tagKeys", []):
            canary["Tags"].pop(key, None)
    return json_answer({"Tags": canary["Tags"]} if call.method == "GET" else {})
