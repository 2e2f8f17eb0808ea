"""Where in a file something stands."""

from collections.abc import Sequence

from pulumi_yaml.nodes import AliasNode, ListNode, MapNode, Node, ScalarNode, first_document

_BYTE_ORDER_MARK = "\ufeff"


def lines_of(text: str, path: Sequence[str]) -> list[int]:
    """The line of each key on a way down, as far as it is there. Raises PulumiYamlError.

    An item of a list is named by its number.
    """
    node, lines = first_document(text.removeprefix(_BYTE_ORDER_MARK)), []
    for part in path:
        found = _below(node, part)
        if found is None:
            break
        line, node = found
        lines.append(line)
    return lines


def _below(node: Node | None, part: str) -> tuple[int, Node] | None:
    while isinstance(node, AliasNode):
        node = node.target
    if isinstance(node, ListNode):
        return next(((item.line or 0, item) for n, item in enumerate(node.items) if str(n) == part), None)
    entries = node.entries if isinstance(node, MapNode) else []
    found = ((key, value) for key, value in entries if isinstance(key, ScalarNode) and key.text == part)
    return next(((key.line or 0, value) for key, value in found), None)
