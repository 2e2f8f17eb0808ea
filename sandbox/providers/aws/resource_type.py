"""What a resource type adds to the provider. Everything that all types share is elsewhere in this package."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from sandbox.providers.aws.call import Call
from sandbox.providers.aws.tagging import Tagging

Inputs = Mapping[str, Any]
Outputs = dict[str, Any]
Shape = dict[str, Any]
# In a path: whatever keys a program likes, as in `dimensions.*`.
ANY_KEY = "*"


class ResourceType:
    """One AWS resource type.

    Inputs arrive in plain camelCase with defaults and names filled in. A path is written as in the facts:
    `replicas[].regionName`.
    """

    token: ClassVar[str]
    # Paths of the inputs that the type handles; any other is refused by name.
    properties: ClassVar[frozenset[str]]
    # Outputs beside the inputs; unknown in a preview of a create. Every type has an id among them.
    computed: ClassVar[frozenset[str]] = frozenset()
    # Inputs that AWS fills in where they are left out: outputs then, and taking one out of a program changes nothing.
    filled_in: ClassVar[frozenset[str]] = frozenset()
    # Which input Pulumi fills with `LOGICALNAME-1234567` where it is left out, and what AWS demands of it.
    name_property: ClassVar[str] = ""
    name_limit: ClassVar[int] = 255
    name_prefix: ClassVar[str] = ""
    name_in_small_letters: ClassVar[bool] = False
    # IAM, Route 53 and CloudFront have no region.
    is_global: ClassVar[bool] = False
    # Paths that hold JSON documents: compared by meaning.
    documents: ClassVar[frozenset[str]] = frozenset()
    # Paths of lists whose order means nothing to AWS.
    sets: ClassVar[frozenset[str]] = frozenset()
    # Paths of values that have more than one spelling, with what makes of each the same one.
    spellings: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    # Outputs that must never be plain in a state.
    secrets: ClassVar[frozenset[str]] = frozenset()
    # Computed outputs that a change of some input makes unknown in a preview: input -> outputs.
    unsettles: ClassVar[Mapping[str, frozenset[str]]] = {}
    delete_before_replace: ClassVar[bool] = False
    tagging: ClassVar[Tagging | None] = None
    # Whether the request that makes it takes tags too; where not, they are set after it.
    tagged_at_once: ClassVar[bool] = True
    # Made of `properties`: the names of the inputs, and the paths as a tree in which an empty tree is a plain value.
    inputs: ClassVar[frozenset[str]]
    shape: ClassVar[Shape]

    def __init_subclass__(cls) -> None:
        """Read the paths once; the families' own base classes have none."""
        super().__init_subclass__()
        cls.computed |= {"id"}
        cls.shape = _tree(getattr(cls, "properties", frozenset()))
        cls.inputs = frozenset(cls.shape)
        if cls.tagging is not None:
            cls.shape |= _tree({f"tags.{ANY_KEY}", f"tagsAll.{ANY_KEY}"})
        if not cls.is_global:
            cls.shape |= _tree({"region"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """Make it by exactly one request, and return its id."""
        raise NotImplementedError

    def finish(self, call: Call, resource_id: str, inputs: Inputs) -> None:
        """Wait for it and set what the first request could not. Repeated where it failed half-way."""

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """What AWS says of it, or None where it is gone.

        May say more than a program declares: the provider keeps what is declared or computed, in the program's words.
        None as a value says that AWS has no such thing; a property that is left out keeps its last value.
        """
        raise NotImplementedError

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """Change it in place, whatever `changed` names. `old` is what AWS said a moment ago."""
        raise NotImplementedError

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """Delete it; absence is no error."""
        raise NotImplementedError

    def problems(self, inputs: Inputs, old: Inputs) -> list[tuple[str, str]]:
        """What else is wrong with inputs: property and reason. `old` is empty for a new resource."""
        del inputs, old
        return []

    def replaces(self, path: str, old: Inputs, new: Inputs) -> bool | None:
        """Whether a change of `path` needs a new resource, where that depends; None leaves it to the facts."""
        del path, old, new
        return None


def below(parent: str, *names: str) -> frozenset[str]:
    """Paths of the properties of an object."""
    return frozenset(f"{parent}.{name}" for name in names)


def _tree(paths: Iterable[str]) -> Shape:
    root: Shape = {}
    for path in paths:
        place = root
        for part in path.replace("[]", "").split("."):
            place = place.setdefault(part, {})
    return root


def outputs_of(kind: type[ResourceType]) -> frozenset[str]:
    """What a created resource tells even where the program does not declare it."""
    tags = {"tagsAll"} if kind.tagging is not None else set()
    return kind.computed | kind.filled_in | tags


def all_types() -> dict[str, type[ResourceType]]:
    """Every type that the sub-packages define, by token. Importing them registers nothing else."""
    from sandbox.providers.aws import families  # noqa: PLC0415 - the families import this module

    families.load()
    found: dict[str, type[ResourceType]] = {}
    waiting = list(ResourceType.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "token" in vars(kind):
            found[kind.token] = kind
    return found


Function = Callable[[Call, Inputs], Outputs]
# Token -> what it does, and the names of the arguments that it handles.
FUNCTIONS: dict[str, tuple[Function, frozenset[str]]] = {}


def function(token: str, *arguments: str) -> Callable[[Function], Function]:
    """Register a function (`aws:x/getY:getY`) of the provider."""

    def register(work: Function) -> Function:
        FUNCTIONS[token] = work, frozenset(arguments)
        return work

    return register
