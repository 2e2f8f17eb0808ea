"""A Pulumi monitor that records. Programs run against it in one process, without a provider, an engine or a state.

It is strict: a look-up that it does not know and an input that the real provider would refuse end the program. The
awsx component is built as the sandbox builds it, so that its children are here too. What it cannot show is what an
engine decides: an update, a replacement, an order.
"""

import asyncio
import contextvars
import gc
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockEngine, MockMonitor, MockSettings
from pulumi.runtime.proto import engine_pb2, resource_pb2
from pulumi.runtime.settings import SETTINGS
from typing_extensions import override

from sandbox.protocol.values import UNKNOWN, Properties, from_struct, reveal, to_struct
from sandbox.providers.aws.checking import complete, default_tags_of, failures, without_nulls
from sandbox.providers.aws.resource_type import all_types
from sandbox.providers.awsx.registration import Registered, Registrar
from sandbox.providers.awsx.vpc import TOKEN as VPC
from sandbox.providers.awsx.vpc import Vpc
from sandbox.providers.kubernetes import schemas
from sandbox.providers.kubernetes.rules import table
from sandbox.shop.images import repository_of, tags_of

PROJECT = "standby"
ACCOUNT = "123456789012"
# What the look-up for a random password answers. It must never be seen in plain.
DRAWN = "drawn-at-random-and-never-shown"

# Of every region's zones, as an account sees them that nothing is wrong with.
_ZONES = {"a": "az1", "b": "az2", "c": "az4", "d": "az6"}

# Of every cluster.
ISSUER = "oidc.example.com/id/RECORDED"

_PROVIDER = "pulumi:providers:"
_KUBERNETES, _CLUSTER = "kubernetes:", "aws:eks/cluster:Cluster"
_DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"
# What is neither of AWS nor of Kubernetes, and no component.
_OTHERS = frozenset({VPC, _STACK_REFERENCE, *(f"{_PROVIDER}{name}" for name in ("aws", "awsx", "kubernetes"))})
LookUps = Mapping[str, Callable[[Properties], Properties]]
# Makes up an output of a resource from its name.
MakeUp = Callable[["Resource", str], Any]
_LOOK_UPS: LookUps = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": lambda given: {
        "names": [f"{given['region']}{letter}" for letter in _ZONES],
        "zoneIds": [f"{_zone_prefix(given['region'])}-{each}" for each in _ZONES.values()],
    },
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": lambda given: {
        "availabilityZones": [f"{given['region']}{letter}" for letter in _ZONES],
    },
    "aws:index/getCallerIdentity:getCallerIdentity": lambda _: {"accountId": ACCOUNT},
    # Nothing is there yet.
    "aws:rds/getClusters:getClusters": lambda _: {"clusterIdentifiers": [], "clusterArns": []},
    "aws:ec2/getPrefixList:getPrefixList": lambda given: {"id": f"pl-{given['name']}"},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda given: {"id": f"pl-{given['name']}"},
    "aws:secretsmanager/getSecretVersion:getSecretVersion": lambda _: {"secretString": DRAWN},
    "aws:eks/getCluster:getCluster": lambda given: {
        "name": given["name"],
        "identities": [{"oidcs": [{"issuer": f"https://{ISSUER}"}]}],
        "vpcConfig": {"clusterSecurityGroupId": f"{given['name']}.group"},
    },
    "aws:secretsmanager/getRandomPassword:getRandomPassword": lambda _: {"randomPassword": DRAWN},
}
# Outputs whose shape the program looks into.
_SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "aws:acm/certificate:Certificate": {
        "domainValidationOptions": [
            {"resourceRecordName": "_check.", "resourceRecordType": "CNAME", "resourceRecordValue": "_answer."}
        ]
    },
    "aws:eks/cluster:Cluster": {"certificateAuthority": {"data": "authority"}},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {"arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"},
    "aws:route53/zone:Zone": {"nameServers": ["ns-1.", "ns-2."]},
}
# ARNs whose form other services' policies ask for.
_ARNS: Mapping[str, str] = {
    "aws:cloudfront/distribution:Distribution": "arn:aws:cloudfront::{account}:distribution/{name}",
    "aws:cloudwatch/eventBus:EventBus": "arn:aws:events:{region}:{account}:event-bus/{name}",
    "aws:cloudwatch/eventRule:EventRule": "arn:aws:events:{region}:{account}:rule/{name}",
}


