"""Which hosts answer. Nothing runs behind them here, so tests say it; all are well until then."""


class EndpointHealth:
    """Hosts that are unwell: names that Route 53 checks, or addresses of targets of a load balancer."""

    def __init__(self) -> None:
        self._unhealthy: set[str] = set()

    def set(self, host: str, *, healthy: bool) -> None:
        """Say how a host is."""
        if healthy:
            self._unhealthy.discard(_plain(host))
        else:
            self._unhealthy.add(_plain(host))

    def is_healthy(self, host: str) -> bool:
        """Whether a host answers."""
        return _plain(host) not in self._unhealthy

    def unhealthy(self) -> list[str]:
        """All that are unwell."""
        return sorted(self._unhealthy)


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
