"""The key of what never leaves its region: queues, topics, bus, logs, a cluster's secrets."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from components.common.policy_document import Statement, of_account
from components.data.kms_key_policy import GRANTS_BY_ANYBODY, key_policy, service_statement

_DELETION_WINDOW_DAYS = {True: 30, False: 7}


@dataclass(frozen=True, kw_only=True)
class RegionKeyArgs:
    """Where the key stands."""

    account: pulumi.Input[str]
    region: str
    locked: bool


class RegionKey(pulumi.ComponentResource):
    """Names exactly the services that deliver messages or write logs, each for this account as far as it tells."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: RegionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:keys:RegionKey", name, None, opts)
        key = aws.kms.Key(
            name,
            description="Messages and logs of this region",
            enable_key_rotation=True,
            deletion_window_in_days=_DELETION_WINDOW_DAYS[args.locked],
            policy=key_policy(
                args.account,
                *_services(args),
                grants=GRANTS_BY_ANYBODY,
            ),
            opts=pulumi.ResourceOptions(parent=self, protect=args.locked),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name="alias/standby-region",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


def _services(args: RegionKeyArgs) -> list[Statement]:
    topic = pulumi.Output.concat(f"arn:aws:sns:{args.region}:", args.account, f":{naming.ORDER_TOPIC}")
    logs = [
        pulumi.Output.concat(f"arn:aws:logs:{args.region}:", args.account, f":log-group:{name}")
        for name in (naming.log_group("*"), naming.control_plane_log_group(naming.KUBERNETES_CLUSTER))
    ]
    return [
        # Alarms to their topic.
        service_statement("cloudwatch.amazonaws.com", of_account(args.account)),
        # Events to an encrypted topic: EventBridge names no source there, so a condition would refuse every event.
        service_statement("events.amazonaws.com", None),
        service_statement("sns.amazonaws.com", {"ArnEquals": {"aws:SourceArn": topic}}),
        # CloudWatch Logs names the log group in the encryption context instead of a source.
        service_statement(
            f"logs.{args.region}.amazonaws.com", {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}}
        ),
    ]