# See `_made_up`, and the look-ups above.
_MADE_UP = re.compile(r"(--[a-z-]+=)?[a-z0-9-]+(\.[A-Za-z]+)+|arn:aws:[a-z0-9-]*:[a-z0-9-]*:[0-9]*:[a-z0-9-]+")
_TYPES = all_types()
_NO_MOCKS: Any = None


def _zone_prefix(region: str) -> str:
    """`us-east-1` gives `use1`."""
    area, direction, number = region.split("-")
    return f"{area}{direction[0]}{number}"


def tokens(module: str, *kinds: str) -> tuple[str, ...]:
    """Write the types of a module of the AWS package: `aws:sqs/queue:Queue`."""
    return tuple(f"aws:{module}/{kind[0].lower()}{kind[1:]}:{kind}" for kind in kinds)


class RefusedError(Exception):
    """The program asked for something that it must not ask for, or that the real provider would refuse."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One registration. `inputs` are as they were sent, marks of secrets included."""

    urn: str
    type: str
    name: str
    inputs: Properties
    parent: str
    custom: bool
    provider: str
    region: str
    protect: bool
    retain_on_delete: bool
    ignore_changes: tuple[str, ...]
    depends_on: tuple[str, ...]
    # What each property was made of.
    sources: Mapping[str, tuple[str, ...]]

    @property
    def plain(self) -> Properties:
        """The inputs without marks of secrets."""
        plain: Properties = reveal(self.inputs)
        return plain


@dataclass
class Recording:
    """Everything that a program registered, in the order in which it did."""

    resources: list[Resource] = field(default_factory=list)
    outputs: dict[str, Properties] = field(default_factory=dict)
    # What AWS would say of each resource.
    states: dict[str, Properties] = field(default_factory=dict)
    look_ups: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Resource]:
        """All resources of a type. A type of which there can be none is refused: to have none of it says nothing."""
        found = [resource for resource in self.resources if resource.type == kind]
        if not found and not _can_be(kind):
            msg = f"no program that is recorded can have a {kind}: nothing here knows that type; check how it is spelt"
            raise RefusedError(msg)
        return found

    def some(self, kind: str) -> list[Resource]:
        """All resources of a type, of which there has to be one: what holds of each of none is not shown."""
        found = self.of(kind)
        if not found:
            msg = f"none of {kind}"
            raise AssertionError(msg)
        return found

    def one(self, kind: str, name: str | None = None) -> Resource:
        """The only resource of a type, or the only one with that name."""
        found = [resource for resource in self.of(kind) if name in (None, resource.name)]
        if len(found) != 1:
            msg = f"{len(found)} of {kind} {name or ''}: {[each.name for each in self.of(kind)]}"
            raise AssertionError(msg)
        return found[0]

    def below(self, component: str) -> list[Resource]:
        """The AWS resources that a component of this name declares, itself or through its children."""
        (urn,) = [resource.urn for resource in self.resources if not resource.custom and resource.name == component]
        parents = {resource.urn: resource.parent for resource in self.resources}
        return [resource for resource in self.resources if resource.custom and urn in _ancestors(resource, parents)]

    @property
    def exported(self) -> Properties:
        """The stack's outputs."""
        return next((out for urn, out in self.outputs.items() if "pulumi:pulumi:Stack::" in urn), {})


