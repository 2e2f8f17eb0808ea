"""The provider: puts checking, comparing and a resource type's own calls together."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.protocol.once import requests_named
from sandbox.protocol.protobufs import provider_pb2
from sandbox.protocol.server import CheckFailure, Differences, HalfDoneError, PropertyDifference, ProviderError
from sandbox.protocol.values import UNKNOWN, Properties, holds_secret, reveal, secret
from sandbox.providers.aws.call import Call, Clients
from sandbox.providers.aws.checking import complete, default_tags_of, failures, without_nulls
from sandbox.providers.aws.control_planes import (
    GLOBAL_REGION,
    ControlPlane,
    needed_to_change,
    needed_to_look,
    needed_to_make,
    needed_to_write,
)
from sandbox.providers.aws.differing import differences, rewritten
from sandbox.providers.aws.meaning import is_nothing
from sandbox.providers.aws.reach import Reach
from sandbox.providers.aws.resource_type import FUNCTIONS, Outputs, ResourceType, all_types, outputs_of
from sandbox.providers.aws.work import Work, reason_of

VERSION = "7.51.1"
_CONFIG_KEYS = {
    "region",
    "defaultTags",
    "version",
    "skipCredentialsValidation",
    "skipRegionValidation",
    "skipRequestingAccountId",
    "pluginDownloadURL",
}
# In the state of a resource whose creation failed half-way: its next update does everything again.
UNFINISHED = "__unfinished"


class AwsProvider:
    """See `sandbox.protocol.server.ProviderLogic`."""

    name = "aws"
    version = VERSION
    creates_once = True

    def __init__(self, endpoint: str, clients: Clients | None = None) -> None:
        self._clients = clients or Clients(endpoint)
        self._reach = Reach(endpoint)
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
        self._default_tags = default_tags_of(plain)

    def check(self, urn: str, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[CheckFailure]]:
        """Complete and validate inputs."""
        kind = self._kind(urn)
        inputs = complete(kind, _logical_name(urn), olds, news, default_tags=self._default_tags, seed=seed)
        return inputs, list(failures(kind, inputs, olds))

    def diff(
        self, urn: str, resource_id: str, old_inputs: Properties, olds: Properties, news: Properties, ignored: list[str]
    ) -> Differences:
        """Compare what was declared, and what AWS made of it, with what is declared now.

        What the program ignores was put back by the engine.
        """
        del resource_id
        kind = self._kind(urn)
        old_region = str(reveal(olds.get("region")) or self._effective_region(kind, old_inputs))
        new_region = self._effective_region(kind, news)
        return differences(
            kind, rewritten(kind, old_inputs, olds, ignored), news, olds, old_region=old_region, new_region=new_region
        )

    def create(self, urn: str, inputs: Properties, *, preview: bool) -> tuple[str, Properties]:
        """Make the resource and read it back. Raises HalfDoneError once there is something to record."""
        kind = self._kind(urn)
        self._require("creating", urn, needed_to_make(kind.token, self._effective_region(kind, inputs)))
        if preview:
            return "", {**dict.fromkeys(outputs_of(kind), UNKNOWN), **self._outputs(kind, inputs, {})}
        work = self._work(urn, inputs)
        with requests_named():
            resource_id = work.create()
        try:
            work.finish(resource_id)
            return resource_id, self._outputs(kind, inputs, work.read_made(resource_id, reveal(inputs)))
        except Exception as failure:
            # Whatever went wrong: the resource is there, and what is not recorded is lost.
            half = {**self._outputs(kind, inputs, {}), "id": resource_id, UNFINISHED: True}
            raise HalfDoneError(str(failure), resource_id, half) from failure

    def read(
        self, urn: str, resource_id: str, inputs: Properties, state: Properties
    ) -> tuple[Properties, Properties] | None:
        """Look up; inputs follow where the cloud has drifted from what it said last."""
        kind, before = self._kind(urn), reveal(state)
        self._require("reading", urn, needed_to_look(kind.token, self._effective_region(kind, {**inputs, **state})))
        said = self._work(urn, {**inputs, **state}).read(resource_id, {**reveal(inputs), **before})
        if said is None:
            return None
        kept = dict(inputs)
        for key in {*kind.inputs, "tagsAll"} & {*said}:
            if _drifted(before.get(key), said[key]) and (key in inputs or not state):
                kept[key] = said[key]
        if kept.get("tagsAll") != inputs.get("tagsAll"):
            kept["tags"] = {key: value for key, value in kept["tagsAll"].items() if key not in self._default_tags}
        kept = {key: value for key, value in kept.items() if value is not None}
        tags = {"tags": kept["tags"]} if "tags" in kept else {}
        return self._outputs(kind, {**(state or kept), **tags}, said), kept

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
        """Change in place and read back. A change of nothing, or of something unfinished, does everything again."""
        kind = self._kind(urn)
        region = self._effective_region(kind, {**news, **_region(olds)})
        self._require("updating", urn, needed_to_change(kind.token, region, reveal(olds), reveal(news)))
        paths = differences(kind, rewritten(kind, old_inputs, olds, ignored), news, olds).paths
        changed = frozenset(path.split(".")[0].split("[")[0] for path in paths)
        if preview:
            unsettled = {output for key, outputs in kind.unsettles.items() if key in changed for output in outputs}
            kept = {key: value for key, value in olds.items() if key in outputs_of(kind) or key == "region"}
            return {**kept, **self._outputs(kind, news, {}), **dict.fromkeys(unsettled, UNKNOWN)}
        work, old = self._work(urn, {**news, **_region(olds)}), {**reveal(olds), **reveal(old_inputs)}
        live = work.read(resource_id, old)
        if live is None:
            msg = f"{work.subject} ({resource_id}) is gone from {work.call.region}; run refresh, then up again"
            raise ProviderError(msg)
        again = not changed or UNFINISHED in olds
        work.update(resource_id, live, old, frozenset(news) if again else changed)
        if again:
            work.finish(resource_id)
        known = {**{key: value for key, value in old.items() if key in outputs_of(kind)}, **reveal(news)}
        return self._outputs(kind, news, work.read_made(resource_id, known))

    def delete(self, urn: str, resource_id: str, inputs: Properties, state: Properties) -> None:
        """Delete; what is gone already is no error."""
        kind, known = self._kind(urn), {**inputs, **state}
        self._require("deleting", urn, needed_to_write(kind.token, self._effective_region(kind, known)))
        self._work(urn, known).delete(resource_id)

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Call a function."""
        if token not in FUNCTIONS:
            msg = (
                f"the sandbox's aws provider has no function {token!r}{_suggestion(token, FUNCTIONS)}. "
                f"It has: {', '.join(sorted(FUNCTIONS))}"
            )
            raise ProviderError(msg)
        (work, known), plain = FUNCTIONS[token], without_nulls(reveal(args))
        region = plain.pop("region", None) or self._region
        strangers = sorted(set(plain) - known)
        if strangers:
            reason = f"the sandbox's {token} does not know it; it knows {', '.join(sorted(known)) or 'no argument'}"
            return {}, [CheckFailure(key, reason) for key in strangers]
        self._reach.require(needed_to_look(token, region), token)
        call = Call(self._clients, region, self._account(), token)
        try:
            return work(call, plain), []
        except (ClientError, BotoCoreError) as error:
            msg = f"{token}: {reason_of(error)} (region {region})"
            raise ProviderError(msg) from error

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """The real provider has no components either."""
        msg = f"the aws provider has no component {request.type!r}"
        raise ProviderError(msg)

    def _kind(self, urn: str) -> type[ResourceType]:
        token = urn.split("::")[2].rpartition("$")[2]
        kind = self._types.get(token)
        if kind is None:
            known = ", ".join(sorted(other.removeprefix("aws:").partition(":")[0] for other in self._types))
            msg = (
                f"the sandbox has no {token}{_suggestion(token, self._types)}. Use the real provider for it, or add "
                f"the type under sandbox/providers/aws. The sandbox has: {known}"
            )
            raise ProviderError(msg)
        return kind

    def _require(self, doing: str, urn: str, planes: tuple[ControlPlane, ...]) -> None:
        self._reach.require(planes, f"{doing} {self._kind(urn).token} {_logical_name(urn)!r}")

    def _work(self, urn: str, properties: Properties) -> Work:
        kind, plain = self._kind(urn), reveal(properties)
        name = str(plain.get(kind.name_property) or _logical_name(urn)) if kind.name_property else _logical_name(urn)
        region = self._effective_region(kind, plain)
        call = Call(self._clients, region, self._account(), name, plain.get("tagsAll") or {})
        return Work(kind, call, _logical_name(urn), properties)

    def _effective_region(self, kind: type[ResourceType], inputs: Mapping[str, Any]) -> str:
        if kind.is_global:
            return GLOBAL_REGION
        return str(reveal(inputs.get("region")) or self._region)

    def _account(self) -> str:
        if not self._account_id:
            self._account_id = self._clients.of("sts", self._region).get_caller_identity()["Account"]
        return self._account_id

    def _outputs(self, kind: type[ResourceType], inputs: Properties, said: Outputs) -> Properties:
        """What was asked for, and over it what AWS says; secret is what was secret."""
        outputs = dict(inputs)
        for key, value in said.items():
            if key not in inputs or reveal(inputs[key]) != value:
                outputs[key] = secret(value) if holds_secret(inputs.get(key)) else value
        if not kind.is_global:
            outputs["region"] = self._effective_region(kind, inputs)
        told = {key: value for key, value in outputs.items() if reveal(value) is not None}
        return {key: secret(value) if key in kind.secrets else value for key, value in told.items()}


def _region(state: Properties) -> Properties:
    """Where a resource stands, whatever its program says by now."""
    return {"region": state["region"]} if state.get("region") else {}


def _drifted(before: Any, said: Any) -> bool:  # noqa: ANN401 - property values
    return bool(before != said) and not (is_nothing(before) and is_nothing(said))


def _logical_name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _suggestion(token: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(token, known, n=3)
    return f" (near: {', '.join(near)})" if near else ""
