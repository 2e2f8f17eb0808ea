"""A resource provider as Pulumi's gRPC service: wire formats here, decisions in a `ProviderLogic`."""

import gc
import os
import signal
import sys
import threading
import traceback
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import grpc
from google.protobuf import any_pb2, empty_pb2
from google.rpc import code_pb2, status_pb2
from typing_extensions import override

from sandbox.protocol.journal import CreateJournal
from sandbox.protocol.once import HEADER, create_named
from sandbox.protocol.paths import covers
from sandbox.protocol.protobufs import plugin_pb2, provider_pb2, provider_pb2_grpc
from sandbox.protocol.values import Properties, from_struct, to_struct, unwrap_outputs

MESSAGE_LIMIT = 400 * 1024 * 1024
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
    # All of these are on this machine.
    ("grpc.enable_http_proxy", 0),
]
_ORPHAN_CHECK_SECONDS = 1.0


class ProviderError(Exception):
    """An operation failed; `str()` is what a person reads."""


class HalfDoneError(ProviderError):
    """A resource exists but is not complete; carries what there is, so that the engine records it."""

    def __init__(self, message: str, resource_id: str, outputs: Properties) -> None:
        super().__init__(message)
        self.resource_id = resource_id
        self.outputs = outputs


@dataclass(frozen=True)
class CheckFailure:
    """One property that is not as it must be."""

    property: str
    reason: str


@dataclass(frozen=True)
class PropertyDifference:
    """How one path changed: add, delete or update, and whether that needs a new resource."""

    kind: str
    replaces: bool


@dataclass(frozen=True)
class Differences:
    """What a change means."""

    paths: dict[str, PropertyDifference] = field(default_factory=dict)
    delete_before_replace: bool = False


