"""One resource in the provider's hands: its type's calls, explained where they fail, read in the program's words."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.protocol.server import ProviderError
from sandbox.protocol.values import Properties, is_secret, reveal
from sandbox.providers.aws.call import Call, error_code
from sandbox.providers.aws.meaning import in_program_words
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType, outputs_of

# A shorter text is a word of the message, whatever secret it happens to equal.
_SHORTEST_SECRET = 4
Result = TypeVar("Result")


class Work:
    """Operations on one resource. `properties` carry Pulumi's marks: what is secret there is in no message."""

    def __init__(self, kind: type[ResourceType], call: Call, logical_name: str, properties: Properties) -> None:
        self.call = call
        self.subject = f"{kind.token} {logical_name!r}"
        self._kind, self._resource, self._inputs = kind, kind(), reveal(properties)
        hidden = {key: value for key, value in properties.items() if key in kind.secrets}
        self._secrets = sorted({*_secret_texts(properties), *_texts(reveal(hidden))}, key=len, reverse=True)

    def create(self) -> str:
        """Make it; nothing else is done yet."""
        return self._told("creating", lambda: self._resource.create(self.call, self._inputs))

    def finish(self, resource_id: str) -> None:
        """Do what the first request could not."""

        def work() -> None:
            self._resource.finish(self.call, resource_id, self._inputs)
            if self._kind.tagging and not self._kind.tagged_at_once:
                self._kind.tagging.write_tags(self.call, {"id": resource_id}, {})

        self._told("completing", work)

    def read(self, resource_id: str, known: Inputs) -> Outputs | None:
        """What AWS says of it, in the words of `known`, and no more than is declared there or computed."""
        return self._told("reading", lambda: self._read(resource_id, known))

    def read_made(self, resource_id: str, known: Inputs) -> Outputs:
        """Read what was just made or changed. Raises ProviderError where it is not there."""
        said = self.read(resource_id, known)
        if said is None:
            msg = f"{self.subject} was made as {resource_id!r} and cannot be found in {self.call.region}"
            raise ProviderError(msg)
        return said

    def update(self, resource_id: str, live: Outputs, old: Inputs, changed: frozenset[str]) -> None:
        """Change it in place. `live` is what AWS says now, which goes before what was recorded."""

        def work() -> None:
            self._resource.update(self.call, resource_id, {**old, **live}, self._inputs, changed)
            if self._kind.tagging and "tagsAll" in changed:
                self._kind.tagging.write_tags(self.call, live, live["tagsAll"])

        self._told("updating", work)

    def delete(self, resource_id: str) -> None:
        """Delete it; what is gone already is no error."""
        self._told("deleting", lambda: self._resource.delete(self.call, resource_id, self._inputs))

    def _read(self, resource_id: str, known: Inputs) -> Outputs | None:
        said = self._resource.read(self.call, resource_id, known)
        if said is None:
            return None
        said = {"id": resource_id, **said}
        if self._kind.tagging and "tagsAll" not in said:
            said["tagsAll"] = self._kind.tagging.read_tags(self.call, said)
        wanted = {*known, *outputs_of(self._kind)}
        return in_program_words(self._kind, {key: said[key] for key in said if not known or key in wanted}, known)

    def _told(self, doing: str, work: Callable[[], Result]) -> Result:
        """Do the work; a refusal is told with what was being done, and to what."""
        try:
            return work()
        except (ClientError, BotoCoreError) as error:
            failure = ProviderError(self._without_secrets(f"{doing} {self.subject}: {reason_of(error)}"))
            # The cause holds the request, and with it whatever is secret there.
            raise failure from None
        except ProviderError as error:
            msg = str(error)
            raise ProviderError(msg if self.subject in msg else f"{doing} {self.subject}: {msg}") from error

    def _without_secrets(self, text: str) -> str:
        for value in self._secrets:
            text = text.replace(value, "[secret]")
        return text


def reason_of(error: ClientError | BotoCoreError) -> str:
    """AWS's code, message and operation; for a failure on this side, its kind and text."""
    if isinstance(error, ClientError):
        return f"{error_code(error)}: {error.response.get('Error', {}).get('Message', '')} ({error.operation_name})"
    return f"{type(error).__name__}: {error}"


def _secret_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - property values
    if is_secret(value):
        yield from _texts(reveal(value))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _secret_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _secret_texts(item)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - property values
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, str | int) and len(str(value)) >= _SHORTEST_SECRET:
        yield str(value)
