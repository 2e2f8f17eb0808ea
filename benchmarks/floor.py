"""The floor of a run: a monitor that answers at once, so that what is left is the program and Pulumi's SDK.

`python -m benchmarks.floor FOLDER STACK` serves it in a process of its own, over the protocol of the real one. It knows
what a run left in the state, answers with that, echoes the inputs of everything else, and decides nothing.
"""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2

from sandbox.cli.place import Place
from sandbox.engine.events import Sink, discard
from sandbox.engine.monitor import EngineService
from sandbox.engine.plugins import CHANNEL_OPTIONS
from sandbox.engine.project import Project
from sandbox.engine.resource import ResourceState
from sandbox.engine.snapshot import Snapshot
from sandbox.engine.urn import make_urn, stack_urn
from sandbox.protocol.protobufs import engine_pb2_grpc, resource_pb2, resource_pb2_grpc
from sandbox.protocol.values import Properties, from_struct, to_struct, unwrap_outputs

_GET_RESOURCE = "pulumi:pulumi:getResource"
# Of as many workloads as a benchmark declares: their images are there.
_REPOSITORIES = [f"standby/{kind}{n}" for kind in ("web", "worker") for n in ("", *(f"-{n}" for n in range(3, 21)))]
# Of both regions in one answer: which one is asked is the business of a provider, and there is none.
_ZONE_IDS = {
    f"{region}{letter}": f"{short}-az{n}"
    for region, short in (("us-east-1", "use1"), ("us-west-2", "usw2"))
    for n, letter in ((1, "a"), (2, "b"), (4, "c"))
}
_ANSWERS: Mapping[str, Properties] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
        "names": list(_ZONE_IDS),
        "zoneIds": list(_ZONE_IDS.values()),
    },
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": {"availabilityZones": list(_ZONE_IDS)},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-1"},
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {"secretString": "made-up"},
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "123456789012"},
    "aws:rds/getClusters:getClusters": {"clusterIdentifiers": [], "clusterArns": []},
    "aws:ecr/getRepositories:getRepositories": {"names": _REPOSITORIES},
    "aws:ecr/getImages:getImages": {"imageIds": [{"imageTag": "1.0.0"}]},
    "aws:ec2/getPrefixList:getPrefixList": {"id": "pl-1"},
    "aws:secretsmanager/getRandomPassword:getRandomPassword": {"randomPassword": "made-up"},
}


@dataclass
class FloorMonitor(resource_pb2_grpc.ResourceMonitorServicer):
    """`known` are resources of an earlier run, by URN."""

    project: str
    stack: str
    known: Mapping[str, ResourceState] = field(default_factory=dict)

    def GetDeploymentInfo(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802 - gRPC's own
        """Claim every feature, so that the SDK works as it does with the newest monitor."""
        features = resource_pb2.ResourceMonitorFeature.values()
        return resource_pb2.DeploymentInfo(project=self.project, stack=self.stack, supportedFeatures=features)

    def SupportsFeature(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """The same, as an older SDK asks."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterResource(self, request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Answer with what is known, or with the inputs."""
        urn = self._urn(request)
        state = self.known.get(urn)
        if state is None:
            made_up = f"{request.name}-id" if request.custom else ""
            echoed = to_struct(unwrap_outputs(from_struct(request.object)))
            return resource_pb2.RegisterResourceResponse(urn=urn, id=made_up, object=echoed)
        outputs = state.outputs if state.custom or request.remote else {}
        return resource_pb2.RegisterResourceResponse(urn=urn, id=state.id, object=to_struct(outputs))

    def RegisterResourceOutputs(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Take them."""
        return empty_pb2.Empty()

    def ReadResource(self, request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """Answer a reference to another stack with what it was the last time."""
        urn = self._urn(request)
        outputs = self.known[urn].outputs if urn in self.known else {"name": request.name, "outputs": {}}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=to_struct(outputs))

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: ANN401, N802
        """Answer a look-up with something made up."""
        if request.tok == _GET_RESOURCE:
            urn = from_struct(request.args)["urn"]
            state = self.known.get(urn)
            answer = {"urn": urn, "id": state.id, "state": state.outputs} if state else {"urn": urn, "state": {}}
        elif request.tok in _ANSWERS:
            answer = dict(_ANSWERS[request.tok])
        else:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"give {request.tok} an answer in {__name__}")
        return resource_pb2.ResourceInvokeResponse(**{"return": to_struct(answer)})

    def SignalAndWaitForShutdown(self, _request: Any, _context: Any) -> Any:  # noqa: ANN401, N802
        """There is nothing to wait for."""
        return empty_pb2.Empty()

    def _urn(self, request: Any) -> str:  # noqa: ANN401
        root = stack_urn(self.stack, self.project)
        parent = request.parent or ("" if request.type == "pulumi:pulumi:Stack" else root)
        return make_urn(stack=self.stack, project=self.project, parent=parent, type_=request.type, name=request.name)


def serve(monitor: FloorMonitor, sink: Sink = discard) -> tuple[grpc.Server, str]:
    """Serve it on a free loopback port; returns the server and its address."""
    server = grpc.server(ThreadPoolExecutor(16, "floor"), options=CHANNEL_OPTIONS)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(EngineService(sink), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, f"127.0.0.1:{port}"


def _main(folder: str, stack: str) -> None:
    project = Project.load(Path(folder)).name
    snapshot = Snapshot.load(Place.here().backend, project, stack, persist=False)
    server, address = serve(FloorMonitor(project, stack, {state.urn: state for state in snapshot.old}))
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop(grace=None).wait()


if __name__ == "__main__":
    _main(*sys.argv[1:])
