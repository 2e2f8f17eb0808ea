"""What people call the things that the price list has keys for."""

from collections.abc import Mapping

from operations.errors import OperationError

NAMES: Mapping[str, str] = {
    "arc.region_switch_plan_month": "the Region switch plan",
    "aurora_pg.acu_hour_standard": "Aurora capacity",
    "aurora_pg.global_replicated_write_io_per_million": "Aurora writes copied to the other region",
    "aurora_pg.io_per_million": "Aurora I/O",
    "aurora_pg.storage_gb_month_standard": "Aurora storage",
    "cloudfront.https_requests_per_10k": "requests at the edge",
    "cloudfront.transfer_gb_na_first_10tb": "answers from the edge to clients",
    "cloudwatch.alarm_month": "alarms",
    "cloudwatch.composite_alarm_month": "composite alarms",
    "cloudwatch.container_insights_ecs_metric_month": "Container Insights",
    "cloudwatch.dashboard_month": "dashboards",
    "cloudwatch.logs_ingest_gb": "logs written",
    "cloudwatch.logs_storage_gb_month": "logs kept",
    "cloudwatch.synthetics_run": "canary runs",
    "data_transfer.cross_az_gb": "traffic between zones",
    "data_transfer.inter_region_gb": "traffic between regions",
    "dynamodb.pitr_gb_month": "recovery points of tables",
    "dynamodb.rru_per_million": "reads of tables",
    "dynamodb.rwru_per_million": "writes of tables, in both regions",
    "dynamodb.storage_gb_month": "storage of tables",
    "ecr.storage_gb_month": "container images",
    "eks.cluster_hour_standard": "the EKS cluster",
    "eks.cluster_hour_extended": "the EKS cluster, whose version has left standard support",
    "elb.alb_hour": "the load balancer",
    "elb.alb_lcu_hour": "load balancer units",
    "eventbridge.archive_processing_gb": "events archived",
    "eventbridge.archive_storage_gb_month": "archive of events",
    "eventbridge.custom_event_per_million": "events",
    "fargate.linux_x86_gb_hour": "memory of tasks",
    "fargate.linux_x86_vcpu_hour": "processors of tasks",
    "kms.key_month": "keys",
    "route53.health_check_aws_month": "health checks",
    "route53.health_check_option_aws_month": "fast HTTPS health checks",
    "route53.hosted_zone_month": "the hosted zone",
    "route53.queries_latency_per_million": "name queries",
    "s3.standard_gb_month": "access logs kept",
    "secretsmanager.secret_month": "secrets",
    "sns.publish_per_million": "notifications",
    "sqs.standard_per_million": "queue requests",
    "vpc.interface_endpoint_gb": "traffic through VPC endpoints",
    "vpc.interface_endpoint_hour": "VPC endpoints",
    "vpc.nat_gateway_gb": "traffic through NAT",
    "vpc.nat_gateway_hour": "NAT gateways",
    "vpc.public_ipv4_hour": "public addresses",
    "waf.requests_per_million": "requests that the web ACL looks at",
    "waf.rule_month": "rules of the web ACL",
    "waf.web_acl_month": "the web ACL",
}


def name_of(price: str) -> str:
    """The name; nodes and instances of all sizes have one. Raises OperationError."""
    if price.startswith("elasticache."):
        return "cache nodes"
    if price.startswith("aurora_pg.") and price not in NAMES:
        return "Aurora instances"
    if price not in NAMES:
        msg = f"nobody has said what people call {price}; add it to operations/pricing/names.py"
        raise OperationError(msg)
    return NAMES[price]