class ProviderLogic(Protocol):
    """What a provider decides and does. Properties are plain JSON with Pulumi's marks."""

    name: str
    version: str
    # Whether a create that is asked for again under the same name (see `once`) makes nothing a second time.
    creates_once: bool

    def check_config(self, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Validate the provider's configuration."""

    def diff_config(self, olds: Properties, news: Properties) -> Differences:
        """Compare two configurations."""

    def configure(self, args: Properties) -> None:
        """Take the configuration."""

    def check(self, urn: str, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[CheckFailure]]:
        """Validate and complete a resource's inputs."""

    def diff(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, ignored: list[str]
    ) -> Differences:
        """Compare a resource's inputs."""

    def create(self, urn: str, inputs: Properties, *, preview: bool) -> tuple[str, Properties]:
        """Make a resource."""

    def read(
        self, urn: str, resource_id: str, inputs: Properties, state: Properties
    ) -> tuple[Properties, Properties] | None:
        """Look a resource up: outputs and inputs, or None."""

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
        """Change a resource in place."""

    def delete(self, urn: str, resource_id: str, inputs: Properties, state: Properties) -> None:
        """Delete a resource."""

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Call a function."""

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Build a component."""


def _without(found: Differences, ignored: Sequence[str]) -> Differences:
    """The differences that are not ignored. Only a refresh asks for others: in an `up` the engine puts them back."""
    paths = {path: each for path, each in found.paths.items() if not any(covers(one, path) for one in ignored)}
    return replace(found, paths=paths)


_KINDS = {
    ("add", False): provider_pb2.PropertyDiff.ADD,
    ("add", True): provider_pb2.PropertyDiff.ADD_REPLACE,
    ("delete", False): provider_pb2.PropertyDiff.DELETE,
    ("delete", True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    ("update", False): provider_pb2.PropertyDiff.UPDATE,
    ("update", True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class ProviderServer(provider_pb2_grpc.ResourceProviderServicer):
    """Translates between gRPC and a `ProviderLogic`."""

    def __init__(self, logic: ProviderLogic, journal: CreateJournal | None = None) -> None:
        self._logic = logic
        self._journal = journal

    def Handshake(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's own
        """Agree on what may be sent."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=False, accept_outputs=False)

    def GetPluginInfo(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Say which version this is."""
        return plugin_pb2.PluginInfo(version=self._logic.version)

    def Attach(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Nothing is kept of the engine's address."""
        return empty_pb2.Empty()

    def Cancel(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Operations in flight are short; they end by themselves."""
        return empty_pb2.Empty()

    @override
    def CheckConfig(self, request: Any, context: Any) -> Any:
        return self._checked(context, lambda: self._logic.check_config(from_struct(request.news)))

    @override
    def DiffConfig(self, request: Any, context: Any) -> Any:
        olds = from_struct(request.old_inputs) or from_struct(request.olds)
        return self._told(context, lambda: _diff_response(self._logic.diff_config(olds, from_struct(request.news))))

    @override
    def Configure(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            self._logic.configure(from_struct(request.args))
            return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

        return self._told(context, work)

    @override
    def Check(self, request: Any, context: Any) -> Any:
        olds, news = from_struct(request.olds), unwrap_outputs(from_struct(request.news))
        return self._checked(context, lambda: self._logic.check(request.urn, olds, news, request.randomSeed))

    @override
    def Diff(self, request: Any, context: Any) -> Any:
        olds = from_struct(request.olds)
        old_inputs = from_struct(request.old_inputs) or olds
        news, ignored = from_struct(request.news), list(request.ignoreChanges)

        def work() -> Any:  # noqa: ANN401
            found = self._logic.diff(request.urn, request.id, old_inputs, olds, news, ignored)
            return _diff_response(_without(found, ignored))

        return self._told(context, work)

    @override
    def Create(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            given = dict(context.invocation_metadata()).get(HEADER, "")
            resource_id, outputs = self._create(request, str(given))
            return provider_pb2.CreateResponse(id=resource_id, properties=to_struct(outputs))

        return self._told(context, work)

    def _create(self, request: Any, once: str) -> tuple[str, Properties]:  # noqa: ANN401
        """Create, and write down what became of it before anybody is told."""
        urn, inputs = request.urn, from_struct(request.properties)
        if request.preview or self._journal is None:
            return self._logic.create(urn, inputs, preview=request.preview)
        once = (once or uuid.uuid4().hex) if self._logic.creates_once else ""
        self._journal.asked(urn, once)
        try:
            with create_named(once):
                resource_id, outputs = self._logic.create(urn, inputs, preview=False)
        except HalfDoneError as failure:
            self._journal.made(urn, failure.resource_id, [str(failure)])
            raise
        except BaseException:
            self._journal.refused(urn)
            raise
        self._journal.made(urn, resource_id)
        return resource_id, outputs

    @override
    def Read(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            inputs, state = from_struct(request.inputs), from_struct(request.properties)
            found = self._logic.read(request.urn, request.id, inputs, state)
            if found is None:
                return provider_pb2.ReadResponse()
            outputs, inputs = found
            return provider_pb2.ReadResponse(id=request.id, properties=to_struct(outputs), inputs=to_struct(inputs))

        return self._told(context, work)

    @override
    def Update(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            olds = from_struct(request.olds)
            old_inputs = from_struct(request.old_inputs) or olds
            news = from_struct(request.news)
            outputs = self._logic.update(
                request.urn,
                request.id,
                old_inputs,
                olds,
                news,
                preview=request.preview,
                ignored=list(request.ignoreChanges),
            )
            return provider_pb2.UpdateResponse(properties=to_struct(outputs))

        return self._told(context, work)

    @override
    def Delete(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            inputs, state = from_struct(request.old_inputs), from_struct(request.properties)
            self._logic.delete(request.urn, request.id, inputs, state)
            return empty_pb2.Empty()

        return self._told(context, work)

    @override
    def Invoke(self, request: Any, context: Any) -> Any:
        def work() -> Any:  # noqa: ANN401
            result, failures = self._logic.invoke(request.tok, unwrap_outputs(from_struct(request.args)))
            return provider_pb2.InvokeResponse(failures=_failures(failures), **{"return": to_struct(result)})

        return self._told(context, work)

    @override
    def Construct(self, request: Any, context: Any) -> Any:
        return self._told(context, lambda: self._logic.construct(request))

    def _checked(self, context: Any, work: Any) -> Any:  # noqa: ANN401
        def respond() -> Any:  # noqa: ANN401
            inputs, failures = work()
            return provider_pb2.CheckResponse(inputs=to_struct(inputs), failures=_failures(failures))

        return self._told(context, respond)

    def _told(self, context: Any, work: Any) -> Any:  # noqa: ANN401
        """Do the work; a failure goes to the engine as a status with its text."""
        try:
            return work()
        except HalfDoneError as failure:
            context.set_trailing_metadata((("grpc-status-details-bin", _half_done(failure).SerializeToString()),))
            context.abort(grpc.StatusCode.UNKNOWN, str(failure))
        except ProviderError as failure:
            context.abort(grpc.StatusCode.UNKNOWN, str(failure))
        except Exception as error:  # noqa: BLE001 - a defect is reported, not left to hang the engine
            traceback.print_exc()
            context.abort(
                grpc.StatusCode.INTERNAL, f"the {self._logic.name} provider failed: {type(error).__name__}: {error}"
            )
        return None


def serve_until_stopped(logic: ProviderLogic) -> None:
    """Serve on a free loopback port, print it as plugins do, and run until the engine goes away."""
    stopped = threading.Event()
    # Pulumi's engine ends a plugin with SIGINT and kills it five seconds later. Plugins are in a process group of their
    # own under both engines, so an interrupt from a terminal does not come here.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    server = grpc.server(ThreadPoolExecutor(64, logic.name), options=CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(
        ProviderServer(logic, CreateJournal.from_environment(logic.name)), server
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # An engine that is killed cannot stop its plugins; they notice that they were orphaned.
    parent = os.getppid()
    while not stopped.wait(_ORPHAN_CHECK_SECONDS) and os.getppid() == parent:
        pass
    server.stop(grace=1).wait()
    # What is left goes with the process; the engine waits while it is taken apart piece by piece.
    gc.freeze()


def _failures(failures: list[CheckFailure]) -> list[Any]:
    return [provider_pb2.CheckFailure(property=failure.property, reason=failure.reason) for failure in failures]


def _diff_response(differences: Differences) -> Any:  # noqa: ANN401
    detailed = {
        path: provider_pb2.PropertyDiff(kind=_KINDS[(difference.kind, difference.replaces)], inputDiff=True)
        for path, difference in differences.paths.items()
    }
    top = sorted({path.split(".")[0].split("[")[0] for path in differences.paths})
    replaces = sorted({path.split(".")[0].split("[")[0] for path, d in differences.paths.items() if d.replaces})
    some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some if detailed else none,
        diffs=top,
        replaces=replaces,
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=differences.delete_before_replace and bool(replaces),
    )


def _half_done(failure: HalfDoneError) -> status_pb2.Status:
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=failure.resource_id, properties=to_struct(failure.outputs), reasons=[str(failure)]
        )
    )
    return status_pb2.Status(code=code_pb2.UNKNOWN, message=str(failure), details=[detail])
