"""URNs that a resource may have had before: its own aliases, and those that follow from its parent's."""

from collections.abc import Mapping

from sandbox.engine.urn import STACK_TYPE, Urn, make_urn
from sandbox.protocol.protobufs import alias_pb2, resource_pb2


def alias_urns(
    request: resource_pb2.RegisterResourceRequest, urn: str, parent: str, renamed: Mapping[str, str]
) -> tuple[str, ...]:
    """Every URN under which the state may hold the resource, most likely first; without its present one.

    `renamed` maps URNs of this run to those that their resources had.
    """
    own = Urn.parse(urn)
    given = [*request.aliasURNs, *(_alias_urn(alias, own, parent, renamed) for alias in request.aliases)]
    found = list(given)
    if parent in renamed:
        parent_name, old_parent = Urn.parse(parent).name, Urn.parse(renamed[parent])
        found += [_under_old_parent(Urn.parse(each), parent_name, old_parent) for each in (urn, *given)]
    return tuple(dict.fromkeys(alias for alias in found if alias != urn))


def _under_old_parent(child: Urn, parent_name: str, old_parent: Urn) -> str:
    """A child named after its parent followed the parent's old name."""
    name = child.name
    if name.startswith(parent_name):
        name = old_parent.name + name.removeprefix(parent_name)
    return make_urn(stack=child.stack, project=child.project, parent=str(old_parent), type_=child.type, name=name)


def _alias_urn(alias: alias_pb2.Alias, own: Urn, parent: str, renamed: Mapping[str, str]) -> str:
    if alias.WhichOneof("alias") == "urn":
        return alias.urn
    spec = alias.spec
    old_parent = renamed.get(spec.parentUrn, spec.parentUrn) if spec.parentUrn else parent
    if spec.noParent or (old_parent and Urn.parse(old_parent).qualified_type == STACK_TYPE):
        old_parent = ""
    return make_urn(
        stack=spec.stack or own.stack,
        project=spec.project or own.project,
        parent=old_parent,
        type_=spec.type or own.type,
        name=spec.name or own.name,
    )
