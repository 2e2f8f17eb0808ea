"""aws:ec2/flowLog:FlowLog: a record of a VPC's traffic."""

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.call import Call, found
from sandbox.providers.aws.casing import pick
from sandbox.providers.aws.network.tags import retag, tag_outputs, tag_specification
from sandbox.providers.aws.resource_type import Inputs, Outputs, ResourceType


class FlowLog(ResourceType):
    """Flow logs of a VPC into CloudWatch Logs."""

    token = "aws:ec2/flowLog:FlowLog"
    properties = frozenset(
        {"vpcId", "trafficType", "logDestinationType", "logDestination", "iamRoleArn", "maxAggregationInterval"}
    )
    computed = frozenset({"id", "arn"})

    def create(self, call: Call, inputs: Inputs) -> str:
        """See ResourceType."""
        given = pick(
            inputs,
            {
                "trafficType": "TrafficType",
                "logDestinationType": "LogDestinationType",
                "logDestination": "LogDestination",
                "iamRoleArn": "DeliverLogsPermissionArn",
                "maxAggregationInterval": "MaxAggregationInterval",
            },
        )
        answer = call.client("ec2").create_flow_logs(
            ResourceIds=[inputs["vpcId"]],
            ResourceType="VPC",
            **given,
            TagSpecifications=tag_specification(call, "vpc-flow-log"),
        )
        if answer.get("Unsuccessful"):
            # This API answers 200 and says what failed in the body.
            raise ProviderError(str(answer["Unsuccessful"][0]["Error"]["Message"]))
        return str(answer["FlowLogIds"][0])

    def read(self, call: Call, resource_id: str, state: Inputs) -> Outputs | None:
        """See ResourceType."""
        del state
        client = call.client("ec2")
        answer = found(lambda: client.describe_flow_logs(FlowLogIds=[resource_id]), "InvalidFlowLogId.NotFound")
        log = next(iter(answer["FlowLogs"]), None) if answer else None
        if log is None:
            return None
        arn = f"arn:aws:ec2:{call.region}:{call.account}:vpc-flow-log/{resource_id}"
        return {"id": resource_id, "arn": arn, **tag_outputs(log.get("Tags"))}

    def update(self, call: Call, resource_id: str, old: Inputs, new: Inputs, changed: frozenset[str]) -> None:
        """See ResourceType."""
        del new, changed
        retag(call, resource_id, old.get("tagsAll"))

    def delete(self, call: Call, resource_id: str, state: Inputs) -> None:
        """See ResourceType."""
        call.client("ec2").delete_flow_logs(FlowLogIds=[resource_id])
