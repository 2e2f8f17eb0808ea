"""IAM: identity providers, whose tokens it takes for a role."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from typing_extensions import override

from sandbox.providers.aws.call import Call, found, tags_of
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import IAM_OPENID

_GONE = "NoSuchEntity"


class OpenIdConnectProvider(ResourceType):
    """An issuer of tokens. Its id is its ARN."""

    token = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    properties = frozenset({"clientIdLists", "thumbprintLists", "url"})
    computed = frozenset({"arn"})
    filled_in = frozenset({"thumbprintLists"})
    is_global = True
    sets = frozenset({"clientIdLists", "thumbprintLists"})
    # IAM says an issuer without its scheme.
    spellings: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"url": lambda url: str(url).removeprefix("https://")}
    tagging = IAM_OPENID

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("iam").create_open_id_connect_provider(
            Url=inputs["url"],
            ClientIDList=inputs["clientIdLists"],
            ThumbprintList=inputs.get("thumbprintLists") or [],
            Tags=call.tag_list(),
        )
        return str(answer["OpenIDConnectProviderArn"])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("iam")
        live = found(lambda: client.get_open_id_connect_provider(OpenIDConnectProviderArn=resource_id), _GONE)
        if live is None:
            return None
        return {
            "arn": resource_id,
            "url": live["Url"],
            "clientIdLists": live.get("ClientIDList", []),
            "thumbprintLists": live.get("ThumbprintList", []),
            "tagsAll": tags_of(live.get("Tags")),
        }

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        client, arn = call.client("iam"), {"OpenIDConnectProviderArn": resource_id}
        if "clientIdLists" in changed:
            before, after = set(old.get("clientIdLists") or []), set(new["clientIdLists"])
            for added in sorted(after - before):
                client.add_client_id_to_open_id_connect_provider(**arn, ClientID=added)
            for gone in sorted(before - after):
                client.remove_client_id_from_open_id_connect_provider(**arn, ClientID=gone)
        if "thumbprintLists" in changed and new.get("thumbprintLists"):
            client.update_open_id_connect_provider_thumbprint(**arn, ThumbprintList=new["thumbprintLists"])

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("iam")
        found(lambda: client.delete_open_id_connect_provider(OpenIDConnectProviderArn=resource_id), _GONE)
