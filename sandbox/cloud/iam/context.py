"""What is known of a request beside its action and its resource: the values of condition keys. Pure."""

from collections.abc import Callable, Iterable, Mapping

Values = tuple[str, ...]
# A key that AWS does not supply with a request, which is another thing than one that nobody knows.
ABSENT: Values = ()


class Context:
    """Values by condition key. Names of keys have no case, as in IAM.

    `absent` answers for the keys that are not given: whether AWS supplies none with this request. Without it, and
    without `complete`, such a key is unknown.
    """

    def __init__(
        self,
        values: Mapping[str, str | Iterable[str]] | None = None,
        *,
        complete: bool = False,
        absent: Callable[[str], bool] | None = None,
    ) -> None:
        self._values = {key.lower(): _many(value) for key, value in (values or {}).items()}
        self._absent = absent or (lambda _: complete)

    def look(self, key: str) -> Values | None:
        """The values of a key; `ABSENT` where the request has none; None where nobody knows."""
        found = self._values.get(key.lower())
        if found is not None:
            return found
        return ABSENT if self._absent(key.lower()) else None

    def given(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Those of the keys that have values, for people to read."""
        return {key: list(values) for key in sorted(keys) if (values := self.look(key))}

    def also(self, values: Mapping[str, str | Iterable[str]]) -> "Context":
        """The same with further values."""
        return Context({**self._values, **values}, absent=self._absent)


def _many(value: str | Iterable[str]) -> Values:
    return (value,) if isinstance(value, str) else tuple(value)
