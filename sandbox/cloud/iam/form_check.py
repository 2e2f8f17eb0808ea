"""Whether a policy lets services act in the form that AWS documents. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud.iam.conditions import Condition
from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.documented import FORMS, Document, Form
from sandbox.cloud.iam.evaluate import Kind, Policies, Request, evaluate
from sandbox.cloud.iam.patterns import overlap
from sandbox.cloud.iam.policy import Policy, Statement
from sandbox.cloud.iam.principal import service as principal

# What is true of every call of a service of AWS. Source: IAM user guide, AWS global condition context keys.
_ALWAYS = {
    "aws:PrincipalIsAWSService": "true",
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
    "s3:TlsVersion": "1.3",
}
_BY_TOKEN, _TOKENS = "sts:AssumeRoleWithWebIdentity", "EKS user guide, IAM roles for service accounts"
_KINDS = {Document.TRUST: Kind.TRUST, Document.KEY: Kind.KEY}


@dataclass(frozen=True)
class Place:
    """What the forms' placeholders stand for. A cluster that is not known is any."""

    account: str
    region: str
    cluster: str = "*"

    def filled(self, text: str) -> str:
        """A text of a form in this place."""
        return text.format(account=self.account, region=self.region, cluster=self.cluster)

    def sent(self, form: Form) -> dict[str, str]:
        """What a request of the service comes with, by key."""
        return {key: example(self.filled(value)) for key, value in form.sends.items()}


def departures(document: Document, policy: Policy, place: Place) -> list[str]:
    """What of a policy is not as AWS documents it, each as a sentence; none where all of it is."""
    found: list[str] = []
    for each in policy.statements:
        for service in _named(each.principal, "Service") if each.allows else ():
            for action in each.actions:
                faults = list(_faults(document, each, service, action, place))
                faults = faults or list(_refusals(document, policy, each, service, action, place))
                found += [f"{each.ref}: {fault}" for fault in faults]
        for provider in _named(each.principal, "Federated") if each.allows else ():
            found += [f"{each.ref}: {fault}" for fault in _token_faults(each, provider)]
    return found


def example(pattern: str) -> str:
    """A value that a pattern stands for: what comes has no star in it."""
    return pattern.replace("*", "example").replace("?", "x")


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


def _refusals(
    document: Document, policy: Policy, statement: Statement, service: str, action: str, place: Place
) -> Iterator[str]:
    """Whether the policy as a whole lets the service in, with what it sends: a Deny counts, and a star in an equals."""
    form = form_of(document, service, action, place)
    if form is None:
        return
    sends = place.sent(form)
    for condition in statement.conditions:
        key = next(key for key in sends if key.lower() == condition.key.lower())
        fitting = [wanted for wanted in condition.wanted if overlap(wanted, place.filled(form.sends[key]))]
        if key not in form.unnamed:
            sends[key] = example(fitting[0])
    context = Context({**_ALWAYS, "aws:PrincipalServiceName": service, **sends}, complete=True)
    resource = example(statement.resources[0]) if statement.resources else "*"
    request = Request(principal(service, place.account), action, resource, context)
    if not evaluate(request, Policies(resource=policy, kind=_KINDS.get(document, Kind.RESOURCE))).is_allowed:
        said = ", ".join(f"{key}={value}" for key, value in sends.items()) or "no key"
        yield f"{service} comes with {said}, and the policy as a whole refuses {action} ({form.source})"


def _may_hold(condition: Condition, sent: str) -> bool:
    """Whether what the service sends may fit what the statement asks for."""
    return any(overlap(wanted, sent) for wanted in condition.wanted)


def _token_faults(statement: Statement, provider: str) -> Iterator[str]:
    """A token says who issued it, for whom and about whom, by keys that begin with the issuer, without https."""
    issuer = provider.partition(":oidc-provider/")[2]
    known = {f"{issuer}:{claim}".lower() for claim in ("aud", "sub")}
    asked = {condition.key.lower() for condition in statement.conditions}
    for action in statement.actions:
        if action != _BY_TOKEN:
            yield f"whoever has a token of {issuer} comes with {_BY_TOKEN}, not {action} ({_TOKENS})"
    for key in sorted(asked - known):
        yield f"a token of {issuer} says nothing of {key} ({_TOKENS})"
    for key in sorted(known - asked):
        yield f"whoever has a token of {issuer} is to be limited by {key} ({_TOKENS})"


def _named(principal: Any, kind: str) -> list[str]:  # noqa: ANN401 - as JSON has it
    named = principal.get(kind, []) if isinstance(principal, Mapping) else []
    return [named] if isinstance(named, str) else list(named)
