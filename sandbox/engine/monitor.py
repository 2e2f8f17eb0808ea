"""The gRPC services that a program talks to: Pulumi's ResourceMonitor and Engine."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import grpc
from google.protobuf import empty_pb2

from sandbox.engine.backend import ORGANIZATION, Backend
from sandbox.engine.construction import construct_request
from sandbox.engine.defaults import DefaultProviders
from sandbox.engine.errors import EngineError, UnsupportedError, unsupported
from sandbox.engine.events import Diagnostic, Severity, Sink
from sandbox.engine.facts import RunFacts
from sandbox.engine.goal import Goal, goal_from_request
from sandbox.engine.graph import Latch
from sandbox.engine.plugins import CHANNEL_OPTIONS
from sandbox.engine.references import STACK_REFERENCE_TYPE, read_stack_reference
from sandbox.engine.registry import BUILT_IN_PACKAGE, UnconfiguredProvider
from sandbox.engine.resource import ResourceState
from sandbox.engine.stepper import Stepper
from sandbox.engine.urn import is_provider_type, make_urn, package_of, stack_urn
from sandbox.protocol.protobufs import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc
from sandbox.protocol.values import UNKNOWN, from_struct, holds_unknown, secret, to_struct, unwrap_outputs

_GET_RESOURCE = "pulumi:pulumi:getResource"
_FEATURES = {
    "secrets": resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    "resourceReferences": resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    "outputValues": resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    "aliasSpecs": resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    "deletedWith": resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    # Refused when a program uses them. Unclaimed, the SDK would refuse them and advise a newer pulumi CLI.
    "replaceWith": resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    "transforms": resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    "invokeTransforms": resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    "parameterization": resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    "resourceHooks": resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    "errorHooks": resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
    "stateMigrations": resource_pb2.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
}
# Registrations wait in their handler until their step is done: as many threads as a program may have waiting.
_HANDLERS = 256


@dataclass
class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Answers a program's registrations. After the first failure it takes no more, as Pulumi's does."""

    facts: RunFacts
    stepper: Stepper
    defaults: DefaultProviders
    backend: Backend
    sink: Sink
    latch: Latch
    outputs: dict[str, Any] | None = None
    address: str = ""
    _active: int = 0
    _idle: threading.Condition = field(default_factory=threading.Condition)

    def GetDeploymentInfo(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's own
        """Tell the program about the run."""
        return resource_pb2.DeploymentInfo(
            project=self.facts.project,
            stack=self.facts.stack,
            organization=ORGANIZATION,
            config=self.facts.config,
            configSecretKeys=self.facts.secret_keys,
            dryRun=self.facts.dry_run,
            parallel=self.facts.parallel,
            supportedFeatures=_FEATURES.values(),
        )

    def SupportsFeature(self, request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Say which optional features there are."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURES)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Bring one resource to its goal and answer with its state."""
        return self._guarded(context, lambda: self._register(request))

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Complete a component, or the stack, with its outputs."""
        return self._guarded(context, lambda: self._register_outputs(request))

    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Read a resource that the program does not manage."""
        return self._guarded(context, lambda: self._read(request))

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Call a provider's function."""
        return self._guarded(context, lambda: self._invoke(request))

    def SignalAndWaitForShutdown(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """The program has said everything; this engine has no hooks to wait for."""
        return empty_pb2.Empty()

    def Call(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse: methods of remote components are not supported."""
        return self._refuse(context, f"calling the method {request.tok}")

    def ExistsResource(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse."""
        return self._refuse(context, f"the question whether {request.name} exists")

    def RegisterStackTransform(self, _request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse."""
        return self._refuse(context, "stack transforms")

    def RegisterStackInvokeTransform(self, _request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse."""
        return self._refuse(context, "invoke transforms")

    def RegisterResourceHook(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse."""
        return self._refuse(context, f"the resource hook {request.name!r}")

    def RegisterErrorHook(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse."""
        return self._refuse(context, f"the error hook {request.name!r}")

    def RegisterPackage(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Refuse: only parameterized packages register themselves."""
        return self._refuse(context, f"the parameterized package {request.name!r}")

    def wait_idle(self) -> None:
        """Wait until no registration is being worked on."""
        with self._idle:
            while self._active:
                self._idle.wait()

    def _guarded(self, context: Any, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Do the work, or report its failure once and end the program's conversation."""
        if self.latch.errors:
            context.abort(grpc.StatusCode.UNAVAILABLE, "the run has failed")
        with self._idle:
            self._active += 1
        try:
            return work()
        except EngineError as error:
            self.latch.report(error)
            message = str(error)
        except Exception as error:  # noqa: BLE001 - a defect of the engine must not hang the program
            self.latch.report(error)
            message = f"{type(error).__name__}: {error}"
        finally:
            with self._idle:
                self._active -= 1
                self._idle.notify_all()
        # The SDK leaves quietly on UNAVAILABLE: the failure is the engine's to report.
        return context.abort(grpc.StatusCode.UNAVAILABLE, message)

    def _refuse(self, context: Any, what: str) -> Any:  # noqa: ANN401
        def refuse() -> None:
            raise UnsupportedError(unsupported(what))

        return self._guarded(context, refuse)

    def _register(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        claims = self.stepper.claims
        goal = goal_from_request(
            request,
            stack=self.facts.stack,
            project=self.facts.project,
            root=stack_urn(self.facts.stack, self.facts.project),
            goals=claims.goals,
            renamed=claims.renamed,
        )
        if ((goal.custom and not is_provider_type(goal.type)) or goal.remote) and not goal.provider:
            goal = replace(goal, provider=self.defaults.reference(goal.type, goal.version))
        if goal.remote:
            return self._construct(goal)
        return _registered(self.stepper.register(goal))

    def _construct(self, goal: Goal) -> resource_pb2.RegisterResourceResponse:
        provider = self.stepper.operations.registry.of(goal.provider)
        if isinstance(provider, UnconfiguredProvider):  # what the component holds cannot be known
            return resource_pb2.RegisterResourceResponse(urn=goal.urn)
        answer = provider.construct(construct_request(goal, self.facts, self.address))
        return resource_pb2.RegisterResourceResponse(
            urn=answer.urn,
            object=to_struct(unwrap_outputs(from_struct(answer.state))),
            propertyDependencies={
                key: resource_pb2.RegisterResourceResponse.PropertyDependencies(urns=entry.urns)
                for key, entry in answer.stateDependencies.items()
            },
        )

    def _register_outputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        outputs = unwrap_outputs(from_struct(request.outputs))
        if request.urn == stack_urn(self.facts.stack, self.facts.project):
            # Which of them hold is known when the run has ended.
            self.outputs = outputs
        else:
            self.stepper.set_outputs(request.urn, outputs)
        return empty_pb2.Empty()

    def _read(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        if request.type != STACK_REFERENCE_TYPE:
            what = f"{request.name}, which is read and not made (`get`) and is a {request.type}, not a StackReference"
            raise UnsupportedError(unsupported(what))
        parent = request.parent or stack_urn(self.facts.stack, self.facts.project)
        urn = make_urn(
            stack=self.facts.stack, project=self.facts.project, parent=parent, type_=request.type, name=request.name
        )
        inputs = from_struct(request.properties)
        outputs = read_stack_reference(self.backend, self.facts.project, str(inputs["name"]))
        goal = Goal(
            urn=urn,
            type=request.type,
            name=request.name,
            custom=True,
            inputs=inputs,
            parent=parent,
            provider=self.defaults.reference(request.type, ""),
            providers={},
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={},
            custom_timeouts={},
        )
        self.stepper.read(goal, request.id, outputs)
        return resource_pb2.ReadResourceResponse(urn=urn, id=request.id, properties=to_struct(outputs))

    def _invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        if request.tok == _GET_RESOURCE:
            return self._get_resource(request)
        if package_of(request.tok) == BUILT_IN_PACKAGE or request.packageRef:
            what = "a parameterized package" if request.packageRef else f"the function {request.tok}"
            raise UnsupportedError(unsupported(what))
        reference = request.provider or self.defaults.reference(request.tok, request.version)
        provider = self.stepper.operations.registry.of(reference)
        arguments = unwrap_outputs(from_struct(request.args))
        if isinstance(provider, UnconfiguredProvider) or holds_unknown(arguments):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        result, failures = provider.invoke(request.tok, arguments, preview=self.facts.dry_run)
        if failures:
            msg = f"{request.tok}: {'; '.join(failures)}"
            raise EngineError(msg)
        return resource_pb2.ResourceInvokeResponse(**{"return": to_struct(result)})

    def _get_resource(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        """Resolve a resource reference: a program asks for the state behind a URN of this run.

        As in Pulumi, the built-in package's default provider comes to be by being asked.
        """
        self.defaults.reference(_GET_RESOURCE, "")
        urn = str(from_struct(request.args)["urn"])
        state = self.stepper.find(urn)
        if state is None:
            msg = f"the program refers to {urn}, which was not registered"
            raise EngineError(msg)
        found = {"urn": urn, "id": state.id or UNKNOWN, "state": state.outputs}
        return resource_pb2.ResourceInvokeResponse(**{"return": to_struct(found)})


@dataclass
class EngineService(engine_pb2_grpc.EngineServicer):
    """Takes a program's and a provider's log messages."""

    sink: Sink
    root: str = ""
    errors: int = 0

    def Log(self, request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Pass a message on."""
        severity = {
            engine_pb2.DEBUG: Severity.DEBUG,
            engine_pb2.INFO: Severity.INFO,
            engine_pb2.WARNING: Severity.WARNING,
            engine_pb2.ERROR: Severity.ERROR,
        }[request.severity]
        if severity is Severity.ERROR:
            self.errors += 1
        self.sink(Diagnostic(severity, request.message, request.urn))
        return empty_pb2.Empty()

    def GetRootResource(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """The stack's URN, once the program has set it."""
        return engine_pb2.GetRootResourceResponse(urn=self.root)

    def SetRootResource(self, request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Remember the stack's URN."""
        self.root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def RequirePulumiVersion(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """This engine has no version that a range could mean."""
        return engine_pb2.RequirePulumiVersionResponse()


def serve(monitor: Monitor, engine: EngineService) -> tuple[grpc.Server, str]:
    """Serve both on one free loopback port; returns the server and its address."""
    server = grpc.server(ThreadPoolExecutor(_HANDLERS, "monitor"), options=CHANNEL_OPTIONS)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    monitor.address = f"127.0.0.1:{port}"
    return server, monitor.address


def _registered(state: ResourceState) -> resource_pb2.RegisterResourceResponse:
    # A component's outputs are known when it registers them; those of the last run may refer to what is not there yet.
    outputs = state.outputs if state.custom else {}
    marked = {key: secret(value) if key in state.additional_secret_outputs else value for key, value in outputs.items()}
    return resource_pb2.RegisterResourceResponse(urn=state.urn, id=state.id, object=to_struct(marked))
