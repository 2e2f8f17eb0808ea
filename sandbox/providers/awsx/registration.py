"""Registering the resources of a component with whichever engine asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc

from sandbox.protocol.protobufs import provider_pb2, resource_pb2, resource_pb2_grpc
from sandbox.protocol.server import CHANNEL_OPTIONS, ProviderError
from sandbox.protocol.values import UNKNOWN, Properties, from_struct, to_struct

_REFERENCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"
_SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Registered:
    """A resource that the engine has taken. In a preview its id may not be known."""

    urn: str
    id: Any
    outputs: Properties = field(default_factory=dict)

    def reference(self) -> Properties:
        """As a resource reference in another resource's outputs."""
        return {_SIGNATURE_KEY: _REFERENCE_SIGNATURE, "urn": self.urn, "id": self.id}


class Registrar:
    """Registers children of one component. Options that children inherit come from the request."""

    def __init__(self, request: provider_pb2.ConstructRequest) -> None:
        self._request = request
        self._channel = grpc.insecure_channel(request.monitorEndpoint, options=CHANNEL_OPTIONS)
        self._monitor = resource_pb2_grpc.ResourceMonitorStub(self._channel)

    def close(self) -> None:
        """Hang up."""
        self._channel.close()

    def component(self) -> str:
        """Register the component itself and return its URN."""
        request = self._request
        answer = self._send(
            resource_pb2.RegisterResourceRequest(
                type=request.type,
                name=request.name,
                parent=request.parent,
                custom=False,
                protect=request.protect,
                aliases=request.aliases,
                providers=request.providers,
                dependencies=request.dependencies,
                acceptSecrets=True,
                acceptResources=True,
            )
        )
        return str(answer.urn)

    def finish(self, urn: str) -> None:
        """Say that the component is complete. Like awsx, it records no outputs."""
        self._monitor.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(urn=urn, outputs=to_struct({}))
        )

    def resource(
        self, kind: str, name: str, parent: str, inputs: Mapping[str, Any], depends_on: Mapping[str, list[str]]
    ) -> Registered:
        """Register one resource. `depends_on` says for each input which URNs it came from."""
        request = self._request
        package = kind.partition(":")[0]
        urns = sorted({urn for urns in depends_on.values() for urn in urns})
        answer = self._send(
            resource_pb2.RegisterResourceRequest(
                type=kind,
                name=name,
                parent=parent,
                custom=True,
                object=to_struct(dict(inputs)),
                protect=request.protect,
                retainOnDelete=request.retainOnDelete,
                provider=request.providers.get(package, ""),
                dependencies=urns,
                propertyDependencies={
                    key: resource_pb2.RegisterResourceRequest.PropertyDependencies(urns=sources)
                    for key, sources in depends_on.items()
                    if key in inputs
                },
                acceptSecrets=True,
                acceptResources=True,
            )
        )
        return Registered(answer.urn, answer.id or UNKNOWN, from_struct(answer.object))

    def _send(self, registration: resource_pb2.RegisterResourceRequest) -> Any:  # noqa: ANN401 - a gRPC message
        try:
            return self._monitor.RegisterResource(registration)
        except grpc.RpcError as error:
            msg = f"registering {registration.type} {registration.name!r}: {error.details()}"
            raise ProviderError(msg) from error
