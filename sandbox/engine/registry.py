"""Configured providers of one run, by reference (`urn::id` of their provider resource)."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from sandbox.engine.errors import EngineError
from sandbox.engine.plugins import Difference, Plugin, PluginHost
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import Urn, package_of
from sandbox.protocol.values import Properties, holds_unknown

# Pulumi's own functions and stack references; part of the engine, not a process.
BUILT_IN_PACKAGE = "pulumi"


class UnconfiguredProvider:
    """Stands in, during a preview, for a provider whose configuration is not known yet. Nothing can be asked of it."""


Provider: TypeAlias = Plugin | UnconfiguredProvider
Answer = TypeVar("Answer")


@dataclass
class ProviderRegistry:
    """Starts and configures a provider process per provider resource, once."""

    host: PluginHost
    snapshot: Snapshot
    _configured: dict[str, "Future[Provider]"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def launch(self, urn: str, resource_id: str, inputs: Properties) -> None:
        """Configure a provider for its resource, in place of the one of an older configuration.

        An id that a preview does not know yet is UNKNOWN.
        """
        package = package_of(Urn.parse(urn).type)
        if package == BUILT_IN_PACKAGE:
            return
        future: Future[Provider] = Future()
        future.set_result(self._configure(urn, inputs))
        with self._lock:
            self._configured[f"{urn}::{resource_id}"] = future

    def check_config(self, urn: str, old: Properties, new: Properties) -> Properties:
        """Let a provider that is not configured yet validate its configuration."""
        return self._ask(urn, new, lambda plugin: plugin.check_config(urn, old, new))

    def diff_config(self, urn: str, old: Properties, new: Properties) -> Difference:
        """Ask whether a changed configuration needs a new provider."""
        return self._ask(urn, Difference(changed=True), lambda plugin: plugin.diff_config(urn, old, new))

    def of(self, reference: str) -> Provider:
        """The provider that a resource refers to, configured from its state where this run has not done so yet.

        Raises EngineError where neither this run nor the state has it.
        """
        current = self.snapshot.renamed_reference(reference)
        with self._lock:
            future = self._configured.get(current)
            mine = future is None
            if future is None:
                future = self._configured[current] = Future()
        if mine:
            self._configure_from_state(current, future)
        return future.result()

    def plugin(self, reference: str) -> Plugin:
        """The same for a provider that must be configured, because it made something once."""
        provider = self.of(reference)
        if isinstance(provider, UnconfiguredProvider):
            msg = f"the configuration of provider {reference} is not known yet, so it cannot be asked"
            raise EngineError(msg)
        return provider

    def _configure(self, urn: str, inputs: Properties) -> Provider:
        if holds_unknown(inputs):
            return UnconfiguredProvider()
        plugin = self.host.get(package_of(Urn.parse(urn).type))
        plugin.configure(urn, inputs)
        return plugin

    def _configure_from_state(self, reference: str, future: "Future[Provider]") -> None:
        urn, _, resource_id = reference.rpartition("::")
        try:
            found = (state for state in self.snapshot.resources if state.urn == urn and state.id == resource_id)
            state = next(found, None)
            if state is None:
                msg = f"the state refers to provider {reference}, which is not in it; import a whole export"
                raise EngineError(msg)  # noqa: TRY301 - handed to every waiter below
            future.set_result(self._configure(urn, state.inputs))
        except BaseException as error:  # noqa: BLE001 - whoever waits for this provider gets the same error
            future.set_exception(error)

    def _ask(self, urn: str, built_in: Answer, question: Callable[[Plugin], Answer]) -> Answer:
        package = package_of(Urn.parse(urn).type)
        if package == BUILT_IN_PACKAGE:
            return built_in
        plugin = self.host.get(package)
        try:
            return question(plugin)
        finally:
            self.host.put_back(plugin)
