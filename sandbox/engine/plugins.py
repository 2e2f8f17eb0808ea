"""Resource providers as processes: started the way Pulumi starts them, spoken to over gRPC, values as plain JSON."""

import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any, cast

import grpc

from sandbox.engine.errors import EngineError, PluginError
from sandbox.engine.urn import Urn
from sandbox.protocol.once import HEADER
from sandbox.protocol.protobufs import provider_pb2, provider_pb2_grpc
from sandbox.protocol.values import Properties, from_struct, refer, remark_secrets, reveal, to_struct

# Pulumi keeps an object under this name in the inputs of a provider resource whose version it knows.
BOOKKEEPING = "__internal"
MESSAGE_LIMIT = 400 * 1024 * 1024
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", MESSAGE_LIMIT),
    ("grpc.max_send_message_length", MESSAGE_LIMIT),
]
_STOP_SECONDS = 5.0
# How long a provider that stopped answering may take to be gone, so that the message can say how it ended.
_END_SECONDS = 1.0
_SAID_LINES = 20


class ProviderError(EngineError):
    """A provider refused or failed an operation; the text is the provider's."""


class ProviderGoneError(PluginError):
    """A provider went away during a call: whether the call was carried out is not known."""


class PartialError(ProviderError):
    """A resource was made or changed, but not completely; carries what there is, so that it is not lost."""

    def __init__(
        self, message: str, reasons: tuple[str, ...], resource_id: str, outputs: Properties, inputs: Properties
    ) -> None:
        super().__init__(message)
        self.reasons = reasons
        self.resource_id = resource_id
        self.outputs = outputs
        self.inputs = inputs


@dataclass(frozen=True)
class Difference:
    """What a provider says of a change. `changed` is None when it cannot tell."""

    changed: bool | None = None
    replaces: tuple[str, ...] = ()
    changed_keys: tuple[str, ...] = ()
    delete_before_replace: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)


def settings_of(inputs: Properties) -> Properties:
    """The inputs of a provider resource without Pulumi's own bookkeeping, which is no setting of the provider."""
    return {key: value for key, value in inputs.items() if key != BOOKKEEPING}


