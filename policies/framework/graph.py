"""A stack as rules see it: resources, and what refers to what.

At a preview ids are unknown, but the engine says which resource each property depends on. That is an upper bound: a
program may take two of three subnets. So what is known counts first, then the graph.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from pulumi_policy.proxy import UnknownValueError

from framework.ledger import Ledger
from framework.reading import MistypedError, get, known, leaves, names, objects, text

STACK = "pulumi:pulumi:Stack"
# What other resources write to name one.
NAMES = ("id", "arn", "name", "url", "identifier", "clusterIdentifier", "globalClusterIdentifier", "bucket", "keyId")


class Options(Protocol):
    """The options that rules look at."""

    protect: bool
    parent: str | None


class Provider(Protocol):
    """The provider that a resource goes through."""

    props: Mapping[str, Any]


class Resource(Protocol):
    """A resource, whichever way it came here."""

    resource_type: str
    name: str
    urn: str
    props: Mapping[str, Any]
    opts: Any
    provider: Any


class Node(Resource, Protocol):
    """A resource with its place in the graph."""

    parent: Any
    dependencies: Any
    property_dependencies: Any


class Written(Mapping[str, Any]):
    """The properties of a resource without those that the provider will choose.

    At a preview every output is there and unknown, also the ones of properties that the program does not write at all.
    The engine lists what is written: each of it has an entry among the property dependencies. Where it lists nothing,
    everything counts as written, so that nothing unknown is overlooked.
    """

    def __init__(self, props: Mapping[str, Any], written: Iterable[str]) -> None:
        self._props, self._written = props, written

    @cached_property
    def _keys(self) -> list[str]:
        # Most rules look at a few resources of a stack; only those are gone through.
        mine = set(self._written)
        return [key for key in list(self._props) if not mine or key in mine or known(self._props, key)]

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a property may be anything
        if key not in self._keys:
            raise KeyError(key)
        return self._props[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Stack:
    """All resources of a run, or of an exported state.

    `peer` is the other region's stack, and `network` the one that holds the subnets, where they were given.
    """

    def __init__(self, resources: Sequence[Any], ledger: Ledger | None = None, today: date = date.max) -> None:
        self.resources: Sequence[Node] = resources
        self.ledger, self.today = ledger or Ledger(), today
        self.peer: Stack | None = None
        self.network: Stack | None = None
        self._by_type: dict[str, list[Node]] = defaultdict(list)
        self._children: dict[str, list[Node]] = defaultdict(list)
        for resource in self.resources:
            if not isinstance(resource.props, Written):
                resource.props = Written(resource.props, resource.property_dependencies)
            self._by_type[resource.resource_type].append(resource)
            if resource.parent is not None:
                self._children[resource.parent.urn].append(resource)

    def of(self, *tokens: str) -> list[Node]:
        """All resources of these types. `aws:` stands for every type of that package."""
        return [resource for token in tokens for kind in self._kinds(token) for resource in self._by_type[kind]]

    def _kinds(self, token: str) -> list[str]:
        if token.endswith(":"):
            return [kind for kind in self._by_type if kind.startswith(token)]
        return [token] if token in self._by_type else []

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.resources[0].urn.split("::")[0].rpartition(":")[2] if self.resources else ""

    def output(self, key: str) -> Any:  # noqa: ANN401 - an output may be anything
        """An output of the stack; None where it has none, or not yet."""
        for root in self.of(STACK):
            if known(root.props, key):
                return get(root.props, key)
        return None

    def below(self, resource: Node) -> Iterator[Node]:
        """Everything that a component holds."""
        for child in self._children.get(resource.urn, ()):
            yield child
            yield from self.below(child)

    def linked(self, resource: Node, path: str, *tokens: str) -> list[Node]:
        """The resources of these types that a property leads to.

        Known values that name some decide; else what the property depends on. A component stands for what it holds.
        What is known to be empty leads nowhere. Raises UnknownValueError for what is not known and made of nothing.
        """
        sources = _sources(resource, path)
        try:
            wanted = leaves(resource.props, path)
        except UnknownValueError:
            if not sources:
                raise
        else:
            named = [each for each in self.of(*tokens) if _names(each).intersection(wanted)]
            if named or (not wanted and _top(path) in list(resource.props)):
                return named
        reached = {id(each): each for source in sources for each in (source, *self.below(source))}
        return [each for each in reached.values() if each.resource_type in tokens]

    def referring(self, target: Node, path: str, *tokens: str) -> list[Node]:
        """The resources of these types whose property surely leads to `target`, for what is better with them."""
        return [each for each in self.of(*tokens) if self._surely_leads(each, path, target)]

    def perhaps_referring(self, target: Node, path: str, *tokens: str) -> list[Node]:
        """The same, for what is worse with them. Raises where nobody can tell whether one of them does."""
        return [each for each in self.of(*tokens) if _may_name(each, path) and self._leads(each, path, target)]

    def _surely_leads(self, resource: Node, path: str, target: Node) -> bool:
        try:
            return self._leads(resource, path, target)
        except (UnknownValueError, MistypedError):
            return False

    def _leads(self, resource: Node, path: str, target: Node) -> bool:
        return any(one is target for one in self.linked(resource, path, target.resource_type))


def settled(resource: Node, path: str) -> bool:
    """Whether a text is there, for what should be: a known one, or one that is made of another resource.

    Raises UnknownValueError for one that is not known and made of nothing: it may turn out to be empty.
    """
    return settled_in(resource, _top(path), resource.props, path)


def settled_in(resource: Node, key: str, part: Any, path: str) -> bool:  # noqa: ANN401 - a property may be anything
    """The same for a text in a part of the property `key`, such as an element of a list."""
    return _made(resource, key, lambda: text(part, path) != "")


def settled_list(resource: Node, path: str) -> bool:
    """The same for a list of texts that should not be empty."""
    return _made(resource, path, lambda: any(True for _ in names(resource.props, path)))


def _made(resource: Node, path: str, read: Callable[[], bool]) -> bool:
    try:
        return read()
    except UnknownValueError:
        if _sources(resource, path):
            return True
        raise


def _may_name(resource: Node, path: str) -> bool:
    """Whether anything is written there. Raises MistypedError for what is neither a text nor a list of objects."""
    if not known(resource.props, path):
        return True
    found = get(resource.props, path, "")
    if isinstance(found, str | Mapping):
        text(resource.props, path)
    else:
        list(objects(resource.props, path))
    return True


def _sources(resource: Node, path: str) -> Sequence[Node]:
    found: Sequence[Node] = resource.property_dependencies.get(_top(path), ())
    return found


def _top(path: str) -> str:
    return path.split(".", maxsplit=1)[0]


def _names(resource: Node) -> set[str]:
    return {name for key in NAMES if (name := _name(resource, key))}


def _name(resource: Node, key: str) -> str:
    try:
        return text(resource.props, key)
    except (UnknownValueError, MistypedError):
        # Whoever is not called anything yet is found by the graph.
        return ""
