"""Runs a rule so that it never passes by accident.

A crash, an unknown value and a peer's state that cannot be read become findings of the rule itself, at its own level:
the SDK alone would make an advisory note of an unknown and abort the run on a crash.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pulumi_policy import ReportViolation, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UnknownValueError

from framework.config import EXEMPT, Settings, resolve
from framework.exemptions import parse
from framework.graph import Resource, Stack
from framework.ledger import Entry, Ledger
from framework.peer import NETWORK, STATE, StateError, peer_of
from framework.reading import MistypedError
from framework.rule import PeerUnseen, ResourceRule, Rule, StackRule

Today = Callable[[], date]
Findings = Iterable[str | PeerUnseen]


class _Guard:
    """One rule in one call: what it was told, and what is made of its findings."""

    def __init__(self, rule: Rule, ledger: Ledger, today: date, given: Mapping[str, Any]) -> None:
        self._rule, self._today = rule, today
        self.settings, wrong = resolve(rule.schema, given)
        self._exemptions, unusable = parse(self.settings.values[EXEMPT])
        self._entry: Entry = ledger.of(rule.id, mandatory=rule.mandatory)
        self._entry.exemptions, self._entry.problems = self._exemptions, (*wrong, *unusable)

    def judge(self, resource: Resource, findings: Findings) -> Iterator[str]:
        """Give the message of each violation that no exemption covers."""
        matching = [each for each in self._exemptions if each.matches(resource.urn)]
        valid = next((each for each in matching if not each.expired(self._today)), None)
        for found in _caught(findings):
            if isinstance(found, PeerUnseen):
                self._entry.unseen.add((resource.urn, resource.name, found.question))
            elif valid:
                self._entry.excused.add((valid, resource.urn))
            else:
                ended = " Its exemption has expired." if matching else ""
                instead = self._rule.instead_of(resource.resource_type)
                yield f"{resource.name} {found}.{ended} {self._rule.breaks} Instead: {instead}"


class ResourceGuard:
    """A rule about single resources, as the SDK calls it."""

    def __init__(self, rule: ResourceRule, ledger: Ledger, today: Today) -> None:
        self._rule, self._ledger, self._today = rule, ledger, today

    def __call__(self, args: ResourceValidationArgs, report: ReportViolation) -> None:
        """Judge the resource."""
        guard = _Guard(self._rule, self._ledger, self._today(), args.get_config())
        if args.resource_type not in self._rule.judged:
            args.not_applicable("not of a type that this rule is about")
        for message in guard.judge(args, self._rule.check(args, guard.settings)):
            report(message, args.urn)


class StackGuard:
    """A rule about a stack, as the SDK calls it. Each resource is judged alone, so one crash hides no other verdict."""

    def __init__(self, rule: StackRule, ledger: Ledger, today: Today) -> None:
        self._rule, self._ledger, self._today = rule, ledger, today

    def __call__(self, args: StackValidationArgs, report: ReportViolation) -> None:
        """Judge every resource that the rule is about."""
        guard = _Guard(self._rule, self._ledger, self._today(), args.get_config())
        stack = Stack(args.resources, self._ledger, self._today())
        subjects = stack.of(*self._rule.judged)
        if not subjects:
            args.not_applicable("the stack has no resource of a type that this rule is about")
        read: dict[str, Stack] = {}
        for subject in subjects:
            for message in guard.judge(subject, self._check(stack, subject, guard.settings, read)):
                report(message, subject.urn)

    def _check(self, stack: Stack, subject: Any, settings: Settings, read: dict[str, Stack]) -> Findings:  # noqa: ANN401
        stack.peer, stack.network = (self._other(settings, key, read) for key in (STATE, NETWORK))
        yield from self._rule.check(subject, stack, settings)

    @staticmethod
    def _other(settings: Settings, key: str, read: dict[str, Stack]) -> Stack | None:
        if path := settings.values.get(key):
            read[path] = read.get(path) or peer_of(path)
            return read[path]
        return None


def _caught(findings: Findings) -> Findings:
    try:
        yield from findings
    except UnknownValueError as error:
        yield (
            f"cannot be judged before it is deployed, because {'.'.join(error.props)} is not known yet; write it as a "
            "plain value, or take it from a resource of this stack"
        )
    except MistypedError as error:
        yield f"cannot be judged, because {error}; write what the provider documents"
    except StateError as error:
        yield f"cannot be judged, because {error}"
    except Exception as error:  # noqa: BLE001 - whatever a rule does wrong must not let the resource pass
        at = traceback.extract_tb(error.__traceback__)[-1]
        # Never the error's text: it may hold a property's value.
        yield (
            f"was not judged: the rule crashed with {type(error).__name__} at {Path(at.filename).name}:{at.lineno}; "
            "mend the rule, or exempt the resource until it is"
        )
