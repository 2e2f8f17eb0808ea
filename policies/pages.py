"""Writes a page of each family, made of its rules: `python pages.py FOLDER`."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from families import FAMILIES
from framework.config import EXEMPT
from framework.rule import Reasons, ResourceRule, StackRule

AnyRule = ResourceRule | StackRule


def page(family: ModuleType) -> str:
    """One family's page, in Markdown."""
    head = [f"# {family.TITLE}", "", inspect.getdoc(family) or "", ""]
    head += ["Made by `make docs` of the rules themselves; change those.", ""]
    head += ["| rule | level | what it demands |", "| --- | --- | --- |"]
    head += [f"| [{rule.id}](#{rule.id}) | {_level(rule)} | {rule.title} |" for rule in family.RULES]
    return "\n".join([*head, *(line for rule in family.RULES for line in _section(rule))]) + "\n"


def _level(rule: AnyRule) -> str:
    return "mandatory" if rule.mandatory else "advisory"


def _section(rule: AnyRule) -> Iterator[str]:
    view = "each resource alone, before it is made" if isinstance(rule, ResourceRule) else "the stack and its graph"
    yield from ("", f"## {rule.id}", "", f"**{rule.title}** {rule.breaks}", "")
    yield f"- **Instead**: {rule.instead}"
    yield from (f"  - `{kind}`: {remedy}" for kind, remedy in rule.remedies.items())
    yield f"- **Level**: {_level(rule)}, severity {rule.severity}"
    yield f"- **Looks at**: {view}: {', '.join(f'`{token}`' for token in rule.judged)}"
    yield f"- **An unknown value** {rule.when_unknown}"
    yield f"- **References**: {', '.join(rule.references)}"
    yield f"- **How**: {' '.join((inspect.getdoc(rule.check) or '').split())}"
    yield from _reasons("Left out or empty is safe", rule.left_out)
    yield from _reasons("Unknown, or about something else, is decided otherwise", rule.otherwise)
    yield from (f"- **Other scanners**: {conflict}" for conflict in rule.conflicts)
    settings = {key: entry for key, entry in rule.schema.items() if key != EXEMPT}
    if settings:
        yield from ("", "| setting | default | meaning |", "| --- | --- | --- |")
        for key, entry in settings.items():
            yield f"| `{key}` | {_shown(entry['default'])} | {entry['description']} |"


def _reasons(title: str, reasons: Reasons) -> Iterator[str]:
    if reasons:
        yield f"- **{title}**:"
    for kind, paths in reasons.items():
        for reason in dict.fromkeys(paths.values()):
            found = ", ".join(f"`{path}`" for path, each in paths.items() if each == reason)
            yield f"  - {f'any `{kind}`' if kind.endswith(':') else f'`{kind}`'}, {found}: {reason}"


def _shown(default: object) -> str:
    if isinstance(default, list | tuple):
        return ", ".join(f"`{each}`" for each in default) or "none"
    if isinstance(default, dict):
        return ", ".join(f"{key} {value}" for key, value in default.items())
    return f"`{str(default).lower() if isinstance(default, bool) else default}`" if default != "" else "none"


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    return {f"{family.__name__.replace('_', '-')}.md": page(family) for family in FAMILIES}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        (folder / file).write_text(text)