class Plugin:
    """One running provider process."""

    def __init__(self, package: str, process: "subprocess.Popen[bytes]", channel: grpc.Channel, said: "_Tail") -> None:
        self.package = package
        self._process = process
        self._channel = channel
        self._said = said
        self._stub = provider_pb2_grpc.ResourceProviderStub(channel)
        self.supports_preview = False
        self._accepts_secrets = True
        self._accepts_references = False

    def check_config(self, urn: str, old: Properties, new: Properties) -> Properties:
        """Let the provider validate its own configuration."""
        checked = self._check("CheckConfig", urn, settings_of(old), settings_of(new), b"")
        return {**checked, BOOKKEEPING: new[BOOKKEEPING]} if BOOKKEEPING in new else checked

    def diff_config(self, urn: str, old: Properties, new: Properties) -> Difference:
        """Ask whether a changed configuration needs a new provider."""
        request = provider_pb2.DiffRequest(
            id="",
            urn=urn,
            olds=self._struct(settings_of(old)),
            old_inputs=self._struct(settings_of(old)),
            news=self._struct(settings_of(new)),
        )
        return _difference(self._call("DiffConfig", request, urn))

    def configure(self, urn: str, inputs: Properties) -> None:
        """Give the provider its configuration; needed before anything else."""
        given = settings_of(inputs)
        variables = {f"{self.package}:config:{key}": _text(value) for key, value in reveal(given).items()}
        request = provider_pb2.ConfigureRequest(
            args=self._struct(given),
            variables=variables,
            acceptSecrets=True,
            acceptResources=True,
            sends_old_inputs=True,
            sends_old_inputs_to_delete=True,
        )
        answer = self._call("Configure", request, urn)
        self.supports_preview = answer.supportsPreview
        self._accepts_secrets = answer.acceptSecrets
        self._accepts_references = answer.acceptResources

    def check(self, urn: str, old: Properties, new: Properties, seed: bytes) -> Properties:
        """Validate inputs and fill in defaults and names."""
        return self._check("Check", urn, old, new, seed)

    def diff(
        self,
        urn: str,
        resource_id: str,
        *,
        old_inputs: Properties,
        old_outputs: Properties,
        new: Properties,
        ignore_changes: tuple[str, ...],
    ) -> Difference:
        """Ask what changed inputs mean."""
        request = provider_pb2.DiffRequest(
            id=resource_id,
            urn=urn,
            olds=self._struct(old_outputs),
            old_inputs=self._struct(old_inputs),
            news=self._struct(new),
            ignoreChanges=ignore_changes,
        )
        return _difference(self._call("Diff", request, urn))

    def create(
        self, urn: str, inputs: Properties, timeout_seconds: float, *, preview: bool, once: str = ""
    ) -> tuple[str, Properties]:
        """Make the resource; returns its id and outputs. `once` names a create that was asked for before."""
        request = provider_pb2.CreateRequest(
            urn=urn, properties=self._struct(inputs), timeout=timeout_seconds, preview=preview
        )
        answer = self._call("Create", request, urn, ((HEADER, once),) if once else ())
        return answer.id, from_struct(answer.properties)

    def read(
        self, urn: str, resource_id: str, inputs: Properties, outputs: Properties
    ) -> tuple[str, Properties, Properties] | None:
        """Look the resource up: id, inputs and outputs as they are now, or None where it is gone."""
        request = provider_pb2.ReadRequest(
            id=resource_id, urn=urn, properties=self._struct(outputs), inputs=self._struct(inputs)
        )
        answer = self._call("Read", request, urn)
        if not answer.id:
            return None
        return answer.id, from_struct(answer.inputs), from_struct(answer.properties)

    def update(  # noqa: PLR0913 - the protocol asks for each of these
        self,
        urn: str,
        resource_id: str,
        *,
        old_inputs: Properties,
        old_outputs: Properties,
        new: Properties,
        timeout_seconds: float,
        ignore_changes: tuple[str, ...],
        preview: bool,
    ) -> Properties:
        """Change the resource in place; returns its outputs."""
        request = provider_pb2.UpdateRequest(
            id=resource_id,
            urn=urn,
            olds=self._struct(old_outputs),
            old_inputs=self._struct(old_inputs),
            news=self._struct(new),
            timeout=timeout_seconds,
            ignoreChanges=ignore_changes,
            preview=preview,
        )
        return from_struct(self._call("Update", request, urn).properties)

    def delete(
        self, urn: str, resource_id: str, inputs: Properties, outputs: Properties, timeout_seconds: float
    ) -> None:
        """Delete the resource; one that is gone already is no error."""
        request = provider_pb2.DeleteRequest(
            id=resource_id,
            urn=urn,
            properties=self._struct(outputs),
            old_inputs=self._struct(inputs),
            timeout=timeout_seconds,
        )
        self._call("Delete", request, urn)

    def invoke(self, token: str, arguments: Properties, *, preview: bool) -> tuple[Properties, list[str]]:
        """Call a function; returns its result and what it says is wrong with the arguments."""
        request = provider_pb2.InvokeRequest(tok=token, args=self._struct(arguments), preview=preview)
        answer = self._call("Invoke", request, token)
        failures = [f"{failure.property}: {failure.reason}" for failure in answer.failures]
        return from_struct(getattr(answer, "return")), failures

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Let the provider build a component; it registers the children with our monitor."""
        answer: provider_pb2.ConstructResponse = self._call("Construct", request, request.name)
        return answer

    def ask_to_stop(self) -> None:
        """Ask the process to end, without waiting for it."""
        self._channel.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.terminate()

    def stop(self) -> None:
        """Wait for the end of a process that was asked to; one that does not follow is killed."""
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _check(self, method: str, urn: str, old: Properties, new: Properties, seed: bytes) -> Properties:
        request = provider_pb2.CheckRequest(urn=urn, olds=self._struct(old), news=self._struct(new), randomSeed=seed)
        answer = self._call(method, request, urn)
        if answer.failures:
            reasons = [
                f"{failure.property}: {failure.reason}" if failure.property else failure.reason
                for failure in answer.failures
            ]
            subject = Urn.parse(urn)
            raise ProviderError(f"{subject.type} {subject.name}: {'; '.join(reasons)}")
        # A provider may hand a secret back in plain.
        return remark_secrets(from_struct(answer.inputs), new, ())

    def _struct(self, properties: Properties) -> Any:  # noqa: ANN401 - a protobuf message
        plain = properties if self._accepts_secrets else reveal(properties)
        return to_struct(plain if self._accepts_references else refer(plain))

    def _call(self, method: str, request: Any, subject: str, metadata: tuple[tuple[str, str], ...] = ()) -> Any:  # noqa: ANN401 - protobuf messages
        try:
            return getattr(self._stub, method)(request, metadata=metadata)
        except grpc.RpcError as error:
            code, details = error.code(), error.details() or ""
            partial = _partial(error, subject)
            if partial is not None:
                raise partial from None
            if code == grpc.StatusCode.UNAVAILABLE:
                raise ProviderGoneError(self._obituary(method, subject, details)) from None
            if code == grpc.StatusCode.UNIMPLEMENTED and method in {"CheckConfig", "DiffConfig"}:
                return _unimplemented(method, request)
            if code == grpc.StatusCode.UNIMPLEMENTED:
                raise ProviderError(f"the {self.package} provider cannot do {method} ({subject})") from None
            raise ProviderError(_about(subject, details or str(code))) from None

    def _obituary(self, method: str, subject: str, details: str) -> str:
        try:
            how = f"ended with {self._process.wait(_END_SECONDS)}"
        except subprocess.TimeoutExpired:
            how = "does not answer"
        said = self._said.text() or details
        return f"the {self.package} provider {how} during {method} of {subject}: {said}"


@dataclass
class PluginHost:
    """Starts providers from launchers on PATH, ahead of need where asked, and ends them all."""

    environment: Mapping[str, str]
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "plugin"))
    _started: list[Plugin] = field(default_factory=list)
    _ahead: dict[str, list["Future[Plugin]"]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start_ahead(self, package: str) -> None:
        """Begin to start a provider that will probably be needed."""
        with self._lock:
            self._ahead.setdefault(package, []).append(self._pool.submit(self._start, package))

    def get(self, package: str) -> Plugin:
        """A process of its own for the caller. Raises PluginError."""
        with self._lock:
            waiting = self._ahead.get(package)
            future = waiting.pop() if waiting else None
        return future.result() if future else self._start(package)

    def put_back(self, plugin: Plugin) -> None:
        """Return a process that was only asked about configuration, for the next caller of `get`."""
        future: Future[Plugin] = Future()
        future.set_result(plugin)
        with self._lock:
            self._ahead.setdefault(plugin.package, []).append(future)

    def stop(self) -> None:
        """End every process that was started."""
        self._pool.shutdown(wait=True)
        for plugin in self._started:
            plugin.ask_to_stop()
        for plugin in self._started:
            plugin.stop()

    def _start(self, package: str) -> Plugin:
        launcher = f"pulumi-resource-{package}"
        path = shutil.which(launcher, path=self.environment.get("PATH"))
        if path is None:
            msg = f"no provider for package {package!r}: there is no {launcher} on PATH"
            raise PluginError(msg)
        process = subprocess.Popen(  # noqa: S603 - found on PATH, as Pulumi does
            [path, "127.0.0.1:0"],
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("STANDBY_PLUGIN_LOG") else subprocess.PIPE,
            # What ends the engine's whole process group must not cut a provider off in the middle of a call.
            start_new_session=True,
        )
        said = _Tail(process.stderr)
        # Given by the PIPE above.
        stdout = cast("IO[bytes]", process.stdout)
        line = stdout.readline().strip()
        if not line.isdigit():
            process.kill()
            process.wait()
            stdout.close()
            if process.stdin is not None:
                process.stdin.close()
            heard = f"{line.decode(errors='replace')} {said.text()}".strip()
            msg = f"the {package} provider ({path}) did not start: {heard or 'it printed no port'}"
            raise PluginError(msg)
        # A provider that prints must not block on a full pipe.
        _Tail(stdout)
        channel = grpc.insecure_channel(f"127.0.0.1:{line.decode()}", options=CHANNEL_OPTIONS)
        plugin = Plugin(package, process, channel, said)
        with self._lock:
            self._started.append(plugin)
        return plugin


class _Tail:
    """Reads a stream to its end in the background and remembers the last lines."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._lines: deque[str] = deque(maxlen=_SAID_LINES)
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def text(self) -> str:
        """The last lines; waits a moment for those that a process wrote just before it ended."""
        self._thread.join(_END_SECONDS)
        return "\n".join(self._lines).strip()

    def _read(self, stream: IO[bytes] | None) -> None:
        if stream is None:
            return
        with stream:
            for line in stream:
                self._lines.append(line.decode(errors="replace").rstrip())


