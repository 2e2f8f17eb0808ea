"""Which images there are to pull: what was pushed to the registries here and not deleted, and what AWS publishes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.aws_registries import ACCOUNTS, holder
from sandbox.cloud.request import Scope

_REFERENCE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<repository>[^:@]+)"
    r"(?::(?P<tag>[^@]+))?(?:@(?P<digest>.+))?"
)


class Images:
    """Knows tags and digests by repository. What others hold is taken for there, unless tools say otherwise."""

    def __init__(self) -> None:
        self._held: dict[tuple[Scope, str], frozenset[str]] = {}
        self._unpublished: set[str] = set()

    def set_published(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Say that AWS has not published an image of its own, as REPOSITORY:TAG, or that it has."""
        (self._unpublished.discard if document["there"] else self._unpublished.add)(str(document["image"]))
        return {"unpublished": sorted(self._unpublished)}

    def is_published(self, account: str, region: str, image: str) -> bool:
        """Whether AWS has an image, as REPOSITORY:TAG, in this account and region."""
        return account == holder(region) and image not in self._unpublished

    def hold(self, scope: Scope, repository: str, names: Iterable[str]) -> None:
        """A repository's tags and digests, from now on."""
        self._held[scope, repository] = frozenset(names)

    def missing(self, account: str, references: Iterable[str]) -> list[str]:
        """Those of the references that a task of the account could not pull."""
        return [each for each in references if not self._has(account, each)]

    def _has(self, account: str, reference: str) -> bool:
        named = _REFERENCE.fullmatch(reference)
        if named is not None and named["account"] in ACCOUNTS:
            return self.is_published(named["account"], named["region"], f"{named['repository']}:{named['tag']}")
        if named is None or named["account"] != account:
            return True
        held = self._held.get((Scope(account, named["region"]), named["repository"]), frozenset())
        return (named["digest"] or named["tag"] or "latest") in held
