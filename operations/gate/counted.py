"""Whether a plan's own counts are explained by its steps: what is counted and not listed was not judged. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from operations.errors import OperationError

# Pulumi lists what does not change only with --show-sames, and counts it always.
_NOT_LISTED = "same"


def refuse_uncounted(
    counts: Mapping[str, int] | None, steps: Iterable[tuple[str, str]], replacing: frozenset[str], *, origin: str
) -> None:
    """Raise OperationError for counts that (operation, URN) do not explain.

    A replacement is counted once and listed as one to three steps of one URN.
    """
    listed: Counter[str] = Counter()
    replaced: set[str] = set()
    for operation, urn in steps:
        listed[operation] += 1
        if operation in replacing:
            replaced.add(urn)
    if not counts and not listed:
        msg = f"{origin} has no steps and counts none, not even what stays as it is; nothing was judged"
        raise OperationError(msg)
    if not counts:
        msg = f"{origin} counts nothing, as a preview does that did not come to its end; nothing was judged"
        raise OperationError(msg)
    explained = listed | Counter({"replace": len(replaced)})
    missing = [
        f"{count - explained[operation]} of {count} {operation}"
        for operation, count in sorted(counts.items())
        if operation != _NOT_LISTED and count > explained[operation]
    ]
    if missing:
        msg = (
            f"{origin} counts what it does not list: {', '.join(missing)}. Write the whole plan, with nothing cut out; "
            "nothing was judged"
        )
        raise OperationError(msg)
