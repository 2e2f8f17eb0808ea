"""The provider: constructs components, and has no resources of its own."""

from typing import Any, NoReturn

from sandbox.protocol.protobufs import provider_pb2
from sandbox.protocol.server import CheckFailure, Differences, PropertyDifference, ProviderError
from sandbox.protocol.values import Properties, from_struct, reveal, to_struct, unwrap_outputs
from sandbox.providers.awsx.registration import Registrar
from sandbox.providers.awsx.vpc import TOKEN, Vpc

VERSION = "3.11.0"


class AwsxProvider:
    """See `sandbox.protocol.server.ProviderLogic`."""

    name = "awsx"
    version = VERSION
    creates_once = False

    def check_config(self, news: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Take any configuration: the component's resources go by the aws provider's."""
        return news, []

    def diff_config(self, olds: Properties, news: Properties) -> Differences:
        """Nothing that exists follows from this provider's configuration."""
        keys = sorted(key for key in {*olds, *news} if reveal(olds.get(key)) != reveal(news.get(key)))
        return Differences({key: PropertyDifference("update", replaces=False) for key in keys})

    def configure(self, args: Properties) -> None:
        """Nothing to take."""

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Build a VPC; refuse any other component by name."""
        if request.type != TOKEN:
            msg = f"the sandbox's awsx provider has no {request.type}; it knows {TOKEN}. Use the real provider for it"
            raise ProviderError(msg)
        registrar = Registrar(request)
        try:
            args = reveal(unwrap_outputs(from_struct(request.inputs)))
            urn, outputs = Vpc(registrar, request.name, args).build()
        finally:
            registrar.close()
        return provider_pb2.ConstructResponse(urn=urn, state=to_struct(outputs))

    def invoke(self, token: str, args: Properties) -> tuple[Properties, list[CheckFailure]]:
        """Refuse: there is no function."""
        del args
        msg = f"the sandbox's awsx provider has no function {token!r}"
        raise ProviderError(msg)

    def _no_resources(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - whatever the protocol passes
        msg = "the awsx provider has components only, no resources"
        raise ProviderError(msg)

    check = diff = create = read = update = delete = _no_resources