def _can_be(kind: str) -> bool:
    if kind.startswith(_KUBERNETES):
        api_version, _, name = kind.removeprefix(_KUBERNETES).partition(":")
        return schemas.publishes(name, api_version.removeprefix("core/"))
    return kind in _TYPES or kind in _OTHERS


def _ancestors(resource: Resource, parents: Mapping[str, str]) -> Iterator[str]:
    urn = resource.parent
    while urn:
        yield urn
        urn = parents.get(urn, "")


def deploy(
    program: Callable[[], object],
    *,
    stack: str = "test",
    config: Mapping[str, str] | None = None,
    stacks: Mapping[str, Properties] | None = None,
    look_ups: LookUps | None = None,
    made_up: "MakeUp | None" = None,
    preview: bool = False,
) -> Recording:
    """Run a program to its end. `stacks` are the outputs of stacks that it may refer to; `look_ups` go before ours.

    A preview does not know what a provider would compute; otherwise `made_up` says it, or a text that no AWS would say.
    """
    answers = {**_LOOK_UPS, **_registry(config or {}), **(look_ups or {})}
    monitor = _Monitor(stack, stacks or {}, answers, made_up or _made_up, preview=preview)
    # A run makes many small objects that all live to its end: looking for garbage among them takes three quarters
    # of the time.
    gc.disable()
    try:
        # Pulumi sends the stack of calls with each registration, which in a thread of its own is short: below a test's
        # stack a run takes a third more.
        return _beside(partial(contextvars.copy_context().run, _run, program, config or {}, monitor))
    finally:
        gc.enable()


def _beside(work: Callable[[], Recording]) -> Recording:
    """Do it in a thread that nobody waits for who is interrupted: an executor's is waited for to its end."""
    done: Future[Recording] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - for whoever waits
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result()


def _registry(config: Mapping[str, str]) -> LookUps:
    """Every image that the configuration names has been pushed: a plan is of what runs."""
    tags = {repository_of(image): tag for image, tag in tags_of(config).items()}
    return {
        "aws:ecr/getRepositories:getRepositories": lambda _: {"names": sorted(tags)},
        "aws:ecr/getImages:getImages": lambda given: {
            "imageIds": [{"imageDigest": "sha256:recorded", "imageTag": tags[given["repositoryName"]]}]
        },
    }


def _run(program: Callable[[], object], config: Mapping[str, str], monitor: "_Monitor") -> Recording:
    pulumi.runtime.set_all_config(dict(config))
    settings: pulumi.runtime.Settings = MockSettings(  # type: ignore[no-untyped-call]
        monitor=monitor,
        monitor_features=set(),
        engine=_Engine(monitor.recording),
        project=PROJECT,
        stack=monitor.stack,
        dry_run=monitor.preview,
        organization=None,
        callbacks=None,
        root_directory=str(Path.cwd()),
    )
    pulumi.runtime.configure(settings)
    # Shared by all runs of a process; one that ended early has left something.
    SETTINGS.outputs.clear()
    SETTINGS.rpc_manager.clear()

    def body() -> None:
        program()

    with asyncio.Runner() as runner:
        # A program that ends early leaves futures behind that nobody asks, which asyncio would complain about.
        runner.get_loop().set_exception_handler(lambda *_: None)
        try:
            runner.run(pulumi.runtime.run_in_stack(body))
        except Exception as error:  # noqa: BLE001 - it is raised again
            # Each of those futures has added its frames to the one exception.
            raise error.with_traceback(None) from None
    return monitor.recording


