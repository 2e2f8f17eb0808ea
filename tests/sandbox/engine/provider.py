"""The provider of `testing:index:Thing`, for the engine's tests. It speaks the real protocol.

`kind` and `slot` cannot change in place; a `slot` holds one thing, so it must be empty before a replacement exists.
`invalid` fails the check. `arn` and `made_by` are outputs, unknown in a preview. `mood` is only the cloud's to say.
"""

import functools
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from sandbox.engine.urn import Urn
from sandbox.protocol.journal import CreateJournal
from sandbox.protocol.once import request_name, requests_named
from sandbox.protocol.server import (
    CheckFailure,
    Differences,
    HalfDoneError,
    PropertyDifference,
    ProviderError,
    ProviderServer,
    serve_until_stopped,
)
from sandbox.protocol.values import UNKNOWN, Properties, holds_unknown, reveal, to_struct
from tests.sandbox.engine.cloud import Cloud

REPLACING, IN_THE_WAY = frozenset({"kind", "slot"}), "slot"
MOOD = "mood"


class Refused(ProviderError):  # noqa: N818 - an answer of the cloud's
    """The cloud refuses a call."""


class Unfinished(Exception):  # noqa: N818 - not an error of the test's
    """The call made the thing and could not complete it."""


class ThingProvider:
    """See `sandbox.protocol.server.ProviderLogic`. One per process that an engine would start."""

    name = "testing"
    version = "1.0.0"
    creates_once = False

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.config: dict[str, Any] = {}

    def check_config(self, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        failures = [CheckFailure("zone", "there is no such zone")] if news.get("zone") == "nowhere" else []
        return news, failures

    def diff_config(self, olds: Properties, news: Properties) -> Differences:
        keys = sorted(key for key in {*olds, *news} if olds.get(key) != news.get(key))
        return Differences({key: PropertyDifference("update", replaces=key == "account") for key in keys})

    def configure(self, args: Properties) -> None:
        self.config = reveal(args)
        self.cloud.called("configure", self.config.get("account", ""))

    def check(self, urn: str, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[CheckFailure]]:
        self.cloud.called("check", _name(urn))
        if "invalid" in news:
            return news, [CheckFailure("invalid", str(news["invalid"]))]
        given = {"label": olds.get("label") or f"{_name(urn)}-{seed[:3].hex()}", **news}
        return given, []

    def diff(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, ignored: list[str]
    ) -> Differences:
        del resource_id, olds, ignored
        self.cloud.called("diff", _name(urn))
        before, after = reveal(old_inputs), reveal(news)
        paths = dict(_differences("", before, after))
        slot = paths.get(IN_THE_WAY)
        return Differences(paths, delete_before_replace=slot is not None)

    def create(self, urn: str, inputs: Properties, *, preview: bool) -> tuple[str, Properties]:
        if preview:
            return "", {**inputs, "arn": UNKNOWN, "made_by": UNKNOWN}
        name, plain = _name(urn), reveal(inputs)
        if holds_unknown(plain):
            msg = "a real create was asked with something unknown"
            raise AssertionError(msg)
        if plain.get("crash") == "before":
            _die()
        unfinished = None
        try:
            self.cloud.called("create", name)
        except Unfinished as error:
            unfinished = error
        try:
            with requests_named():
                thing_id = self.cloud.make(name, plain, once=request_name())
        except ValueError as error:
            raise Refused(str(error)) from error
        if plain.get("crash") == "after":
            _die()
        outputs = self._outputs(thing_id, inputs)
        if unfinished is not None:
            raise HalfDoneError(str(unfinished), thing_id, outputs)
        return thing_id, outputs

    def read(
        self, urn: str, resource_id: str, inputs: Properties, state: Properties
    ) -> tuple[Properties, Properties] | None:
        try:
            self.cloud.called("read", _name(urn))
        except Unfinished as error:
            raise HalfDoneError(str(error), resource_id, state) from error
        thing = self.cloud.things.get(resource_id)
        if thing is None:
            return None
        before = {**reveal(state), **reveal(inputs)}
        found = {key: (inputs or state).get(key) if before.get(key) == value else value for key, value in thing.items()}
        told = {MOOD: found.pop(MOOD)} if MOOD in found else {}
        return {**self._outputs(resource_id, found), **told}, found

    def update(
        self,
        urn: str,
        resource_id: str,
        old_inputs: Properties,
        olds: Properties,
        news: Properties,
        *,
        preview: bool,
        ignored: Sequence[str] = (),
    ) -> Properties:
        del old_inputs, ignored
        if preview:
            return {**olds, **news}
        try:
            self.cloud.called("update", _name(urn))
        except Unfinished as error:
            raise HalfDoneError(str(error), resource_id, olds) from error
        self.cloud.put(resource_id, reveal(news))
        return self._outputs(resource_id, news)

    def delete(self, urn: str, resource_id: str, inputs: Properties, state: Properties) -> None:
        del inputs, state
        self.cloud.called("delete", _name(urn))
        self.cloud.deleted_by[resource_id] = self.config.get("account", "")
        self.cloud.put(resource_id, None)

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        self.cloud.called("invoke", token.rpartition(":")[2])
        if args.get("size", 0) < 0:
            return {}, [CheckFailure("size", "must not be negative")]
        return {"doubled": args["size"] * 2, "account": self.config.get("account", "")}, []

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """A component with one child, which follows the component's options as an SDK would make it."""
        self.cloud.constructs.append(request)
        with grpc.insecure_channel(request.monitorEndpoint) as channel:
            monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
            component = monitor.RegisterResource(
                resource_pb2.RegisterResourceRequest(
                    type=request.type,
                    name=request.name,
                    parent=request.parent,
                    protect=request.protect,
                    providers=request.providers,
                )
            )
            child = monitor.RegisterResource(
                resource_pb2.RegisterResourceRequest(
                    type="testing:index:Thing",
                    name=f"{request.name}-child",
                    parent=component.urn,
                    custom=True,
                    object=request.inputs,
                    dependencies=request.dependencies,
                )
            )
            outputs = {"child_arn": child.object.fields["arn"].string_value}
            monitor.RegisterResourceOutputs(
                resource_pb2.RegisterResourceOutputsRequest(urn=component.urn, outputs=to_struct(outputs))
            )
        return provider_pb2.ConstructResponse(urn=component.urn, state=to_struct(outputs))

    def _outputs(self, thing_id: str, inputs: Properties) -> Properties:
        return {**inputs, "arn": f"arn:{thing_id}", "made_by": self.config.get("account", "")}


class ThingServer(ProviderServer):
    """Notes also what the protocol says and a `ProviderLogic` is not told."""

    def __init__(self, cloud: Cloud, journal: CreateJournal | None = None) -> None:
        super().__init__(ThingProvider(cloud), journal)
        self._cloud = cloud

    def Create(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's own
        self._cloud.timeouts["create", _name(request.urn)] = request.timeout
        return super().Create(request, context)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        self._cloud.timeouts["delete", _name(request.urn)] = request.timeout
        return super().Delete(request, context)


def _differences(path: str, before: Any, after: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            inner = f"{path}.{key}" if path else key
            replaces = inner.partition(".")[0] in REPLACING
            if key not in before:
                yield inner, PropertyDifference("add", replaces=replaces)
            elif key not in after:
                yield inner, PropertyDifference("delete", replaces=replaces)
            else:
                yield from _differences(inner, before[key], after[key])
    elif before != after:
        yield path, PropertyDifference("update", replaces=path.partition(".")[0] in REPLACING)


def _name(urn: str) -> str:
    return Urn.parse(urn).name


def _die() -> None:
    if "TESTING_IMMORTAL" in os.environ:
        return
    sys.stderr.write("goodbye, cruel world\n")
    sys.stderr.flush()
    os._exit(9)


def _hold(pipe: str) -> None:
    """Say that this process is inside the call, and stay there until somebody writes into the other pipe."""
    Path(f"{pipe}.inside").write_text(str(os.getpid()))
    Path(f"{pipe}.go").read_text()


if __name__ == "__main__":
    # A process of its own, whose cloud is a file; TESTING_HOLD maps names to the pipes that hold their creates, and
    # TESTING_ONCE says that the cloud makes a thing once under one name.
    ThingProvider.creates_once = "TESTING_ONCE" in os.environ
    cloud = Cloud(Path(os.environ["TESTING_CLOUD"]))
    for name, pipe in json.loads(os.environ.get("TESTING_HOLD", "{}")).items():
        cloud.on("create", name, functools.partial(_hold, pipe))
    serve_until_stopped(ThingProvider(cloud))
