"""A document as its writer wrote it: scalars, lists and maps with their lines, aliases resolved to what they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from pulumi_yaml.errors import PulumiYamlError

# Go's scanner takes the comma for a part of the tag.
_TAG_AND_COMMA = re.compile(r"![^\s,\[\]{}]*,")
_ESCAPED_SLASH = re.compile(r"(?<!\\)(?:\\\\)*\\/")


@dataclass(eq=False)
class Node:
    """Anything. `alias` is the name by which an earlier node is meant here."""

    line: int | None
    tag: str | None = None
    alias: str | None = None


@dataclass(eq=False)
class ScalarNode(Node):
    """A text, quoted or plain."""

    text: str = ""
    plain: bool = True


@dataclass(eq=False)
class ListNode(Node):
    """Items in their order."""

    items: list[Node] = field(default_factory=list)


@dataclass(eq=False)
class MapNode(Node):
    """Keys with their values, in their order, a key that stands twice still standing twice."""

    entries: list[tuple[Node, Node]] = field(default_factory=list)


@dataclass(eq=False)
class AliasNode(Node):
    """Another mention of a node."""

    target: Node = field(default_factory=lambda: Node(None))


def first_document(text: str) -> Node | None:
    """The first document of a text; what follows it is not looked at. Raises PulumiYamlError."""
    # libyaml's parser, from which Go's descends: PyYAML's own refuses a tab after a colon, which Go takes.
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    try:
        return _Composer(text, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        msg = f"is not readable YAML: {error.problem or error.context}; mend the line, or what it ends"
        raise PulumiYamlError(msg, mark.line + 1 if mark else None) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        msg = f"is not readable YAML: {' '.join(str(error).split())}; take that out"
        raise PulumiYamlError(msg) from error


class _Composer:
    def __init__(self, text: str, events: Iterator[yaml.Event]) -> None:
        self._text = text
        self._events = events
        self._named: dict[str, Node] = {}
        # How many brackets and braces are open.
        self._flow = 0

    def document(self) -> Node | None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version not in (None, (1, 1)):
                    version = ".".join(str(part) for part in event.version)
                    msg = f"says %YAML {version}, and the CLI reads 1.1 alone; take the line out"
                    raise PulumiYamlError(msg, _line(event))
                made = self._node(next(self._events))
                next(self._events)  # A document has to end before it counts as read.
                return made
        return None

    def _node(self, event: yaml.Event) -> Node:
        line = _line(event)
        self._refuse_in_flow(event, line)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._named:
                msg = f"*{event.anchor} names nothing above it; give what it means an anchor: &{event.anchor}"
                raise PulumiYamlError(msg, line)
            return AliasNode(line, alias=event.anchor, target=self._named[event.anchor])
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and _ESCAPED_SLASH.search(self._source(event)):
                msg = r"\/ is an escape of JSON, which the CLI refuses in YAML; write / alone"
                raise PulumiYamlError(msg, line)
            return self._name(event, ScalarNode(line, event.tag, text=event.value, plain=not event.style))
        if isinstance(event, yaml.SequenceStartEvent):
            made = ListNode(line, event.tag)
            self._name(event, made)
            made.items.extend(self._until(yaml.SequenceEndEvent, flow=bool(event.flow_style)))
            return made
        if not isinstance(event, yaml.MappingStartEvent):
            msg = f"holds {event}, which no file should"
            raise PulumiYamlError(msg, line)
        held = MapNode(line, event.tag)
        self._name(event, held)
        parts = list(self._until(yaml.MappingEndEvent, flow=bool(event.flow_style)))
        held.entries.extend(zip(parts[::2], parts[1::2], strict=True))
        return held

    def _until(self, end: type[yaml.Event], *, flow: bool) -> Iterator[Node]:
        self._flow += flow
        while not isinstance(event := next(self._events), end):
            yield self._node(event)
        self._flow -= flow

    def _refuse_in_flow(self, event: yaml.Event, line: int | None) -> None:
        """Two marks of which libyaml today makes another thing between brackets than Go's copy of it."""
        if not self._flow:
            return
        if isinstance(event, yaml.ScalarEvent) and not event.style and "?" in event.value:
            msg = f"{event.value!r} ends at its ? for the CLI, inside brackets and braces; put it in quotes"
            raise PulumiYamlError(msg, line)
        if event.start_mark and _TAG_AND_COMMA.match(self._text, event.start_mark.index):
            msg = "the CLI takes the comma for a part of the tag before it; leave a space"
            raise PulumiYamlError(msg, line)

    def _source(self, event: yaml.Event) -> str:
        start, end = event.start_mark, event.end_mark
        return self._text[start.index : end.index] if start and end else ""

    def _name(self, event: yaml.NodeEvent, node: Node) -> Node:
        if event.anchor is not None:
            self._named[event.anchor] = node
        return node


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None
