"""A whole move, from the first look to the report: the same gates and steps for a look and for the real thing."""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from operations.errors import OperationError
from operations.failover.abandon import abandon
from operations.failover.clock import Clock, WallClock
from operations.failover.gate import GATES_STEP, Gate, Verdict, refusal, verdicts
from operations.failover.gates import ACCOUNT, GATES, journal_of
from operations.failover.journal import Journal, LostLockError, Record, UnwrittenError, operator
from operations.failover.move import Move
from operations.failover.report import report
from operations.failover.runner import Runner, Say
from operations.failover.step_context import MakeClients, StepContext
from operations.failover.steps.table import STEP_FUNCTIONS, StepFunction
from operations.live.clients import AWS_ERRORS, ClientMaker, reason
from operations.live.keeping import keep
from operations.live.outputs import CACHE

# How long a step may wait for what it asked for. Aurora's slowest promotion on record took half of it.
DEADLINE_SECONDS = 900.0


@dataclass(frozen=True, kw_only=True)
class FailoverRun:
    """One move, and who makes it. `folder` holds the stack files, and gets a copy of the report."""

    move: Move
    folder: Path
    overridden: Collection[str] = ()
    take_from: str = ""
    deadline_seconds: float = DEADLINE_SECONDS
    gates: tuple[Gate, ...] = GATES
    step_functions: Mapping[str, StepFunction] = field(default_factory=lambda: STEP_FUNCTIONS)
    make_clients: MakeClients = field(default_factory=ClientMaker)
    clock: Clock = field(default_factory=WallClock)

    def look(self) -> tuple[Verdict, ...]:
        """What the gates say. Nothing is begun."""
        return verdicts(self.context("look"), self.gates, self.overridden)

    def unfinished(self) -> Record | None:
        """The move to the same region that was begun and not finished. Raises OperationError where nobody can tell."""
        try:
            record = self._journal().look()
        except AWS_ERRORS as error:
            raise self._unreadable(error) from error
        return None if record is None or record.is_finished else record

    def carry_out(self, say: Say) -> dict[str, Any]:
        """Do it, or go on with it, and return the report. Raises OperationError; what is done stays done."""
        journal = self._journal()
        record = self._begun(journal)
        runner = Runner(
            context=self.context(),
            journal=journal,
            gates=self.gates,
            overridden=self.overridden,
            say=say,
            step_functions=self.step_functions,
        )
        try:
            entries = runner.run(record.steps)
        except LostLockError:
            raise
        except OperationError:
            self._let_go(journal)
            raise
        if any(entry.state == "left" for entry in entries.values()):
            journal.leave()
        else:
            journal.finish()
        document = report(self.move, record.operation, entries, begun_at=record.begun_at)
        kept = self.folder / CACHE / f"failover-{record.operation.replace(':', '')}.json"
        keep({kept: json.dumps(document, indent=1)}, say)
        return document

    def abandon(self) -> None:
        """Give a planned move up that has not reached the database. Raises OperationError."""
        journal = self._journal()
        abandon(self.context("abandon"), journal, self._begun(journal))

    def _begun(self, journal: Journal) -> Record:
        # The journal is the first thing that is written, and in another account it would be somebody else's.
        account = [gate for gate in self.gates if gate.name == ACCOUNT]
        refused = refusal(verdicts(self.context("account"), account, ()))
        if refused:
            raise OperationError(refused)
        try:
            return journal.open(self.move.kind, self.move.source.region, take_from=self.take_from)
        except AWS_ERRORS as error:
            raise self._unreadable(error) from error
        except UnwrittenError as error:
            msg = f"{error}. Nothing was begun"
            raise OperationError(msg) from error

    def _let_go(self, journal: Journal) -> None:
        """A move that its gates refused is over: nothing was done. Any other waits to be gone on with."""
        # What went wrong before is what has to be told; a lock that cannot be let go ends by itself.
        with suppress(*AWS_ERRORS, OperationError):
            record = journal.look()
            begun = record.steps if record else {}
            if any(name != GATES_STEP or entry.is_done for name, entry in begun.items()):
                journal.leave()
            else:
                journal.finish()

    def _unreadable(self, error: Exception) -> OperationError:
        return OperationError(
            f"the journal in {self.move.target.region} (table {self.move.table}) cannot be read: {reason(error)}. "
            "Nothing was begun"
        )

    def _journal(self) -> Journal:
        return journal_of(self.context("journal"), operator())

    def context(self, step: str = "") -> StepContext:
        """What a step of this name stands on."""
        return StepContext(
            move=self.move,
            make_clients=self.make_clients,
            clock=self.clock,
            deadline_seconds=self.deadline_seconds,
            step=step,
            results={},
            overridden=self.overridden,
        )
