"""Whether a policy lets services act in the form that AWS documents. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.iam.conditions import Condition
from sandbox.cloud.iam.documented import FORMS, Document, Form
from sandbox.cloud.iam.patterns import overlap
from sandbox.cloud.iam.policy import Policy, Statement


@dataclass(frozen=True)
class Place:
    """What the forms' placeholders stand for. A cluster that is not known is any."""

    account: str
    region: str
    cluster: str = "*"

    def filled(self, text: str) -> str:
        """A text of a form in this place."""
        return text.format(account=self.account, region=self.region, cluster=self.cluster)


def departures(document: Document, policy: Policy, place: Place) -> list[str]:
    """What of a policy is not as AWS documents it, each as a sentence; none where all of it is."""
    return [
        f"{each.ref}: {fault}"
        for each in policy.statements
        if each.allows
        for service in _services(each.principal)
        for action in each.actions
        for fault in _faults(document, each, service, action, place)
    ]


def form_of(document: Document, service: str, action: str, place: Place) -> Form | None:
    """What is documented of a service's action, or None where this table knows of nothing."""
    return next(
        (
            form
            for form in FORMS
            if form.document is document and place.filled(form.service) == service and action in form.actions
        ),
        None,
    )


def _faults(document: Document, statement: Statement, service: str, action: str, place: Place) -> Iterator[str]:
    form = form_of(document, service, action, place)
    if form is None:
        yield f"no documented form of a {document} lets {service} do {action}; add it with its source, or take it out"
        return
    sent = {key.lower(): place.filled(value) for key, value in form.sends.items()}
    for condition in statement.conditions:
        if condition.key.lower() not in sent:
            yield f"{service} is not documented to send {condition.key} with {action} ({form.source})"
        elif not _may_hold(condition, sent[condition.key.lower()]):
            value = sent[condition.key.lower()]
            yield f"{service} sends {condition.key} like {value}, not {', '.join(condition.wanted)} ({form.source})"
    asked = {condition.key.lower() for condition in statement.conditions}
    for key in sorted(form.wants):
        if key.lower() not in asked:
            yield f"{service} is to be limited by {key} ({form.source})"


def _may_hold(condition: Condition, sent: str) -> bool:
    """Whether what the service sends may fit what the statement asks for."""
    return any(overlap(wanted, sent) for wanted in condition.wanted)


def _services(principal: Any) -> list[str]:  # noqa: ANN401 - as JSON has it
    named = principal.get("Service", []) if isinstance(principal, Mapping) else []
    return [named] if isinstance(named, str) else list(named)
