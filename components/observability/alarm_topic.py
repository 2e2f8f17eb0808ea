"""Where a region's alarms go. Who is told is subscribed by the people on call, not declared here."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import allow, document, of_account


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """The key must let CloudWatch use it, or alarms vanish without a trace."""

    account: pulumi.Input[str]
    key_arn: pulumi.Input[str]


class AlarmTopic(pulumi.ComponentResource):
    """Takes messages from this account's alarms only."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:messaging:AlarmTopic", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        topic = aws.sns.Topic(name, name=naming.ALARM_TOPIC, kms_master_key_id=args.key_arn, opts=child)
        aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=document(
                allow(
                    ["sns:Publish"],
                    [topic.arn],
                    principal={"Service": "cloudwatch.amazonaws.com"},
                    condition=of_account(args.account),
                )
            ),
            opts=child,
        )
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})
