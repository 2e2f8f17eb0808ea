"""Which images there are to pull: what was pushed to the registries here, and not deleted."""

import re
from collections.abc import Iterable

from sandbox.cloud.request import Scope

_REFERENCE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^:@]+)"
    r"(?::(?P<tag>[^@]+))?(?:@(?P<digest>.+))?"
)


class Images:
    """Knows tags and digests by repository. What other accounts and other registries hold is taken for there."""

    def __init__(self) -> None:
        self._held: dict[tuple[Scope, str], frozenset[str]] = {}

    def hold(self, scope: Scope, repository: str, names: Iterable[str]) -> None:
        """A repository's tags and digests, from now on."""
        self._held[scope, repository] = frozenset(names)

    def missing(self, account: str, references: Iterable[str]) -> list[str]:
        """Those of the references that a task of the account could not pull."""
        return [each for each in references if not self._has(account, each)]

    def _has(self, account: str, reference: str) -> bool:
        named = _REFERENCE.fullmatch(reference)
        if named is None or named["account"] != account:
            return True
        held = self._held.get((Scope(account, named["region"]), named["repository"]), frozenset())
        return (named["digest"] or named["tag"] or "latest") in held
