"""The report as one comment that a reviewer reads from top to bottom and may stop reading at any line. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from operations.recovery.figures import FIGURES

_MOST_CHANGES = 60
# A comment on GitHub holds 65,536 characters.
MARK = "<!-- standby pull request report -->"


def comment(report: Mapping[str, Any]) -> str:
    """Write it."""
    sections = (
        _verdict(report),
        _gate(report["gate"]),
        _policies(report["plans"]),
        _errors(report["plans"]),
        _counts(report["plans"]),
        _costs(report["costs"]),
        _ends(report["costs"]["ends"]),
        _changes(report["plans"]),
    )
    return "\n\n".join([MARK, *(section for section in sections if section)]) + "\n"


def _verdict(report: Mapping[str, Any]) -> str:
    blocked = sum(each["kind"] in {"blocked", "waiver"} for each in report["gate"]["findings"])
    violations = len(_mandatory(report["plans"]))
    failed = sum(bool(each["error"]) for each in report["plans"])
    undecided = len({rule for each in report["plans"] for rule in each["undecided"]})
    if report["passes"]:
        says = "No store is replaced or deleted, no policy is violated, every plan was made."
    else:
        parts = [
            f"{blocked} finding(s) on stores or waivers" if blocked else "",
            f"{violations} policy violation(s)" if violations else "",
            f"{undecided} rule(s) that could not decide" if undecided else "",
            f"{failed} plan(s) that could not be made" if failed else "",
        ]
        says = "Refused: " + ", ".join(part for part in parts if part) + "."
    mark = "✅" if report["passes"] else "⛔"
    return (
        f"## {mark} Both regions, every strategy\n\n{says}\n\nPlans of `{report['head']}` against `{report['base']}`."
    )


def _gate(gate: Mapping[str, Any]) -> str:
    touched, findings = gate["touched"], gate["findings"]
    if not touched and not findings:
        return "### Data\n\nNo resource that holds data is touched."
    lines = ["### Data", ""]
    marks = {"blocked": "⛔", "waiver": "⛔", "warning": "⚠️", "waived": "☑️"}
    lines += [f"- {marks[each['kind']]} `{_name(each['urn'])}`: {each['says']}" for each in findings]
    if findings and touched:
        lines.append("")
    if touched:
        lines += ["| resource | what happens | what changes | what it holds |", "| --- | --- | --- | --- |"]
        lines += sorted(
            {
                f"| `{_stack(each['urn'])}` {_name(each['urn'])} | {each['operation']} | "
                f"{', '.join(each['changed']) or '-'} | {each['holds']} |"
                for each in touched
            }
        )
    return "\n".join(lines)


def _policies(plans: Sequence[Mapping[str, Any]]) -> str:
    violations, advice = _mandatory(plans), _grouped(plans, "advisory")
    undecided = sorted({rule for each in plans for rule in each["undecided"]})
    packs = sorted({pack for each in plans for pack in each["packs"]})
    if not packs:
        return "### Policies\n\n⚠️ No pack judged these plans."
    lines = [
        "### Policies",
        "",
        f"{', '.join(packs)}: " + (f"{len(violations)} violated." if violations else "all hold."),
    ]
    for rule, urn, message in violations:
        where = ", ".join(sorted(violations[rule, urn, message]))
        lines += ["", f"⛔ **{rule}** at `{_name(urn)}` ({where})", "", f"> {_told(message)}"]
    lines += [f"\n⚠️ `{rule}` could not decide, which is no pass." for rule in undecided]
    if advice:
        lines += ["", "<details><summary>Advice</summary>", ""]
        lines += [f"- `{rule}` at `{_name(urn)}`: {_told(message)}" for rule, urn, message in advice]
        lines += ["", "</details>"]
    return "\n".join(lines)


def _errors(plans: Sequence[Mapping[str, Any]]) -> str:
    failed = [each for each in plans if each["error"]]
    if not failed:
        return ""
    lines = ["### Plans that could not be made", ""]
    lines += [
        f"- {each['stack']} as {each['strategy']}:\n\n  ```text\n{_indented(each['error'])}\n  ```" for each in failed
    ]
    return "\n".join(lines)


def _counts(plans: Sequence[Mapping[str, Any]]) -> str:
    stacks = sorted({each["stack"] for each in plans}, reverse=True)
    lines = ["### What changes", "", "| strategy | " + " | ".join(stacks) + " |", "| --- |" + " --- |" * len(stacks)]
    for strategy in dict.fromkeys(each["strategy"] for each in plans):
        cells = [
            _cell(each) for stack in stacks for each in plans if (each["strategy"], each["stack"]) == (strategy, stack)
        ]
        lines.append(f"| {strategy} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(plan: Mapping[str, Any]) -> str:
    if plan["error"]:
        return "no plan"
    return ", ".join(f"{count} to {op}" for op, count in plan["counts"].items()) or "nothing"


def _costs(costs: Mapping[str, Any]) -> str:
    lines = ["### Cost and recovery", ""]
    lines += [f"⚠️ {problem}" for problem in costs["problems"]]
    if not costs["strategies"]:
        return "\n".join(lines) if costs["problems"] else ""
    lines += ["| strategy | " + " | ".join(each.label for each in FIGURES) + " |", "| --- |" + " --- |" * len(FIGURES)]
    for name, each in costs["strategies"].items():
        shown = f"**{name}**" if name == costs["configured"] else name
        cells = [figure.moved(each["before"], each["after"]) for figure in FIGURES]
        lines.append(f"| {shown} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", "List prices and assumed usage; `standby compare` shows both."])


def _ends(found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return ""
    lines = [f"- {'⛔' if each['refused'] else '⚠️'} `standby:{each['key']}`: {each['says']}" for each in found]
    return "\n".join(["### What comes to its end", "", *lines])


def _changes(plans: Sequence[Mapping[str, Any]]) -> str:
    parts = []
    for each in plans:
        if not each["changes"]:
            continue
        shown = each["changes"][:_MOST_CHANGES]
        lines = [f"{change['op']:<8} {change['type']}  {change['name']}{_what(change)}" for change in shown]
        left = len(each["changes"]) - len(shown)
        lines += [f"... and {left} more"] if left else []
        parts.append(f"{each['stack']} as {each['strategy']}\n" + "\n".join(lines))
    if not parts:
        return ""
    return "<details><summary>Every change</summary>\n\n```text\n" + "\n\n".join(parts) + "\n```\n\n</details>"


def _what(change: Mapping[str, Any]) -> str:
    return f"  ({', '.join(change['changed'])})" if change["changed"] and change["op"] != "create" else ""


def _mandatory(plans: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], set[str]]:
    return _grouped(plans, "mandatory")


def _grouped(plans: Iterable[Mapping[str, Any]], level: str) -> dict[tuple[str, str, str], set[str]]:
    """The same complaint in several strategies is one: rule, resource and message -> strategies."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for plan in plans:
        for each in plan["violations"]:
            if each["level"] == level:
                found.setdefault((each["rule"], each["urn"], each["message"]), set()).add(plan["strategy"])
    return dict(sorted(found.items()))


def _told(message: str) -> str:
    """A message without its first line, which only repeats what the rule is called."""
    return " ".join(message.strip().splitlines()[1:] or message.strip().splitlines())


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _stack(urn: str) -> str:
    return urn.split("::", maxsplit=1)[0].rpartition(":")[2]
