"""Whether a key's policy lets a service do with the key what it asks. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.documented import Document
from sandbox.cloud.iam.evaluate import Decision, Kind, Policies, Request, evaluate
from sandbox.cloud.iam.form_check import Place, form_of
from sandbox.cloud.iam.policy import Policy
from sandbox.cloud.iam.principal import Principal, service
from sandbox.cloud.iam.service_needs import CALLER, DELIVERY, Need

Note = Callable[[Request, Policies, Decision], None]
NOTHING = Policies()


@dataclass(frozen=True)
class Unmet:
    """Somebody who may not do what is needed."""

    who: str
    action: str
    reason: str
    source: str

    def __str__(self) -> str:
        """As people read it."""
        return f"{self.who} may not do {self.action}: {self.reason} ({self.source})"


@dataclass(frozen=True)
class Key:
    """A key by its ARN, with its policy. `told` is what the needs' further placeholders stand for."""

    arn: str
    policy: Policy
    told: Mapping[str, str]

    @property
    def place(self) -> Place:
        """Where it is, and whose."""
        _, _, _, region, account, _ = self.arn.split(":", 5)
        return Place(account, region)

    def filled(self, text: str) -> str:
        """A text of the table, about this key."""
        place = self.place
        return text.format(**{**self.told, "account": place.account, "region": place.region, "key": self.arn})


def unmet(
    needs: Sequence[Need], key: Key, caller: Principal, own: Policies = NOTHING, note: Note | None = None
) -> Unmet | None:
    """The first of the needs that is not met. `own` are the policies of whoever calls, `note` is told each decision."""
    for need in needs:
        is_caller = need.who == CALLER
        asker = caller if is_caller else service(key.filled(need.who), key.place.account)
        about = caller.keys if is_caller else {}
        sends = {**about, **{name: key.filled(value) for name, value in need.sends.items()}}
        for action in need.actions:
            reason = _refused(asker, action, key, sends, own if is_caller else NOTHING, note)
            if reason:
                return Unmet(asker.arn, action, reason, need.source)
    return None


def undelivered(sender: str, key: Key, sends: Mapping[str, str]) -> Unmet | None:
    """What a service that sends to an encrypted queue or topic may not do with its key.

    `sends` are the values of the condition keys of the delivery; of them only those reach the key that the service is
    documented to send there.
    """
    for action in DELIVERY:
        form = form_of(Document.KEY, sender, action, key.place)
        if form is None:
            return Unmet(sender, action, "AWS documents no statement that would let it", "documented.py")
        given = {name: sends.get(name, key.place.filled(value)) for name, value in form.sends.items()}
        reason = _refused(service(sender, key.place.account), action, key, given)
        if reason:
            return Unmet(sender, action, reason, form.source)
    return None


def _refused(
    asker: Principal,
    action: str,
    key: Key,
    sends: Mapping[str, str],
    own: Policies = NOTHING,
    note: Note | None = None,
) -> str:
    request = Request(asker, action, key.arn, Context(sends, complete=True))
    policies = Policies(own.identity, key.policy, Kind.KEY, own.boundary)
    decision = evaluate(request, policies)
    if note is not None:
        note(request, policies, decision)
    return "" if decision.is_allowed else decision.reason
