"""The provider: every kind is one resource type, so there is one way to check, compare, make and change them all."""

import json
from collections.abc import Sequence
from typing import Any

from sandbox.protocol.once import requests_named
from sandbox.protocol.protobufs import provider_pb2
from sandbox.protocol.server import CheckFailure, Differences, HalfDoneError, PropertyDifference, ProviderError
from sandbox.protocol.values import Properties, reveal, secret
from sandbox.providers.aws.checking import without_nulls
from sandbox.providers.kubernetes import schemas
from sandbox.providers.kubernetes.client import Client, Login, Reference
from sandbox.providers.kubernetes.comparing import differences, patch_of, projected
from sandbox.providers.kubernetes.rules import table
from sandbox.providers.kubernetes.waiting import Patience, wait_until_done

VERSION = "4.34.2"
_CONFIG_KEYS = frozenset({"clusterIdentifier", "kubeconfig", "version", "pluginDownloadURL"})
_SECRET_FIELDS = ("data", "stringData")
_IDENTITY = "clusterIdentifier"


class KubernetesProvider:
    """See `sandbox.protocol.server.ProviderLogic`."""

    name = "kubernetes"
    version = VERSION
    creates_once = True

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._client: Client | None = None
        self._version = ""

    def check_config(self, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Refuse settings that the sandbox does not act on."""
        reason = "the sandbox's kubernetes provider does not know the setting {!r}; it knows " + ", ".join(
            sorted(_CONFIG_KEYS)
        )
        return news, [CheckFailure(key, reason.format(key)) for key in sorted(set(news) - _CONFIG_KEYS)]

    def diff_config(self, olds: Properties, news: Properties) -> Differences:
        """Another cluster has none of the objects; another way to the same one has them all."""
        before, after = reveal(olds), reveal(news)
        keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        return Differences({key: PropertyDifference("update", replaces=key == _IDENTITY) for key in keys})

    def configure(self, args: Properties) -> None:
        """Take the cluster's address from the kubeconfig, and from its command for whom the login is."""
        text = str(reveal(args).get("kubeconfig") or "")
        try:
            document = json.loads(text)
            contexts = {each["name"]: each["context"] for each in document["contexts"]}
            clusters = {each["name"]: each["cluster"] for each in document["clusters"]}
            users = {each["name"]: each["user"] for each in document["users"]}
            context = contexts[document["current-context"]]
            server, words = clusters[context["cluster"]]["server"], users[context["user"]]["exec"]["args"]
            login = Login(_word_after(words, "--cluster-name"), _word_after(words, "--region"))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            msg = f"the kubeconfig names no cluster ({type(error).__name__}: {error}); write one as JSON"
            raise ProviderError(msg) from error
        self._client = Client(server, login)

    def check(self, urn: str, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[CheckFailure]]:
        """Validate against the cluster's own schemas, then by the rules of who reads what they leave open."""
        del urn, olds, seed
        inputs: Properties = without_nulls(news)
        plain = reveal(inputs)
        if not (plain.get("metadata") or {}).get("name"):
            reason = "the sandbox makes up no names; write one"
            return inputs, [CheckFailure("metadata.name", reason)]
        broken = list(schemas.failures(plain, self._cluster_version(), self._cluster().definitions()))
        return inputs, broken or list(table.failures(plain))

    def diff(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, ignored: list[str]
    ) -> Differences:
        """Compare inputs; what the program ignores was put back by the engine."""
        del urn, resource_id, olds, ignored
        return differences(old_inputs, news)

    def create(self, urn: str, inputs: Properties, *, preview: bool) -> tuple[str, Properties]:
        """Make the object, and wait until it does what it should. Raises HalfDoneError once it is there."""
        del urn
        wanted = _reference(inputs)
        if preview:
            return "", inputs
        with requests_named():
            found = self._cluster().create(wanted, reveal(inputs))
        return _id(wanted), self._done(wanted, found, inputs)

    def read(
        self, urn: str, resource_id: str, inputs: Properties, state: Properties
    ) -> tuple[Properties, Properties] | None:
        """Look up; inputs follow what the cluster says of what they name."""
        del urn, resource_id
        known = inputs or state
        found = self._cluster().find(_reference(known))
        if found is None:
            return None
        return _outputs(found), _as_secret(projected(reveal(inputs), found), inputs) if inputs else _declared(found)

    def update(
        self,
        urn: str,
        resource_id: str,
        old_inputs: Properties,
        olds: Properties,
        news: Properties,
        *,
        preview: bool,
        ignored: Sequence[str] = (),
    ) -> Properties:
        """Send what changed and nothing else, and wait."""
        del urn, resource_id, ignored
        if preview:
            return {**olds, **news}
        wanted = _reference(news)
        found = self._cluster().patch(wanted, patch_of(old_inputs, news))
        return self._done(wanted, found, news)

    def delete(self, urn: str, resource_id: str, inputs: Properties, state: Properties) -> None:
        """Delete; what is gone already is no error."""
        del urn, resource_id
        self._cluster().delete(_reference(inputs or state))

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Refuse: there is no function."""
        del args
        msg = f"the sandbox's kubernetes provider has no function {token!r}"
        raise ProviderError(msg)

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Refuse: charts and YAML files are not read here."""
        msg = f"the sandbox's kubernetes provider has no component {request.type!r}; declare its objects one by one"
        raise ProviderError(msg)

    def _done(self, wanted: Reference, found: Properties, inputs: Properties) -> Properties:
        try:
            return _outputs(dict(wait_until_done(self._cluster(), wanted, found, self._patience)))
        except ProviderError as failure:
            raise HalfDoneError(str(failure), _id(wanted), {**inputs, **_outputs(found)}) from failure

    def _cluster(self) -> Client:
        if self._client is None:
            msg = "the kubernetes provider is not configured"
            raise ProviderError(msg)
        return self._client

    def _cluster_version(self) -> str:
        if not self._version:
            self._version = self._cluster().version()
        return self._version


def _word_after(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]


def _reference(inputs: Properties) -> Reference:
    plain = reveal(inputs)
    metadata = plain.get("metadata") or {}
    return Reference(
        str(plain.get("apiVersion")),
        str(plain.get("kind")),
        str(metadata.get("namespace") or ""),
        str(metadata["name"]),
    )


def _id(wanted: Reference) -> str:
    """As Pulumi's provider writes it."""
    return f"{wanted.namespace}/{wanted.name}" if wanted.namespace else wanted.name


def _outputs(found: Properties) -> Properties:
    """The object; what a Secret holds is secret."""
    if found.get("kind") != "Secret":
        return found
    return {key: secret(value) if key in _SECRET_FIELDS else value for key, value in found.items()}


def _as_secret(found: Any, like: Properties) -> Any:  # noqa: ANN401 - property values
    return {key: secret(value) if reveal(like[key]) != like[key] else value for key, value in found.items()}


def _declared(found: Properties) -> Properties:
    """An object that no program declared, as one would."""
    kept = {key: value for key, value in found.items() if key != "status"}
    metadata = found["metadata"]
    said = {key: metadata[key] for key in ("name", "namespace", "labels", "annotations") if metadata.get(key)}
    return _outputs({**kept, "metadata": said})
