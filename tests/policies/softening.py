"""Tries each rule with every property that it looks at empty, absent, unknown and of another type.

The seeds are the rules' own cases. `PYTHONPATH=policies python -m tests.policies.softening [RULE…]` counts what came of
it, and prints each alteration that a rule did not notice; of named rules, also those that it has a reason for.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import meta.peer_unseen
from framework.graph import NAMES
from framework.peer import STATE
from framework.rule import WhenUnknown
from stateless_compute.pods import POD_SPECS
from tests.policies.alterations import ABSENT, DANGLING, EMPTY, UNKNOWN_KIND, Alteration, of_seed
from tests.policies.bench import Declared, Verdict, analyze
from tests.policies.cases import AnyRule, Case, tried
from tests.policies.pack import RULES
from tests.policies.watching import Path, watched

UNDECIDED = ("cannot be judged",)
CRASHED = "crashed"


@dataclass(frozen=True)
class Tried:
    """An alteration, and what the rule made of it."""

    rule: AnyRule
    case: Case
    resource: Declared
    alteration: Alteration
    before: Verdict
    after: Verdict

    @property
    def path(self) -> str:
        """The property, without the numbers of elements."""
        return ".".join(part for part in self.alteration.path if isinstance(part, str))

    def concerns(self, path: str) -> bool:
        """Whether the property is that one, or lies in it; not where that one lies in it."""
        return f".{path.removesuffix('.*')}." in f".{self.path}."

    @property
    def softer(self) -> bool:
        """Whether anything passes that did not, or passes although the rule was told less than it was."""
        asks = self.rule.when_unknown is WhenUnknown.ASKS_THE_GRAPH
        if asks and self.alteration.kind == UNKNOWN_KIND and self.alteration.graph:
            return False
        if not self.before.of(self.rule.id):
            return not self.after.of(self.rule.id) and len(self.after.violations) <= len(self.before.violations)
        return any(
            self._softer_at(urn) for urn in {each.urn for each in self.before.violations if each.rule == self.rule.id}
        )

    def _softer_at(self, urn: str) -> bool:
        before, after = (self._at(verdict, urn) for verdict in (self.before, self.after))
        undecided = any(said in message for message in after for said in UNDECIDED)
        return len(after) < len(before) and not undecided

    def _at(self, verdict: Verdict, urn: str) -> list[str]:
        return [each.message for each in verdict.violations if each.urn == urn and each.rule == self.rule.id]

    @property
    def crashed(self) -> bool:
        """Whether the rule came to an end that nobody had thought of."""
        return any(CRASHED in each.message for each in self.after.violations)

    def __str__(self) -> str:
        """As a line of a report."""
        value = "gone" if type(self.alteration.value) is object else repr(self.alteration.value)
        graph = "" if self.alteration.graph else ", made of nothing"
        return (
            f"{self.case.kind}: {self.case}: {self.resource.type} {self.resource.name}: "
            f"{'.'.join(map(str, self.alteration.path))} {self.alteration.kind} ({value[:40]}{graph})"
        )


def seeds(rule: AnyRule) -> Iterator[Case]:
    """What the rule refuses, and what it lets pass."""
    return (case for found, case in tried() if found is rule)


def declared(rule: AnyRule, stack: Sequence[Declared], seen: Sequence[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """What is looked at by the rule; whatever a resource may be called by is asked of each that may be meant."""
    found = {each.urn: each for each in stack}
    led_to = {id(one) for each in stack for refs in each.refs.values() for one in refs}
    return [
        (urn, path)
        for urn, path in seen
        if (path[0] in found[urn].props or path[0] in _said(rule, found[urn]))
        and not (path[0] in NAMES and id(found[urn]) in led_to)
    ]


def _said(rule: AnyRule, resource: Declared) -> set[str]:
    return {path.partition(".")[0] for path in rule.reads.get(resource.type, ())} | {*resource.refs}


def of_rule(rule: AnyRule, cases: Iterable[Case] = ()) -> Iterator[Tried]:
    """Every alteration of every seed of a rule."""
    for case in cases or seeds(rule):
        config = {rule.id: case.config}
        stack = case.stack()
        # What stays open for want of the other region's state is said by another rule.
        rules = [rule, *([meta.peer_unseen.RULE] if STATE in rule.settings else [])]
        before = analyze(rules, stack, config)
        for alteration in of_seed(stack, declared(rule, stack, watched(rule, stack, config))):
            after = analyze(rules, alteration.applied_to(stack), config)
            yield Tried(rule, case, stack[alteration.resource], alteration, before, after)


def excuses(tried: Tried) -> set[tuple[str, str]]:
    """What the rule itself says of why this may be softer: type and path."""
    rule, kind = tried.rule, tried.alteration.kind
    if kind in {EMPTY, ABSENT}:
        return set(_matching(rule.left_out, tried))
    return set(_matching(rule.otherwise, tried)) if kind in {UNKNOWN_KIND, DANGLING} else set()


def _matching(reasons: Mapping[str, Mapping[str, str]], tried: Tried) -> Iterator[tuple[str, str]]:
    for token, paths in reasons.items():
        package = token.endswith(":") and tried.resource.type.startswith(token)
        place = POD_SPECS.get(tried.resource.type, "") if package else ""
        for path in paths if package or token == tried.resource.type else ():
            whole = path.removesuffix(".*")
            # What holds it is left out with it.
            exactly = f"{whole}.".startswith(f"{tried.path}.") or f"{place}.{whole}.".startswith(f"{tried.path}.")
            below = path != whole and (f"{tried.path}.").startswith((f"{whole}.", f"{place}.{whole}."))
            if exactly or below:
                yield token, path


def main(wanted: Sequence[str]) -> int:
    """Print what came of each rule; 1 where one is softer without a reason, or crashes."""
    code = 0
    for rule in (each for each in RULES if not wanted or each.id in wanted):
        found = list(of_rule(rule))
        counted = Counter(each.alteration.kind for each in found)
        excused = [each for each in found if each.softer and excuses(each)]
        wrong = [each for each in found if each.crashed or (each.softer and not excuses(each))]
        _say(f"{rule.id}: {counted.total()} alterations, {len(excused)} excused by a reason, {len(wrong)} wrong")
        for each in (*excused, *wrong) if wanted else wrong:
            _say(f"  {'excused' if each in excused else 'crashed' if each.crashed else 'softer'}: {each}")
        code |= bool(wrong)
    return code


def _say(line: str) -> None:
    print(line)  # noqa: T201 - a command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
