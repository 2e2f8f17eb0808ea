"""Plans as both engines write them, made by chance from a seed; and by what they end, which the gate is not asked.

Run by hand for as many as one likes: python -m tests.operations.gate.documents --documents 100000 [--seed N]
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from operations.errors import OperationError
from operations.gate.data_types import HOLDS_DATA, HOLDS_NOTHING, HOLDS_OTHERS, KUBERNETES_HOLDS_DATA
from operations.gate.plans import read_steps
from operations.gate.verdict import judge

DOCUMENTS, SEED = 5_000, 15
_TODAY = date(2026, 6, 1)
_STORES = (
    *HOLDS_DATA,
    *HOLDS_OTHERS,
    *(f"kubernetes:{name.replace(':', '/v1:')}" for name in KUBERNETES_HOLDS_DATA),
    "aws:efs/fileSystem:FileSystem",
    "kubernetes:helm.sh/v3:Release",
    "random:index/randomPassword:RandomPassword",
)
_OTHERS = (*sorted(HOLDS_NOTHING), "kubernetes:apps/v1:Deployment", "pulumi:pulumi:Stack", "standby:region:Region")
_PATHS = ("name", "tags.Owner", "replicas[0].kmsKeyArn", "settings[2].value", "engineVersion", "streamEnabled")
_NAMES = ("orders", "a::b", "with space", "name$odd", "x" * 90)
_HARMLESS = ("same", "create", "update", "read", "refresh", "import", "discard")
# Operations of one resource in an order in which an engine may list them; the second group ends what was there.
_ENDINGS = (
    ("delete",),
    ("replace",),
    ("create-replacement", "replace", "delete-replaced"),
    ("create-replacement", "replace"),
    ("replace", "delete-replaced"),
    ("delete-replaced",),
    ("delete-replaced", "create-replacement"),
    ("import-replacement",),
    ("read-replacement", "discard-replaced"),
    ("delete", "create"),
)
_LOGICAL = frozenset({"replace", "delete", *_HARMLESS})


@dataclass(frozen=True, kw_only=True)
class Made:
    """A document, and whether a store ends in it. What `hides` counts what it does not list, or contradicts itself."""

    document: Mapping[str, Any]
    ends_a_store: bool
    hides: bool


class Chance:
    """Documents from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets

    def documents(self, count: int) -> Iterator[Made]:
        """So many of them."""
        for _ in range(count):
            yield self._pulumi() if self._random.random() < 2 / 3 else self._sandbox()

    def _pulumi(self) -> Made:
        draw, steps, ends, counts = self._random, [], False, Counter[str]()
        for _ in range(draw.randint(0, 5)):
            operations, kind, ending = self._resource()
            was = kind if all(_is_known_alone(each) for each in operations) else self._alias(kind)
            ends |= ending and not {kind, was}.isdisjoint(_STORES)
            urn = self._urn(kind)
            # With --refresh each resource has a step of its own before what happens to it.
            if draw.random() < 0.4 and operations != ("create",):
                operations = ("refresh", *operations)
            if draw.random() < 0.2:
                operations = (*operations, draw.choice(("same", "update", "refresh")))
            steps += [self._pulumi_step(operation, urn, kind, was) for operation in operations]
            counts += Counter({operation for operation in operations if operation in _LOGICAL} - {"refresh"})
            if ending and not _LOGICAL & {*operations} - set(_HARMLESS):
                counts["replace"] += 1
        if draw.random() < 0.7:
            draw.shuffle(steps)
        counts["same"] += draw.randint(0, 300)
        hidden = draw.choice(("delete", "replace", "update", "delete-replaced")) if draw.random() < 0.1 else ""
        document: dict[str, Any] = {"steps": steps, "changeSummary": dict(counts)}
        if hidden:
            listed = sum(1 for step in steps if step["op"] == hidden or hidden == "replace")
            document["changeSummary"][hidden] = counts[hidden] + listed + draw.randint(1, 3)
        elif draw.random() < 0.2:
            del document["changeSummary"]
        # One without counts is a preview that did not come to its end.
        hides = bool(hidden) or not document.get("changeSummary")
        return Made(document=document, ends_a_store=ends, hides=hides or self._contradicts(steps, "detailedDiff"))

    def _pulumi_step(self, operation: str, urn: str, kind: str, was: str) -> dict[str, Any]:
        draw = self._random
        state = {
            "urn": urn,
            "custom": not kind.startswith(("pulumi:pulumi:Stack", "standby:")),
            "type": kind,
            "inputs": {"name": draw.choice(("a", 1, None))},
        }
        step: dict[str, Any] = {"op": operation, "urn": urn, "detailedDiff": None}
        if operation not in {"create", "import"}:
            known = kind if _is_known_alone(operation) else was
            step["oldState"] = self._state(urn.replace(kind, known), known)
        if operation not in {"delete", "delete-replaced"}:
            step["newState"] = state
        paths = draw.sample(_PATHS, draw.randint(0, len(_PATHS)))
        told = draw.choice(("detailedDiff", "diffReasons", ""))
        if told:
            step[told] = {path: {"kind": "update"} for path in paths} if told == "detailedDiff" else paths
        if draw.random() < 0.3:
            step["replaceReasons"] = draw.choice((None, [], [] if operation in _HARMLESS else paths))
        return step

    def _state(self, urn: str, kind: str) -> dict[str, Any]:
        component = kind.startswith(("standby:", "pulumi:pulumi:Stack"))
        return {
            "urn": urn,
            "custom": not component,
            "type": kind,
            "inputs": {"name": self._random.choice(("a", 1, None))},
        }

    def _contradicts(self, steps: list[dict[str, Any]], differences: str) -> bool:
        """Now and then what is called harmless says that it replaces."""
        harmless = [step for step in steps if step["op"] in _HARMLESS and step["op"] != "refresh"]
        if not harmless or self._random.random() > 0.05:
            return False
        step = self._random.choice(harmless)
        if self._random.random() < 0.5:
            step["replaceReasons"] = ["name"]
        else:
            step[differences] = {"name": {"kind": self._random.choice(("update-replace", "add-replace"))}}
        return True

    def _sandbox(self) -> Made:
        draw, changes, ends = self._random, [], False
        for _ in range(draw.randint(1, 5)):
            operations, kind, ending = self._resource()
            plain = list(dict.fromkeys(_plain(each) for each in operations))
            was = self._alias(kind) if "replace" in plain else kind
            ends |= ending and not {kind, was}.isdisjoint(_STORES)
            urn = self._urn(kind)
            for operation in plain:
                paths = draw.sample(_PATHS, draw.randint(0, len(_PATHS)))
                diff = {path: {"kind": "update", "old": "a", "new": "b"} for path in paths}
                reasons = draw.choice(([], paths)) if operation not in _HARMLESS else []
                change = {"op": operation, "urn": urn, "type": kind, "diff": diff, "replaceReasons": reasons}
                changes.append(change if was == kind else {**change, "aliasOf": self._urn(was)})
        draw.shuffle(changes)
        counts = Counter(change["op"] for change in changes)
        hides = draw.random() < 0.1
        if hides:
            counts[draw.choice(("delete", "replace"))] += len(changes) + 1
        hides |= self._contradicts(changes, "diff")
        return Made(document={"changes": changes, "counts": dict(counts), "error": ""}, ends_a_store=ends, hides=hides)

    def _alias(self, kind: str) -> str:
        """The type of what was there: now and then another one, which an alias names."""
        return self._random.choice((*_STORES, *_OTHERS)) if self._random.random() < 0.1 else kind

    def _resource(self) -> tuple[tuple[str, ...], str, bool]:
        draw = self._random
        ending = draw.random() < 0.35
        operations = draw.choice(_ENDINGS) if ending else (draw.choice(_HARMLESS),)
        return operations, draw.choice(_STORES if draw.random() < 0.5 else _OTHERS), ending

    def _urn(self, kind: str) -> str:
        parents = self._random.choice(("", "standby:region:Region$", "standby:a:B$standby:c:D$"))
        name = f"{self._random.choice(_NAMES)}{self._random.randint(0, 10**9)}"
        return f"urn:pulumi:prod-east::standby::{parents}{kind}::{name}"


