"""What happens to a call before it is answered: AWS looks at what it names, and keeps some values in another form."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from sandbox.cloud.guards import Guard
from sandbox.cloud.request import AwsCall
from sandbox.cloud.request_values import with_values
from sandbox.cloud.response import Answer
from sandbox.cloud.stored.form import Stored

_Name = tuple[str, str]


class Acceptance:
    """Most calls name nothing that is looked at and say nothing that is rewritten: two look-ups in a dictionary."""

    def __init__(self, guards: Iterable[Guard], forms: Iterable[Stored]) -> None:
        self._guards: dict[_Name, list[Guard]] = {}
        for guard in guards:
            for name in guard.calls:
                self._guards.setdefault(name, []).append(guard)
        self._forms: Mapping[_Name, list[tuple[str, Stored]]] = _by_call(forms)

    async def of(self, call: AwsCall) -> AwsCall | Answer:
        """The call as AWS takes it, or its refusal."""
        name = (call.service, call.action)
        for guard in self._guards.get(name, ()):
            refused = await guard.refusal(call)
            if refused is not None:
                return refused
        for path, form in self._forms.get(name, ()):
            call = with_values(call, path, partial(_kept, form.kept))
        return call


def _kept(change: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401 - values of requests
    """A value in AWS's form. What has none, such as a policy that is not JSON, is whoever answers's to refuse."""
    try:
        return change(value)
    except (KeyError, TypeError, ValueError):
        return value


def _by_call(forms: Iterable[Stored]) -> dict[_Name, list[tuple[str, Stored]]]:
    found: dict[_Name, list[tuple[str, Stored]]] = {}
    for form in forms:
        for service, operation, path in form.calls:
            found.setdefault((service, operation), []).append((path, form))
    return found
