"""What the web ACL stopped, or would have: written down without what lets somebody in."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming
from settings.network import RetentionDays

# In small letters: WAF says them back so.
_HIDDEN_HEADERS = ("authorization", "cookie", "idempotency-key")
_KEPT_ACTIONS = ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")


@dataclass(frozen=True, kw_only=True)
class WebAclLogsArgs:
    """Whose log it is."""

    web_acl_arn: pulumi.Input[str]
    retention_days: RetentionDays


class WebAclLogs(pulumi.ComponentResource):
    """Requests that pass are in the access log already, and would be most of the bill.

    Encrypted by CloudWatch Logs itself: the platform's keys stand in its own regions, which need not be this one.
    """

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: WebAclLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:edge:WebAclLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.cloudwatch.LogGroup(
            f"{name}-group",
            name=naming.WEB_ACL_LOGS,
            retention_in_days=args.retention_days,
            region=naming.EDGE_REGION,
            opts=child,
        )
        aws.wafv2.WebAclLoggingConfiguration(
            name,
            resource_arn=args.web_acl_arn,
            log_destination_configs=[group.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in _HIDDEN_HEADERS],
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [{"action_condition": {"action": action}} for action in _KEPT_ACTIONS],
                    }
                ],
            },
            region=naming.EDGE_REGION,
            opts=child,
        )
        self.log_group_name = group.name
        self.register_outputs({"log_group_name": self.log_group_name})
