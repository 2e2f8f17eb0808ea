"""The provider: puts checking, comparing and a resource type's own calls together."""

import difflib
import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pulumi.runtime.proto import provider_pb2

from sandbox.protocol.server import CheckFailure, Differences, HalfDoneError, PropertyDifference, ProviderError
from sandbox.protocol.values import UNKNOWN, Properties, reveal, secret
from sandbox.providers.aws.call import Call, Clients, error_code
from sandbox.providers.aws.checking import complete, failures
from sandbox.providers.aws.differing import differences
from sandbox.providers.aws.resource_type import FUNCTIONS, ResourceType, all_types

VERSION = "7.51.1"
GLOBAL_REGION = "us-east-1"
_CONFIG_KEYS = {
    "region",
    "defaultTags",
    "version",
    "skipCredentialsValidation",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "pluginDownloadURL",
}


class AwsProvider:
    """See `sandbox.protocol.server.ProviderLogic`."""

    name = "aws"
    version = VERSION

    def __init__(self, endpoint: str, clients: Clients | None = None) -> None:
        self._clients = clients or Clients(endpoint)
        self._region = ""
        self._default_tags: dict[str, str] = {}
        self._types = all_types()
        self._account_id = ""

    def check_config(self, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Refuse configuration that the sandbox does not act on, and a missing region."""
        found = [
            CheckFailure(key, f"the sandbox's aws provider does not know the setting {key!r}")
            for key in sorted(set(news) - _CONFIG_KEYS)
        ]
        if not news.get("region"):
            found.append(CheckFailure("region", "a provider needs a region; write one"))
        return news, found

    def diff_config(self, olds: Properties, news: Properties) -> Differences:
        """Since version 7 a provider's region moves nothing that exists, so nothing replaces a provider."""
        keys = sorted(key for key in {*olds, *news} if reveal(olds.get(key)) != reveal(news.get(key)))
        return Differences({key: PropertyDifference("update", replaces=False) for key in keys})

    def configure(self, args: Properties) -> None:
        """Take region and default tags; structured settings arrive as JSON texts."""
        plain = reveal(args)
        self._region = plain.get("region", "")
        given = plain.get("defaultTags") or {}
        self._default_tags = dict((json.loads(given) if isinstance(given, str) else given).get("tags") or {})

    def check(self, urn: str, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[CheckFailure]]:
        """Complete and validate inputs."""
        kind = self._kind(urn)
        inputs = complete(kind, _logical_name(urn), olds, news, default_tags=self._default_tags, seed=seed)
        return inputs, list(failures(kind, inputs))

    def diff(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, ignored: list[str]
    ) -> Differences:
        """Compare inputs; what the program ignores was put back by the engine."""
        del resource_id, ignored
        kind = self._kind(urn)
        old_region = str(reveal(olds.get("region")) or self._effective_region(kind, old_inputs))
        return differences(kind, old_inputs, news, old_region=old_region, new_region=self._effective_region(kind, news))

    def create(self, urn: str, inputs: Properties, *, preview: bool) -> tuple[str, Properties]:
        """Make the resource and read it back."""
        kind, plain = self._kind(urn), reveal(inputs)
        if preview:
            unknown = dict.fromkeys(kind.computed, UNKNOWN)
            return "", {**unknown, **self._outputs(kind, inputs, {})}
        call, resource = self._call(kind, urn, plain), kind()
        resource_id = self._explained("creating", kind, urn, lambda: resource.create(call, plain))
        try:
            found = self._explained("reading", kind, urn, lambda: resource.read(call, resource_id, plain))
        except ProviderError as failure:
            raise HalfDoneError(str(failure), resource_id, self._outputs(kind, inputs, {})) from failure
        if found is None:
            msg = f"{kind.token} {call.name!r} was created as {resource_id!r} and cannot be found in {call.region}"
            raise HalfDoneError(msg, resource_id, self._outputs(kind, inputs, {}))
        return resource_id, self._outputs(kind, inputs, found)

    def read(
        self, urn: str, resource_id: str, inputs: Properties, state: Properties
    ) -> tuple[Properties, Properties] | None:
        """Look up; inputs follow where the cloud has drifted from what it said last."""
        kind, plain = self._kind(urn), {**reveal(inputs), **reveal(state)}
        call, resource = self._call(kind, urn, plain), kind()
        found = self._explained("reading", kind, urn, lambda: resource.read(call, resource_id, plain))
        if found is None:
            return None
        before = reveal(state)
        drifted = {key: value for key, value in found.items() if key in kind.properties and value != before.get(key)}
        kept = dict(inputs) if inputs else {key: value for key, value in found.items() if key in kind.properties}
        for key, value in drifted.items():
            if key in kept or not before:
                kept[key] = value
        return self._outputs(kind, {**state, **kept} if state else kept, found), kept

    def update(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, *, preview: bool
    ) -> Properties:
        """Change in place and read back."""
        kind, plain = self._kind(urn), reveal(news)
        changed = self._changed(kind, old_inputs, news)
        if preview:
            unsettled = {output for key, outputs in kind.unsettles.items() if key in changed for output in outputs}
            kept = {key: value for key, value in olds.items() if key in kind.computed or key in {"id", "region"}}
            return {**kept, **dict.fromkeys(unsettled, UNKNOWN), **self._outputs(kind, news, {})}
        call, resource = self._call(kind, urn, plain), kind()
        old = {**reveal(olds), **reveal(old_inputs)}
        self._explained("updating", kind, urn, lambda: resource.update(call, resource_id, old, plain, changed))
        found = self._explained("reading", kind, urn, lambda: resource.read(call, resource_id, plain))
        if found is None:
            msg = f"{kind.token} {call.name!r} ({resource_id}) is gone from {call.region}; run refresh, then up again"
            raise ProviderError(msg)
        return self._outputs(kind, news, found)

    def delete(self, urn: str, resource_id: str, inputs: Properties, state: Properties) -> None:
        """Delete; what is gone already is no error."""
        kind, plain = self._kind(urn), {**reveal(inputs), **reveal(state)}
        call = self._call(kind, urn, plain)
        self._explained("deleting", kind, urn, lambda: kind().delete(call, resource_id, plain))

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Call a function."""
        work = FUNCTIONS.get(token)
        if work is None:
            msg = f"the sandbox's aws provider has no function {token!r}{_suggestion(token, FUNCTIONS)}"
            raise ProviderError(msg)
        plain = reveal(args)
        region = plain.pop("region", None) or self._region
        call = Call(self._clients, region, self._account(), token)
        try:
            return work(call, plain), []
        except (ClientError, BotoCoreError) as error:
            msg = f"{token}: {_reason(error)} (region {region})"
            raise ProviderError(msg) from error

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """The real provider has no components either."""
        msg = f"the aws provider has no component {request.type!r}"
        raise ProviderError(msg)

    def _kind(self, urn: str) -> type[ResourceType]:
        token = urn.split("::")[2].rpartition("$")[2]
        kind = self._types.get(token)
        if kind is None:
            msg = (
                f"the sandbox has no {token}{_suggestion(token, self._types)}; it knows {len(self._types)} types. "
                "Use the real provider for it, or add the type under sandbox/providers/aws"
            )
            raise ProviderError(msg)
        return kind

    def _call(self, kind: type[ResourceType], urn: str, plain: Mapping[str, Any]) -> Call:
        name = str(plain.get(kind.name_property) or _logical_name(urn)) if kind.name_property else _logical_name(urn)
        return Call(
            self._clients, self._effective_region(kind, plain), self._account(), name, plain.get("tagsAll") or {}
        )

    def _effective_region(self, kind: type[ResourceType], inputs: Mapping[str, Any]) -> str:
        if kind.is_global:
            return GLOBAL_REGION
        return str(reveal(inputs.get("region")) or self._region)

    def _account(self) -> str:
        if not self._account_id:
            self._account_id = self._clients.of("sts", self._region).get_caller_identity()["Account"]
        return self._account_id

    def _changed(self, kind: type[ResourceType], olds: Properties, news: Properties) -> frozenset[str]:
        found = differences(kind, olds, news, old_region="", new_region="")
        return frozenset(path.split(".")[0].split("[")[0] for path in found.paths)

    def _outputs(self, kind: type[ResourceType], inputs: Properties, found: Mapping[str, Any]) -> Properties:
        outputs = {**inputs, **found}
        # What AWS does not say back stays as it was asked for, and secret where it was.
        outputs |= {key: value for key, value in inputs.items() if reveal(value) == found.get(key)}
        if not kind.is_global:
            outputs["region"] = self._effective_region(kind, inputs)
        return {key: secret(value) if key in kind.secrets else value for key, value in outputs.items()}

    def _explained(self, doing: str, kind: type[ResourceType], urn: str, work: Any) -> Any:  # noqa: ANN401 - a callable
        """Do the work; AWS's refusals are told with what was being done, to what, and where."""
        try:
            return work()
        except (ClientError, BotoCoreError) as error:
            msg = f"{doing} {kind.token} {_logical_name(urn)!r}: {_reason(error)}"
            raise ProviderError(msg) from error


def _reason(error: ClientError | BotoCoreError) -> str:
    if isinstance(error, ClientError):
        return f"{error_code(error)}: {error.response.get('Error', {}).get('Message', '')} ({error.operation_name})"
    return f"{type(error).__name__}: {error}"


def _logical_name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _suggestion(token: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(token, known, n=3)
    return f" (near: {', '.join(near)})" if near else ""
