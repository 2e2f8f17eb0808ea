"""Which resources of a stack a run is limited to: by URN, or by patterns as Pulumi reads them."""

import re
from collections.abc import Iterable, Sequence

from sandbox.engine.errors import EngineError
from sandbox.engine.resource import ResourceState

_ANY = "*"


def targeted(states: Iterable[ResourceState], targets: Sequence[str]) -> list[ResourceState]:
    """The states that one of the targets means; all where there are none.

    `**` stands for anything, `*` for anything without a colon. A pattern may mean nothing; a URN that is not in the
    state raises EngineError.
    """
    known = list(states)
    if not targets:
        return known
    urns = {state.urn for state in known}
    if strangers := [each for each in targets if _ANY not in each and each not in urns]:
        hint = "" if any("$" in each for each in strangers) else ". Did you forget to escape $ in your shell?"
        msg = f"target {strangers[0]!r} could not be found in the stack{hint}"
        raise EngineError(msg)
    wanted = [_pattern(each) for each in targets]
    return [state for state in known if any(each.fullmatch(state.urn) for each in wanted)]


def _pattern(target: str) -> re.Pattern[str]:
    parts = ("[^:]*".join(map(re.escape, part.split(_ANY))) for part in target.split(_ANY * 2))
    return re.compile(".*".join(parts))
