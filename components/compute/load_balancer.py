"""One region's application load balancer: the only thing there that the edge and health checkers reach."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import naming, ports

# TLS 1.2 and 1.3 with forward secrecy only.
_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """Where it stands and what it presents."""

    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_ids: Sequence[pulumi.Input[str]]
    certificate_arn: pulumi.Input[str]
    log_bucket: pulumi.Input[str]
    locked: bool


class LoadBalancer(pulumi.ComponentResource):
    """Balancer and listener. What no rule matches is refused; target groups add the rules."""

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:loadbalancer:LoadBalancer", name, None, opts)
        balancer = aws.lb.LoadBalancer(
            name,
            name=naming.LOAD_BALANCER,
            load_balancer_type="application",
            internal=False,
            subnets=args.subnet_ids,
            security_groups=args.security_group_ids,
            enable_deletion_protection=args.locked,
            drop_invalid_header_fields=True,
            enable_http2=True,
            # Clients that stay connected keep talking to a region after DNS has moved on.
            client_keep_alive=300,
            idle_timeout=60,
            enable_zonal_shift=True,
            access_logs={"bucket": args.log_bucket, "enabled": True},
            opts=pulumi.ResourceOptions(parent=self),
        )
        listener = self._listener(name, balancer, args)
        self.arn, self.arn_suffix = balancer.arn, balancer.arn_suffix
        self.dns_name, self.zone_id = balancer.dns_name, balancer.zone_id
        self.listener_arn = listener.arn
        self.register_outputs(
            {
                "arn": self.arn,
                "arn_suffix": self.arn_suffix,
                "dns_name": self.dns_name,
                "zone_id": self.zone_id,
                "listener_arn": self.listener_arn,
            }
        )

    def _listener(self, name: str, balancer: aws.lb.LoadBalancer, args: LoadBalancerArgs) -> aws.lb.Listener:
        return aws.lb.Listener(
            f"{name}-https",
            load_balancer_arn=balancer.arn,
            port=ports.HTTPS,
            protocol="HTTPS",
            ssl_policy=_TLS_POLICY,
            certificate_arn=args.certificate_arn,
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {"content_type": "text/plain", "message_body": "Forbidden", "status_code": "403"},
                }
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
