"""What a program asks for when it registers a resource: the request, read once, and what is refused in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi.runtime.proto import alias_pb2, resource_pb2

from sandbox.engine.errors import UnsupportedError
from sandbox.engine.urn import Urn, make_urn
from sandbox.protocol.values import Properties, from_struct, unwrap_outputs


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
    parent: str,
    parent_aliases: tuple[str, ...],
) -> Goal:
    """Read a registration. Raises UnsupportedError for what this engine does not do."""
    _refuse_unsupported(request)
    urn = make_urn(stack=stack, project=project, parent=parent, type_=request.type, name=request.name)
    return Goal(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=unwrap_outputs(from_struct(request.object)),
        remote=request.remote,
        parent=parent,
        provider=request.provider,
        providers=dict(request.providers),
        version=request.version,
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={
            key: tuple(sorted(entry.urns)) for key, entry in sorted(request.propertyDependencies.items())
        },
        protect=request.protect,
        retain_on_delete=request.retainOnDelete,
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        deleted_with=request.deletedWith,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=_aliases(request, urn, parent, parent_aliases),
        custom_timeouts={
            operation: _seconds(text)
            for operation in ("create", "update", "delete")
            if (text := getattr(request.customTimeouts, operation))
        },
    )


def _refuse_unsupported(request: resource_pb2.RegisterResourceRequest) -> None:
    found = {
        "import_": request.importId,
        "transforms": request.transforms,
        "hooks": request.hooks.ByteSize(),
        "replace_with": request.replace_with,
        "replacement_trigger": request.replacement_trigger.ByteSize(),
        "state migrations": request.state_migrations,
        "hide_diffs": request.hideDiffs,
        "parameterized packages": request.packageRef,
    }
    for option, given in found.items():
        if given:
            msg = (
                f"{request.name} uses {option}, which the sandbox engine does not support; leave it out, or run "
                "this program with the pulumi CLI"
            )
            raise UnsupportedError(msg)


def _aliases(
    request: resource_pb2.RegisterResourceRequest, urn: str, parent: str, parent_aliases: tuple[str, ...]
) -> tuple[str, ...]:
    found = [*request.aliasURNs]
    own = Urn.parse(urn)
    parents = (parent, *parent_aliases)
    found += [_alias_urn(alias, own, own_parent) for alias in request.aliases for own_parent in parents]
    for parent_alias in parent_aliases:
        # A child named after its parent followed the parent's old name.
        name, parent_name, old_name = request.name, Urn.parse(parent).name, Urn.parse(parent_alias).name
        if name.startswith(parent_name):
            name = old_name + name.removeprefix(parent_name)
        found.append(make_urn(stack=own.stack, project=own.project, parent=parent_alias, type_=request.type, name=name))
    return tuple(dict.fromkeys(alias for alias in found if alias != urn))


def _alias_urn(alias: alias_pb2.Alias, own: Urn, own_parent: str) -> str:
    if alias.WhichOneof("alias") == "urn":
        return alias.urn
    spec = alias.spec
    parent = "" if spec.noParent else (spec.parentUrn or own_parent)
    return make_urn(
        stack=spec.stack or own.stack,
        project=spec.project or own.project,
        parent=parent,
        type_=spec.type or own.type,
        name=spec.name or own.name,
    )


def _seconds(text: str) -> float:
    """Read Go's duration text (`1h30m`, `45s`, `500ms`)."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    total, number, unit = 0.0, "", ""
    for character in [*text, "0"]:
        if character.isdigit() or character == ".":
            if unit:
                total += float(number) * units[unit]
                number, unit = "", ""
            number += character
        else:
            unit += character
    return total
