"""The pack needs nothing but Pulumi's policy SDK, so any project can copy the folder.

That it then runs is shown by `test_protocol.py`.
"""

import ast
import sys

from tests.policies.analyzer import PACK

_FOLDERS = {path.name for path in PACK.iterdir() if path.is_dir() and path.name != "__pycache__"}
_OWN = _FOLDERS | {path.stem for path in PACK.glob("*.py")}


def test_the_pack_imports_only_itself_the_policy_sdk_and_python() -> None:
    allowed = _OWN | {"pulumi_policy"} | sys.stdlib_module_names
    strays = {
        f"{source.relative_to(PACK)}: {name}"
        for source in PACK.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text()))
        for name in _imported(node)
        if name.partition(".")[0] not in allowed
    }
    assert strays == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_framework_knows_no_family_and_no_family_knows_the_rules_about_rules() -> None:
    families = _FOLDERS - {"framework"}
    for source in (PACK / "framework").glob("*.py"):
        names = {name.partition(".")[0] for node in ast.walk(ast.parse(source.read_text())) for name in _imported(node)}
        assert not names & families, source.name