def _is_known_alone(operation: str) -> bool:
    """Whether a step is known by nothing but its own URN."""
    return operation.startswith("delete") or operation in {"create", "import"}


def _plain(operation: str) -> str:
    """The sandbox engine has one step for a replacement."""
    return operation if operation in _LOGICAL else "replace"


def wrong(made: Made) -> str:
    """What the gate got wrong about a document, or nothing."""
    try:
        passes = judge(read_steps(made.document, origin="plan.json"), (), _TODAY).passes
    except OperationError as refused:
        return "" if made.hides else f"refused, and is a plan: {refused}"
    if passes and made.ends_a_store:
        return "a store ends, and it passes"
    if passes and made.hides:
        return "it counts what it does not list, and passes"
    return "" if passes or made.ends_a_store else "nothing ends, and it is blocked"


def main() -> int:
    """Judge many documents, and print the first that was judged wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=DOCUMENTS)
    asked.add_argument("--seed", type=int, default=SEED)
    given = asked.parse_args()
    ended = 0
    for made in Chance(given.seed).documents(given.documents):
        if why := wrong(made):
            sys.stdout.write(f"{why}: {made.document}\n")
            return 1
        ended += made.ends_a_store
    said = f"{given.documents} documents, {ended} of which end a store: all of those blocked, none of the others"
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
