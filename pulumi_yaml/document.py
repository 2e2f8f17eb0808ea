"""The values of a document, as Go's YAML decodes them: a key once, merges last, nothing guessed that Go does not."""

from collections.abc import Iterator
from pathlib import Path

from pulumi_yaml.errors import PulumiYamlError
from pulumi_yaml.nodes import AliasNode, ListNode, MapNode, Node, ScalarNode, first_document
from pulumi_yaml.numbers import NOT_A_NUMBER, key_number
from pulumi_yaml.scalars import MERGE, STR, Scalar, resolved
from pulumi_yaml.whole_file import bytes_of_file

Value = Scalar | list["Value"] | dict[str, "Value"]

_BYTE_ORDER_MARK = "\ufeff"
# Go's decoder gives up on a document that is little else than aliases of aliases.
_FEW_ALIASES, _FEW_NODES, _MOST_ALIASES = 100, 1000, 0.99


def read_file(path: Path) -> Value:
    """What a file says. Raises PulumiYamlError with the file's name, and OSError."""
    try:
        return read(bytes_of_file(path).decode())
    except UnicodeDecodeError as error:
        msg = f"{path}: is no UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        raise PulumiYamlError(msg) from error
    except PulumiYamlError as error:
        msg = f"{path}: {error}"
        raise PulumiYamlError(msg) from error


def read(text: str) -> Value:
    """What a text says. Raises PulumiYamlError with the line."""
    try:
        node = first_document(text.removeprefix(_BYTE_ORDER_MARK))
        return None if node is None else _Decoder().value(node)
    except RecursionError:
        msg = "is nested deeper than any configuration; write it flat"
        raise PulumiYamlError(msg) from None


class OtherKey(str):
    """A key that is no text to YAML, in the words by which the CLI names it in a value."""

    __slots__ = ()


class _Decoder:
    def __init__(self) -> None:
        self._open: list[Node] = []
        self._nodes = 0
        self._under_aliases = 0
        self._aliases = 0

    def value(self, node: Node) -> Value:
        self._nodes += 1
        self._under_aliases += self._aliases > 0
        if self._under_aliases > max(_FEW_ALIASES, _MOST_ALIASES * self._nodes) and self._nodes > _FEW_NODES:
            msg = "aliases multiply what the file holds beyond measure; write it out"
            raise PulumiYamlError(msg, node.line)
        if isinstance(node, AliasNode):
            return self._aliased(node)
        if isinstance(node, ScalarNode):
            return resolved(node.text, node.tag, plain=node.plain, line=node.line)
        if isinstance(node, ListNode):
            return [self.value(item) for item in node.items]
        return self._map(node) if isinstance(node, MapNode) else None

    def _aliased(self, node: AliasNode) -> Value:
        if node.target in self._open:
            msg = f"*{node.alias} stands inside what it names; write it out"
            raise PulumiYamlError(msg, node.line)
        self._open.append(node.target)
        self._aliases += 1
        try:
            return self.value(node.target)
        finally:
            self._aliases -= 1
            self._open.pop()

    def _map(self, node: MapNode) -> dict[str, Value]:
        _refuse_twice(node)
        made: dict[str, Value] = {}
        kinds: dict[str, type] = {}
        merged: list[Node] = []
        for key_node, value_node in node.entries:
            if _is_merge(key_node):
                merged.append(value_node)
                continue
            key, kind = self._key(key_node)
            if kinds.setdefault(key, kind) is not kind:
                msg = f"the key {key} is already there, written in another way; keep one"
                raise PulumiYamlError(msg, key_node.line)
            value = self.value(value_node)
            made[key] = None if kind is float and key == NOT_A_NUMBER else value
        for source in (source for each in merged for source in self._sources(each)):
            made = {**source, **made}
        return made

    def _key(self, node: Node) -> tuple[str, type]:
        key = self.value(node)
        if isinstance(key, (list, dict)):
            msg = f"a {'list' if isinstance(key, list) else 'map'} is no key; write a text"
            raise PulumiYamlError(msg, node.line)
        return (key, str) if isinstance(key, str) else (OtherKey(_told(key)), type(key))

    def _sources(self, node: Node) -> Iterator[dict[str, Value]]:
        # Of several, the first that has a key gives it: they are laid under each other from the first to the last.
        for each in node.items if isinstance(node, ListNode) else [node]:
            source = self.value(each)
            if not isinstance(source, dict):
                msg = "<< takes a map, or a list of maps; name one"
                raise PulumiYamlError(msg, each.line)
            yield source


def _refuse_twice(node: MapNode) -> None:
    lines: dict[tuple[type, str], int | None] = {}
    for key, _ in node.entries:
        text = key.text if isinstance(key, ScalarNode) else key.alias or ""
        if (type(key), text) in lines:
            msg = f"the key {text} is already there, in line {lines[type(key), text]}; keep one of the two"
            raise PulumiYamlError(msg, key.line)
        lines[type(key), text] = key.line


def _is_merge(key: Node) -> bool:
    # A quoted << too: the CLI writes what it read once more, without the quotes, before it takes it.
    return isinstance(key, ScalarNode) and key.text == "<<" and key.tag in (None, "!", MERGE, STR)


def _told(key: Scalar) -> str:
    if key is None:
        return "<nil>"
    if isinstance(key, bool):
        return "true" if key else "false"
    return key_number(key) if isinstance(key, (int, float)) else str(key)
