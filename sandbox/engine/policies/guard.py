"""The packs of one run, asked about each resource before it is touched, and about the whole; and what they said."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sandbox.engine.goal import Goal
from sandbox.engine.policies.findings import Verdict, Violation
from sandbox.engine.policies.pack import Pack, PolicyError
from sandbox.engine.policies.requests import UNSEEN, Find, alone, among, of_state
from sandbox.engine.resource import ResourceState
from sandbox.engine.urn import STACK_TYPE
from sandbox.protocol.protobufs import analyzer_pb2
from sandbox.protocol.values import Properties

# What the engine makes of a rule that rewrites resources and still complains.
_BLOCKING = (analyzer_pb2.MANDATORY, analyzer_pb2.REMEDIATE)


class ViolationError(PolicyError):
    """A resource violates a mandatory policy and is not touched."""


@dataclass
class Guard:
    """Without packs it does nothing. Thread-safe."""

    packs: Sequence[Pack]
    dry_run: bool
    root: str
    _violations: list[Violation] = field(default_factory=list)
    _decided: Counter[str] = field(default_factory=Counter)
    _judged: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def judge(self, goal: Goal, inputs: Properties, find: Find) -> None:
        """Ask about a resource, once. Raises ViolationError where it must not be made; a preview only takes note."""
        if not self.packs or goal.type in UNSEEN:
            return
        with self._lock:
            if goal.urn in self._judged:
                return
            self._judged.add(goal.urn)
        request = alone(goal, inputs, find)
        blocking = [each for pack in self.packs for each in self._take(pack, pack.analyze(request), {goal.urn})]
        if blocking and not self.dry_run:
            msg = f"{goal.urn} violates {', '.join(each.rule for each in blocking)} and is not touched"
            raise ViolationError(msg)

    def judge_stack(self, states: Iterable[ResourceState], find: Find) -> None:
        """Ask about everything together."""
        if not self.packs:
            return
        seen = [state for state in states if state.type not in UNSEEN]
        request = analyzer_pb2.AnalyzeStackRequest(resources=[among(state, find) for state in seen])
        urns = {state.urn for state in seen}
        with ThreadPoolExecutor(len(self.packs)) as pool:
            answers = list(pool.map(lambda pack: pack.analyze_stack(request), self.packs))
        for pack, answer in zip(self.packs, answers, strict=True):
            self._take(pack, answer, urns, whole=True)

    def judge_state(self, states: Sequence[ResourceState], find: Find) -> None:
        """Ask about a state as it is: each resource by its inputs, then all of them by their outputs."""
        for state in states:
            if state.type not in UNSEEN:
                request = of_state(state, find)
                for pack in self.packs:
                    self._take(pack, pack.analyze(request), {state.urn})
        self.judge_stack(states, find)

    def verdict(self) -> Verdict:
        """Everything that was said so far, in an order that does not depend on which answer came first."""
        with self._lock:
            rules = sorted({rule.name for pack in self.packs for rule in pack.info.policies}) if self.packs else []
            return Verdict(
                packs=tuple(f"{pack.info.name}@{pack.version or pack.info.version}" for pack in self.packs),
                violations=tuple(sorted(self._violations, key=lambda each: (not each.mandatory, each.rule, each.urn))),
                decided=tuple((rule, self._decided[rule]) for rule in rules),
            )

    def _take(self, pack: Pack, answer: Any, urns: set[str], *, whole: bool = False) -> list[Violation]:  # noqa: ANN401
        """Note what a pack answered. Returns what blocks."""
        kinds = (analyzer_pb2.POLICY_TYPE_STACK,) if whole else (analyzer_pb2.POLICY_TYPE_RESOURCE,)
        silent = {each.policy_name for each in answer.not_applicable}
        said = [self._violation(pack, each, urns) for each in answer.diagnostics]
        undecided = {each.rule for each in said if each.is_undecided}
        with self._lock:
            self._violations += said
            for rule in pack.info.policies:
                if rule.policy_type in kinds and rule.name not in silent | undecided:
                    self._decided[rule.name] += 1
        return [each for each in said if each.mandatory]

    def _violation(self, pack: Pack, said: Any, urns: set[str]) -> Violation:  # noqa: ANN401 - grpc has no types
        alone_urn = next(iter(urns)) if len(urns) == 1 else self.root
        severity = analyzer_pb2.PolicySeverity.Name(said.severity).removeprefix("POLICY_SEVERITY_").lower()
        return Violation(
            pack=said.policyPackName or pack.info.name,
            version=pack.version or said.policyPackVersion,
            rule=said.policyName,
            urn=said.urn if said.urn in urns else alone_urn,
            message=said.message,
            mandatory=said.enforcementLevel in _BLOCKING,
            severity="" if severity == "unspecified" else severity,
        )


def root_of(states: Sequence[ResourceState]) -> str:
    """The URN of the stack itself, to which complaints about the whole belong."""
    return next((state.urn for state in states if state.type == STACK_TYPE), "")
