"""What a program asks for when it registers a resource: the request, read once, and what is refused in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.engine.aliases import alias_urns
from sandbox.engine.errors import EngineError, UnsupportedError, unsupported
from sandbox.engine.urn import PROVIDER_TYPE_PREFIX, STACK_TYPE, make_urn, package_of
from sandbox.protocol.protobufs import resource_pb2
from sandbox.protocol.values import Properties, from_struct, holds_file, unwrap_outputs

_DURATION_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_OPERATIONS = ("create", "update", "delete", "read")
# Types of the engine's own package that this engine has.
_BUILT_IN_TYPES = frozenset({STACK_TYPE, "pulumi:pulumi:StackReference"})


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A registration. `aliases` are URNs that the resource may have had before."""

    urn: str
    type: str
    name: str
    custom: bool
    inputs: Properties
    remote: bool = False
    parent: str = ""
    provider: str = ""
    providers: Mapping[str, str]
    version: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]]
    protect: bool = False
    retain_on_delete: bool = False
    delete_before_replace: bool | None = None
    deleted_with: str = ""
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    custom_timeouts: Mapping[str, float]

    def timeout_seconds(self, operation: str) -> float:
        """The limit that the program set for create, update or delete; 0 leaves it to the provider."""
        return self.custom_timeouts.get(operation, 0.0)


def goal_from_request(
    request: resource_pb2.RegisterResourceRequest,
    *,
    stack: str,
    project: str,
    root: str,
    goals: Mapping[str, Goal],
    renamed: Mapping[str, str],
) -> Goal:
    """Read a registration; what it leaves open comes from its parent, which is one of `goals`.

    `renamed` maps a URN of this run to the one that the resource had. Raises UnsupportedError for what this engine does
    not do, EngineError for what cannot be read.
    """
    _refuse_unsupported(request)
    parent_urn = request.parent or ("" if request.type == STACK_TYPE else root)
    parent = goals.get(parent_urn)
    urn = make_urn(stack=stack, project=project, parent=parent_urn, type_=request.type, name=request.name)
    inherited = parent.providers if parent and not parent.custom else {}
    return Goal(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=unwrap_outputs(from_struct(request.object)),
        remote=request.remote,
        parent=parent_urn,
        provider=_provider(request, parent, inherited),
        providers=dict(request.providers) if request.custom else {**inherited, **request.providers},
        version=request.version,
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={
            key: tuple(sorted(entry.urns)) for key, entry in sorted(request.propertyDependencies.items())
        },
        protect=request.protect if request.HasField("protect") else bool(parent and parent.protect),
        retain_on_delete=(
            request.retainOnDelete if request.HasField("retainOnDelete") else bool(parent and parent.retain_on_delete)
        ),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        deleted_with=request.deletedWith or (parent.deleted_with if parent else ""),
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=alias_urns(request, urn, parent_urn, renamed),
        custom_timeouts={
            operation: _seconds(text, request.name)
            for operation in _OPERATIONS
            if (text := getattr(request.customTimeouts, operation))
        },
    )


def _provider(request: resource_pb2.RegisterResourceRequest, parent: Goal | None, inherited: Mapping[str, str]) -> str:
    """`urn::id` of the provider, or nothing where it will be the default one."""
    package = package_of(request.type)
    if request.provider or not (request.custom or request.remote) or request.type.startswith(PROVIDER_TYPE_PREFIX):
        return request.provider
    if parent and parent.provider and package_of(_type_of_reference(parent.provider)) == package:
        return parent.provider
    return request.providers.get(package) or inherited.get(package, "")


def _type_of_reference(reference: str) -> str:
    return reference.split("::")[2].rpartition("$")[2]


def _refuse_unsupported(request: resource_pb2.RegisterResourceRequest) -> None:
    own_type = request.custom and package_of(request.type) == "pulumi" and request.type not in _BUILT_IN_TYPES
    found = {
        "import_": request.importId,
        "transforms": request.transforms,
        "hooks": request.hooks.ByteSize(),
        "replace_with": request.replace_with,
        "replacement_trigger": request.HasField("replacement_trigger"),
        "state migrations": request.state_migrations,
        "hide_diffs": request.hideDiffs,
        "env_var_mappings": request.envVarMappings,
        "parameterized packages": request.packageRef,
        "snippets": request.snippetId,
        f"the type {request.type}": own_type,
        "assets or archives": holds_file(from_struct(request.object)),
    }
    for option, given in found.items():
        if given:
            raise UnsupportedError(unsupported(f"{option} ({request.name})"))


def _seconds(text: str, name: str) -> float:
    """Read Go's duration text (`1h30m`, `45s`, `500ms`)."""
    if not text or _DURATION_PART.sub("", text):
        msg = f"{name}: the custom timeout {text!r} is not a duration; write one such as 90s, 10m or 1h30m"
        raise EngineError(msg)
    return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION_PART.findall(text))