def _difference(answer: provider_pb2.DiffResponse) -> Difference:
    changed = {provider_pb2.DiffResponse.DIFF_NONE: False, provider_pb2.DiffResponse.DIFF_SOME: True}.get(
        answer.changes
    )
    kinds = {
        path: provider_pb2.PropertyDiff.Kind.Name(entry.kind).lower().replace("_", "-")
        for path, entry in answer.detailedDiff.items()
    }
    return Difference(
        changed=changed,
        replaces=tuple(answer.replaces),
        changed_keys=tuple(answer.diffs),
        delete_before_replace=answer.deleteBeforeReplace,
        kinds=kinds,
    )


def _about(subject: str, text: str) -> str:
    """The provider's text, with the resource or function that it is about where it names none itself."""
    parsed = Urn.parse(subject) if subject.startswith("urn:") else None
    short, full = (parsed.name, f"{parsed.type} {parsed.name}") if parsed else (subject, subject)
    return text if short in text else f"{full}: {text}"


def _partial(error: grpc.RpcError, subject: str) -> PartialError | None:
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            from google.rpc import status_pb2  # noqa: PLC0415 - only this rare path needs it

            status = status_pb2.Status.FromString(value)
            for detail in status.details:
                failed = provider_pb2.ErrorResourceInitFailed()
                if detail.Unpack(failed):
                    reasons = tuple(failed.reasons) or (status.message,)
                    outputs, inputs = from_struct(failed.properties), from_struct(failed.inputs)
                    return PartialError(_about(subject, "; ".join(reasons)), reasons, failed.id, outputs, inputs)
    return None


def _unimplemented(method: str, request: Any) -> Any:  # noqa: ANN401 - protobuf messages
    if method == "CheckConfig":
        return provider_pb2.CheckResponse(inputs=request.news)
    return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)


def _text(value: Any) -> str:  # noqa: ANN401 - a property value
    return value if isinstance(value, str) else str(value)
