"""The provider in this process, with what the examples stand on, and a record of every request that it makes."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.protocol.server import Differences
from sandbox.protocol.values import Properties
from sandbox.providers.aws.call import Clients
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.resource_type import all_types
from tests.sandbox.providers.example import Example
from tests.sandbox.providers.examples import EXAMPLES

REGION = "us-east-1"
DEFAULT_TAGS = {"Project": "standby"}
# A prerequisite that is made anew for whoever asks, because it serves only one.
FRESH = "fresh"
_REFERENCE = re.compile(r"\$\{(?P<token>[^.@}]+)(?:@(?P<variant>[^.}]+))?\.(?P<output>\w+)\}")
_SEED = b"seed"


@dataclass(frozen=True)
class Made:
    """A resource as an engine's state would hold it."""

    urn: str
    id: str
    inputs: Properties
    outputs: Properties


class RecordingClients(Clients):
    """Clients that note each request: the operation and its parameters."""

    def __init__(self, endpoint: str, attempts: int) -> None:
        super().__init__(endpoint, attempts)
        self.requests: list[tuple[str, Mapping[str, Any]]] = []

    def _make(self, service: str, region: str) -> Any:  # noqa: ANN401 - botocore makes client classes at run time
        client = super()._make(service, region)
        client.meta.events.register("provide-client-params", self._note)
        return client

    def _note(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:  # noqa: ANN401 - botocore's own
        self.requests.append((model.name, params))


@dataclass
class Bench:
    """Declares, makes and looks at resources, as an engine does."""

    endpoint: str
    attempts: int = 2
    _shared: dict[tuple[str, str], Made] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.clients = RecordingClients(self.endpoint, self.attempts)
        self.provider = self.provider_in(REGION)

    def provider_in(self, region: str) -> AwsProvider:
        """A provider for a region, on the same record."""
        provider = AwsProvider(self.endpoint, self.clients)
        provider.configure({"region": region, "defaultTags": {"tags": DEFAULT_TAGS}})
        return provider

    def declaration(self, token: str, variant: str = "") -> Properties:
        """A new instance's inputs as a program would write them."""
        example = EXAMPLES[token]
        inputs: Properties = {**example.inputs, **(example.also[variant] if variant not in {"", FRESH} else {})}
        if all_types()[token].tagging is not None:
            inputs["tags"] = {"Purpose": "example", "Shop": "shop-{n}"}
        resolved: Properties = self.resolve({key: value for key, value in inputs.items() if value is not None})
        return resolved

    def resolve(self, value: Any, number: int | None = None) -> Any:  # noqa: ANN401 - property values
        """A value with its references followed and its number filled in."""
        number = number or next(self._numbers)
        if isinstance(value, dict):
            return {key: self.resolve(item, number) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolve(item, number) for item in value]
        if value == "{n}":
            return number
        if not isinstance(value, str):
            return value
        filled = value.replace("{n}", str(number)).replace("{slice}", f"{number // 16}.{number % 16 * 16}")
        return _REFERENCE.sub(lambda m: self.prerequisite(m["token"], m["variant"] or "").outputs[m["output"]], filled)

    def prerequisite(self, token: str, variant: str = "") -> Made:
        """An instance that others may stand on; nobody changes it, unless it is a fresh one."""
        if variant == FRESH:
            return self.make(token, self.declaration(token))
        if (token, variant) not in self._shared:
            self._shared[token, variant] = self.make(token, self.declaration(token, variant))
        return self._shared[token, variant]

    def check(self, token: str, inputs: Properties, olds: Properties | None = None) -> Properties:
        """Inputs, checked and completed."""
        checked, failures = self.provider.check(urn(token), olds or {}, inputs, _SEED)
        assert failures == [], f"{token} refuses its example"
        return checked

    def make(self, token: str, inputs: Properties) -> Made:
        """Check and create."""
        checked = self.check(token, inputs)
        resource_id, outputs = self.provider.create(urn(token), checked, preview=False)
        return Made(urn(token), resource_id, checked, outputs)

    def read(self, made: Made) -> Made | None:
        """Refresh."""
        found = self.provider.read(made.urn, made.id, made.inputs, made.outputs)
        return None if found is None else Made(made.urn, made.id, found[1], found[0])

    def diff(self, made: Made, inputs: Properties) -> Differences:
        """What would become of a resource with other inputs."""
        return self.provider.diff(made.urn, made.id, made.inputs, made.outputs, inputs, [])

    def update(self, made: Made, inputs: Properties, *, preview: bool = False) -> Made:
        """Change in place."""
        outputs = self.provider.update(made.urn, made.id, made.inputs, made.outputs, inputs, preview=preview)
        return Made(made.urn, made.id, inputs, outputs)

    def delete(self, made: Made) -> None:
        """Delete."""
        self.provider.delete(made.urn, made.id, made.inputs, made.outputs)


def urn(token: str, name: str = "example") -> str:
    """A URN of the type."""
    return f"urn:pulumi:test::standby::{token}::{name}"


def changed_keys(differences: Differences) -> set[str]:
    """The properties that differ."""
    return {path.split(".")[0].split("[")[0] for path in differences.paths}


def example_of(token: str) -> Example:
    """A type's example, or a sentence that says what is missing."""
    assert token in EXAMPLES, f"{token} is handled, and examples.py has none of it"
    return EXAMPLES[token]
