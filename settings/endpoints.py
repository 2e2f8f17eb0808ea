"""Which of AWS's services a region reaches by endpoints of its own, so that it needs no way out. Pure."""

GATEWAY_SERVICES = ("dynamodb", "s3")
# What a task calls: to start (ecr, logs), to work (events, sqs), to report (monitoring), to migrate (secretsmanager).
_OF_TASKS = ("ecr.api", "ecr.dkr", "events", "logs", "monitoring", "secretsmanager", "sqs")
# What the controllers of a cluster call, and every pod for its credentials (sts).
_OF_A_CLUSTER = ("ec2", "elasticloadbalancing", "sts")
_OF_TRACES = ("xray",)


def interface_services(*, kubernetes: bool, traces: bool) -> tuple[str, ...]:
    """The interface endpoints of a region, by the service's name; `traces` where they have no other way."""
    return (*_OF_TASKS, *(_OF_A_CLUSTER if kubernetes else ()), *(_OF_TRACES if traces else ()))


def service_name(region: str, service: str) -> str:
    """What EC2 calls the service that an endpoint leads to."""
    return f"com.amazonaws.{region}.{service}"
