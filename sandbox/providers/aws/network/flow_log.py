"""aws:ec2/flowLog:FlowLog: a record of a VPC's traffic."""

from typing_extensions import override

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pascal_names, pick, unpick
from sandbox.providers.aws.network.tags import tag_outputs
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType
from sandbox.providers.aws.tagging import EC2

_GIVEN = {
    **pascal_names("trafficType", "logDestinationType", "logDestination", "maxAggregationInterval"),
    "iamRoleArn": "DeliverLogsPermissionArn",
}


class FlowLog(ResourceType):
    """Flow logs of a VPC into CloudWatch Logs. Nothing but its tags can change."""

    token = "aws:ec2/flowLog:FlowLog"
    properties = frozenset({"vpcId", *_GIVEN})
    computed = frozenset({"arn"})
    tagging = EC2
    # The emulated AWS forgets the tags of a request that makes one.
    tagged_at_once = False

    @override
    def create(self, call: Call, inputs: Inputs) -> str:
        answer = call.client("ec2").create_flow_logs(
            ResourceIds=[inputs["vpcId"]],
            ResourceType="VPC",
            **pick(inputs, _GIVEN),
        )
        if answer.get("Unsuccessful"):
            # This API answers 200 and says what failed in the body.
            error = answer["Unsuccessful"][0]["Error"]
            msg = f"{error.get('Code')}: {error.get('Message')} (CreateFlowLogs)"
            raise ProviderError(msg)
        return str(answer["FlowLogIds"][0])

    @override
    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        client = call.client("ec2")
        answer = found(lambda: client.describe_flow_logs(FlowLogIds=[resource_id]), "InvalidFlowLogId.NotFound")
        log = next(iter(answer["FlowLogs"]), None) if answer else None
        if log is None:
            return None
        arn = f"arn:aws:ec2:{call.region}:{call.account}:vpc-flow-log/{resource_id}"
        return {"arn": arn, **unpick(log, {**_GIVEN, "vpcId": "ResourceId"}), **tag_outputs(log.get("Tags"))}

    @override
    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None: ...

    @override
    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        client = call.client("ec2")
        found(lambda: client.delete_flow_logs(FlowLogIds=[resource_id]), "InvalidFlowLogId.NotFound")