class _Engine(MockEngine):
    """Keeps what the program says beside what it declares."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(None)
        self._recording = recording

    def Log(self, request: Any) -> None:  # noqa: ANN401, N802 - the protocol's
        """Record warnings and errors."""
        if request.severity >= engine_pb2.WARNING:
            self._recording.warnings.append(request.message)


class _Monitor(MockMonitor):
    """Answers the program's requests. Runs in the executor's threads."""

    def __init__(
        self, stack: str, stacks: Mapping[str, Properties], look_ups: LookUps, made_up: MakeUp, *, preview: bool
    ) -> None:
        super().__init__(_NO_MOCKS)
        self.recording, self.preview, self._made_up = Recording(), preview, made_up
        self.stack, self._stacks, self._look_ups = stack, stacks, look_ups
        self._regions: dict[str, str] = {}
        self._default_tags: dict[str, Mapping[str, str]] = {}
        self._known: dict[str, Properties] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401, N802 - the protocol's
        """Record a resource and make up what AWS would say of it."""
        if request.type == VPC:
            urn, outputs = Vpc(_Children(self, request), request.name, reveal(from_struct(request.object))).build()
            return resource_pb2.RegisterResourceResponse(urn=urn, object=to_struct(outputs))
        resource, state = self.register(request)
        return resource_pb2.RegisterResourceResponse(urn=resource.urn, id=state.get("id", ""), object=to_struct(state))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: ANN401, N802 - the protocol's
        """Record what a component, or the stack, says that it has."""
        self.recording.outputs[request.urn] = from_struct(request.outputs)
        return empty_pb2.Empty()

    def ReadResource(self, request: Any) -> Any:  # noqa: ANN401, N802 - the protocol's
        """Answer a reference to another stack."""
        if request.type != _STACK_REFERENCE:
            msg = f"the program reads {request.type} {request.name}, which it does not own"
            raise RefusedError(msg)
        state = {"name": request.name, "outputs": self._stacks[request.name], "secretOutputNames": []}
        return resource_pb2.ReadResourceResponse(urn=self._urn(request), id=request.id, properties=to_struct(state))

    def Invoke(self, request: Any) -> Any:  # noqa: ANN401, N802 - the protocol's
        """Answer a look-up."""
        given = from_struct(request.args)
        if request.tok == "pulumi:pulumi:getResource":
            state = self._known[given["urn"]]
            answer: Properties = {"urn": given["urn"], "id": state["id"], "state": state}
        elif request.tok in self._look_ups:
            region = self._regions.get(request.provider.rpartition("::")[0], "")
            answer = self._look_ups[request.tok]({"region": region, **given})
            self.recording.look_ups.append((request.tok, region))
        else:
            msg = f"the program looks up {request.tok}, which the recorder does not know"
            raise RefusedError(msg)
        return resource_pb2.ResourceInvokeResponse(**{"return": to_struct(answer)})

    def register(self, request: Any) -> tuple[Resource, Properties]:  # noqa: ANN401 - the protocol's
        """Record one registration and return the state that it leads to."""
        provider = request.provider.rpartition("::")[0]
        resource = Resource(
            urn=self._urn(request),
            type=request.type,
            name=request.name,
            inputs=from_struct(request.object),
            parent=request.parent,
            custom=request.custom,
            provider=provider,
            region=from_struct(request.object).get("region") or self._regions.get(provider, ""),
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            ignore_changes=tuple(request.ignoreChanges),
            depends_on=tuple(request.dependencies),
            sources={key: tuple(found.urns) for key, found in request.propertyDependencies.items()},
        )
        if resource.urn in self._known:
            msg = f"two resources are {resource.urn}"
            raise RefusedError(msg)
        if resource.type.startswith(_PROVIDER):
            self._regions[resource.urn] = resource.inputs.get("region", "")
            self._default_tags[resource.urn] = default_tags_of(resource.plain)
        self._known[resource.urn] = state = self._state(resource)
        self.recording.resources.append(resource)
        self.recording.states[resource.urn] = state
        return resource, state

    def _urn(self, request: Any) -> str:  # noqa: ANN401 - the protocol's
        parent = request.parent.split("::")[2] if request.parent else ""
        above = "" if parent in {"", "pulumi:pulumi:Stack"} else f"{parent}$"
        return f"urn:pulumi:{self.stack}::{PROJECT}::{above}{request.type}::{request.name}"

    def _state(self, resource: Resource) -> Properties:
        if not resource.custom:
            return {}
        if resource.type.startswith(_KUBERNETES):
            return self._kubernetes_state(resource)
        kind = _TYPES.get(resource.type)
        if kind is None and not resource.type.startswith(_PROVIDER):
            msg = f"{resource.name}: the sandbox has no provider for {resource.type}"
            raise RefusedError(msg)
        if kind is None:
            return {"id": UNKNOWN if self.preview else f"{resource.name}.id"}
        tags = self._default_tags.get(resource.provider, {})
        refused = list(failures(kind, complete(kind, resource.name, {}, resource.inputs, default_tags=tags, seed=b"")))
        if refused:
            msg = f"{resource.name}: " + "; ".join(f"{failure.property}: {failure.reason}" for failure in refused)
            raise RefusedError(msg)
        computed = {key: UNKNOWN if self.preview else self._made_up(resource, key) for key in kind.computed}
        return {
            **computed,
            **without_nulls(resource.inputs),
            **({} if self.preview else _SPECIAL.get(resource.type, {})),
        }

    def _kubernetes_state(self, resource: Resource) -> Properties:
        """An object as it was declared, once it is valid in the version of the only cluster there is."""
        version = str(self.recording.one(_CLUSTER).plain["version"])
        definitions = [definition.plain for definition in self.recording.of(_DEFINITION)]
        plain = without_nulls(resource.plain)
        refused = list(schemas.failures(plain, version, definitions)) or list(table.failures(self._as_written(plain)))
        if refused:
            msg = f"{resource.name}: " + "; ".join(f"{failure.property}: {failure.reason}" for failure in refused)
            raise RefusedError(msg)
        metadata = resource.plain["metadata"]
        name = "/".join(filter(None, [metadata.get("namespace"), metadata["name"]]))
        return {**resource.inputs, "id": UNKNOWN if self.preview else name}

    def _as_written(self, value: Any) -> Any:  # noqa: ANN401 - any property value
        """The value without what AWS would say: that is made up here, and no reader judges it."""
        if isinstance(value, dict):
            return {key: self._as_written(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._as_written(inner) for inner in value]
        return UNKNOWN if isinstance(value, str) and _MADE_UP.fullmatch(value) else value


def _made_up(resource: Resource, key: str) -> str:
    """A text that says whose output it is; ARNs have an ARN's parts."""
    if key == "arn":
        service = resource.type.split(":")[1].partition("/")[0]
        form = _ARNS.get(resource.type, f"arn:aws:{service}:{{region}}:{{account}}:{{name}}")
        return form.format(region=resource.region, account=ACCOUNT, name=resource.name)
    return f"{resource.name}.{key}"


class _Children(Registrar):
    """Registers what the awsx component builds, in the same recording."""

    def __init__(self, monitor: _Monitor, request: Any) -> None:  # noqa: ANN401 - the protocol's
        self._recorder, self._asked = monitor, request

    @override
    def component(self) -> str:
        asked = self._asked
        request = resource_pb2.RegisterResourceRequest(type=asked.type, name=asked.name, parent=asked.parent)
        return self._recorder.register(request)[0].urn

    @override
    def finish(self, urn: str) -> None:
        self._recorder.recording.outputs[urn] = {}

    @override
    def resource(
        self, kind: str, name: str, parent: str, inputs: Mapping[str, Any], depends_on: Mapping[str, list[str]]
    ) -> Registered:
        resource, state = self._recorder.register(
            resource_pb2.RegisterResourceRequest(
                type=kind,
                name=name,
                parent=parent,
                custom=True,
                object=to_struct(dict(inputs)),
                provider=self._asked.providers["aws"],
                dependencies=sorted({urn for urns in depends_on.values() for urn in urns}),
                propertyDependencies={
                    key: resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=urns)
                    for key, urns in depends_on.items()
                },
            )
        )
        return Registered(resource.urn, state["id"], state)
