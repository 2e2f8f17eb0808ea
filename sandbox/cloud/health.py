"""Which endpoints answer health checkers. Nothing runs behind them here, so tests say it; all are well until then."""


class EndpointHealth:
    """Host names that are unwell."""

    def __init__(self) -> None:
        self._unhealthy: set[str] = set()

    def set(self, host: str, *, healthy: bool) -> None:
        """Say how an endpoint is."""
        if healthy:
            self._unhealthy.discard(host)
        else:
            self._unhealthy.add(host)

    def is_healthy(self, host: str) -> bool:
        """Whether an endpoint answers."""
        return host not in self._unhealthy

    def unhealthy(self) -> list[str]:
        """All that are unwell."""
        return sorted(self._unhealthy)
