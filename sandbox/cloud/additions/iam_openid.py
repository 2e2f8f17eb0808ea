"""IAM: identity providers whose audiences, thumbprints and tags can change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer, xml_error

_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_MOST_AUDIENCES = 100


@dataclass
class _Provider:
    url: str
    audiences: list[str]
    thumbprints: list[str]
    tags: dict[str, str] = field(default_factory=dict)


class OpenIdProviders(Addition):
    """Keeps them per account; IAM has no region."""

    service = "iam"
    adds = "OpenID Connect providers whose client ids, thumbprints and tags change in place"
    proves = "IAM knows the issuer of each cluster, and roles trust what is there"
    cannot = "that a token of a pod is taken for a role: nothing signs one here"

    def __init__(self, emulator: Emulator) -> None:
        del emulator
        self._known: dict[tuple[str, str], _Provider] = {}
        self._work: Mapping[str, Callable[[AwsCall, dict[str, str]], Answer]] = {
            "CreateOpenIDConnectProvider": self._create,
            "ListOpenIDConnectProviders": self._list,
            "GetOpenIDConnectProvider": self._get,
            "DeleteOpenIDConnectProvider": self._delete,
            "AddClientIDToOpenIDConnectProvider": self._add_audience,
            "RemoveClientIDFromOpenIDConnectProvider": self._remove_audience,
            "UpdateOpenIDConnectProviderThumbprint": self._set_thumbprints,
            "TagOpenIDConnectProvider": self._tag,
            "UntagOpenIDConnectProvider": self._untag,
        }

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in self._work

    @override
    async def answer(self, call: AwsCall) -> Answer:
        return self._work[call.action](call, call.form())

    def _create(self, call: AwsCall, form: dict[str, str]) -> Answer:
        url = form.get("Url", "")
        if not url.startswith("https://"):
            return xml_error("ValidationError", f"The url {url} has to begin with https://")
        issuer = url.removeprefix("https://")
        arn = f"arn:aws:iam::{call.account}:oidc-provider/{issuer}"
        if (call.account, arn) in self._known:
            return xml_error("EntityAlreadyExists", f"Provider with url {url} already exists.", 409)
        audiences = _members(form, "ClientIDList")
        if len(audiences) > _MOST_AUDIENCES:
            return xml_error("LimitExceeded", f"A provider has at most {_MOST_AUDIENCES} client ids", 409)
        self._known[call.account, arn] = _Provider(issuer, audiences, _members(form, "ThumbprintList"), _tags(form))
        return _answer(call, f"<OpenIDConnectProviderArn>{escape(arn)}</OpenIDConnectProviderArn>")

    def _list(self, call: AwsCall, _form: dict[str, str]) -> Answer:
        arns = [arn for account, arn in sorted(self._known) if account == call.account]
        shown = "".join(f"<member><Arn>{escape(arn)}</Arn></member>" for arn in arns)
        return _answer(call, f"<OpenIDConnectProviderList>{shown}</OpenIDConnectProviderList>")

    def _get(self, call: AwsCall, form: dict[str, str]) -> Answer:
        found = self._find(call, form)
        if found is None:
            return _missing(form)
        tags = "".join(
            f"<member><Key>{escape(key)}</Key><Value>{escape(value)}</Value></member>"
            for key, value in found.tags.items()
        )
        return _answer(
            call,
            f"<Url>{escape(found.url)}</Url><ClientIDList>{_listed(found.audiences)}</ClientIDList>"
            f"<ThumbprintList>{_listed(found.thumbprints)}</ThumbprintList><Tags>{tags}</Tags>",
        )

    def _delete(self, call: AwsCall, form: dict[str, str]) -> Answer:
        self._known.pop((call.account, form.get("OpenIDConnectProviderArn", "")), None)
        return _answer(call, "")

    def _add_audience(self, call: AwsCall, form: dict[str, str]) -> Answer:
        return self._changed(call, form, lambda one: one.audiences.append(form["ClientID"]))

    def _remove_audience(self, call: AwsCall, form: dict[str, str]) -> Answer:
        return self._changed(call, form, lambda one: one.audiences.remove(form["ClientID"]))

    def _set_thumbprints(self, call: AwsCall, form: dict[str, str]) -> Answer:
        wanted = _members(form, "ThumbprintList")
        return self._changed(call, form, lambda one: setattr(one, "thumbprints", wanted))

    def _tag(self, call: AwsCall, form: dict[str, str]) -> Answer:
        return self._changed(call, form, lambda one: one.tags.update(_tags(form)))

    def _untag(self, call: AwsCall, form: dict[str, str]) -> Answer:
        gone = _members(form, "TagKeys")
        return self._changed(call, form, lambda one: [one.tags.pop(key, None) for key in gone])

    def _changed(self, call: AwsCall, form: dict[str, str], work: Callable[[_Provider], object]) -> Answer:
        found = self._find(call, form)
        if found is None:
            return _missing(form)
        work(found)
        return _answer(call, "")

    def _find(self, call: AwsCall, form: dict[str, str]) -> _Provider | None:
        return self._known.get((call.account, form.get("OpenIDConnectProviderArn", "")))


def _members(form: Mapping[str, str], name: str) -> list[str]:
    found: list[str] = []
    while (value := form.get(f"{name}.member.{len(found) + 1}")) is not None:
        found.append(value)
    return found


def _tags(form: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    while (key := form.get(f"Tags.member.{len(found) + 1}.Key")) is not None:
        found[key] = form.get(f"Tags.member.{len(found) + 1}.Value", "")
    return found


def _listed(values: list[str]) -> str:
    return "".join(f"<member>{escape(value)}</member>" for value in values)


def _answer(call: AwsCall, result: str) -> Answer:
    body = f"<{call.action}Result>{result}</{call.action}Result>"
    return xml_answer(f'<{call.action}Response xmlns="{_NAMESPACE}">{body}</{call.action}Response>')


def _missing(form: Mapping[str, str]) -> Answer:
    arn = form.get("OpenIDConnectProviderArn", "")
    return xml_error("NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}", 404)
