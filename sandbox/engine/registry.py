"""Configured providers of one run, by the URN of their provider resource."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from sandbox.engine.errors import EngineError
from sandbox.engine.plugins import Difference, Plugin, PluginHost
from sandbox.engine.resource import ResourceState
from sandbox.engine.urn import package_of
from sandbox.protocol.values import Properties

# Pulumi's own functions and stack references; part of the engine, not a process.
BUILT_IN_PACKAGE = "pulumi"


@dataclass
class ProviderRegistry:
    """Starts and configures a provider process per provider resource, once."""

    host: PluginHost
    _configured: dict[str, "Future[Plugin]"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def launch(self, urn: str, inputs: Properties) -> None:
        """Configure a provider for its resource, replacing the one of an older configuration."""
        package = package_of(_type_of(urn))
        if package == BUILT_IN_PACKAGE:
            return
        plugin = self.host.get(package)
        plugin.configure(urn, inputs)
        future: Future[Plugin] = Future()
        future.set_result(plugin)
        with self._lock:
            self._configured[urn] = future

    def check_config(self, urn: str, old: Properties, new: Properties) -> Properties:
        """Let a provider that is not configured yet validate its configuration."""
        package = package_of(_type_of(urn))
        if package == BUILT_IN_PACKAGE:
            return new
        plugin = self.host.get(package)
        try:
            return plugin.check_config(urn, old, new)
        finally:
            self.host.put_back(plugin)

    def diff_config(self, urn: str, old: Properties, new: Properties) -> Difference:
        """Ask whether a changed configuration needs a new provider."""
        package = package_of(_type_of(urn))
        if package == BUILT_IN_PACKAGE:
            return Difference(changed=True)
        plugin = self.host.get(package)
        try:
            return plugin.diff_config(urn, old, new)
        finally:
            self.host.put_back(plugin)

    def of(self, reference: str, find_state: Callable[[str], ResourceState | None]) -> Plugin:
        """The provider that a resource refers to (`urn::id`), configured from its state where it is not yet.

        Raises EngineError where neither this run nor the state has it.
        """
        urn = reference.rpartition("::")[0]
        with self._lock:
            future = self._configured.get(urn)
            mine = future is None
            if future is None:
                future = self._configured[urn] = Future()
        if mine:
            self._configure_from_state(urn, future, find_state)
        return future.result()

    def _configure_from_state(
        self, urn: str, future: "Future[Plugin]", find_state: Callable[[str], ResourceState | None]
    ) -> None:
        try:
            state = find_state(urn)
            if state is None:
                msg = f"the state refers to provider {urn}, which is not in it; import a whole export"
                raise EngineError(msg)  # noqa: TRY301 - handed to every waiter below
            plugin = self.host.get(package_of(_type_of(urn)))
            plugin.configure(urn, state.inputs)
        except BaseException as error:  # noqa: BLE001 - whoever waits for this provider gets the same error
            future.set_exception(error)
        else:
            future.set_result(plugin)


def _type_of(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]
