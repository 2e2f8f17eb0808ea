"""The key of what never leaves its region: queues, topics, bus, logs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.key_policy import key_policy, service_statement

_DELETION_WINDOW_DAYS = {True: 30, False: 7}


@dataclass(frozen=True, kw_only=True)
class RegionKeyArgs:
    """Where the key stands."""

    account: pulumi.Input[str]
    region: str
    locked: bool


class RegionKey(pulumi.ComponentResource):
    """Names exactly the services that deliver messages or write logs, for this account's own resources only."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: RegionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:keys:RegionKey", name, None, opts)
        logs = pulumi.Output.concat("arn:aws:logs:", args.region, ":", args.account, ":log-group:/standby/*")
        key = aws.kms.Key(
            name,
            description="Messages and logs of this region",
            enable_key_rotation=True,
            deletion_window_in_days=_DELETION_WINDOW_DAYS[args.locked],
            policy=key_policy(
                args.account,
                *(
                    service_statement(service, args.account)
                    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com")
                ),
                # CloudWatch Logs sends no source account; it names the log group instead.
                service_statement(
                    f"logs.{args.region}.amazonaws.com",
                    args.account,
                    {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
                ),
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
