"""Providers that Pulumi makes when a resource names none, unless the stack forbids them."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.engine.errors import EngineError
from sandbox.engine.goal import Goal
from sandbox.engine.registry import BUILT_IN_PACKAGE
from sandbox.engine.stepper import Stepper
from sandbox.engine.urn import PROVIDER_TYPE_PREFIX, make_urn, package_of
from sandbox.protocol.values import UNKNOWN

_DISABLED_KEY = "pulumi:disable-default-providers"


@dataclass
class DefaultProviders:
    """Makes at most one default provider per package and version."""

    stepper: Stepper
    project: str
    stack: str
    config: Mapping[str, str]
    _references: dict[tuple[str, str], str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reference(self, token: str, version: str) -> str:
        """`urn::id` of the default provider for a type or function. Raises EngineError where it is forbidden."""
        package = package_of(token)
        self._refuse_disabled(package, token)
        with self._lock:
            key = (package, version)
            if key not in self._references:
                self._references[key] = self._make(package, version)
            return self._references[key]

    def _refuse_disabled(self, package: str, token: str) -> None:
        if package == BUILT_IN_PACKAGE:
            return
        disabled = _packages(self.config.get(_DISABLED_KEY, "[]"))
        if "*" in disabled or package in disabled:
            msg = (
                f"{token} names no provider, and {_DISABLED_KEY} forbids the default one for {package!r}; "
                "pass an explicit provider"
            )
            raise EngineError(msg)

    def _make(self, package: str, version: str) -> str:
        name = f"default_{version.replace('.', '_').replace('-', '_').replace('+', '_')}" if version else "default"
        type_ = f"{PROVIDER_TYPE_PREFIX}{package}"
        # Pulumi gives default providers no parent.
        urn = make_urn(stack=self.stack, project=self.project, parent="", type_=type_, name=name)
        prefix = f"{package}:"
        # Keys of the built-in package are the engine's own, such as which default providers are forbidden.
        own = {} if package == BUILT_IN_PACKAGE else self.config
        inputs = {key.removeprefix(prefix): value for key, value in own.items() if key.startswith(prefix)}
        goal = Goal(
            urn=urn,
            type=type_,
            name=name,
            custom=True,
            inputs=inputs,
            providers={},
            version=version,
            property_dependencies={},
            custom_timeouts={},
        )
        state = self.stepper.register(goal)
        return f"{urn}::{state.id or UNKNOWN}"


def _packages(text: str) -> list[str]:
    try:
        packages = json.loads(text)
    except ValueError:
        packages = None
    if not isinstance(packages, list):
        msg = f'{_DISABLED_KEY} is {text!r}; write a list of packages, such as ["aws"], or ["*"] for all'
        raise EngineError(msg)
    return packages
