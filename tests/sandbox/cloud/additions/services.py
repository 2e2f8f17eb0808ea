"""An ECS service behind a load balancer, made as the platform makes it: the listener forwards by a rule."""

from dataclasses import dataclass

from tests.sandbox.cloud.conftest import EAST, Aws


@dataclass(frozen=True)
class WebService:
    """What was made, and in which region."""

    region: str
    subnets: list[str]
    group_arn: str
    balancer_arn: str
    balancer_name: str
    balancer_zone_id: str
    listener_arn: str

    @property
    def resource_id(self) -> str:
        """How Application Auto Scaling calls the service."""
        return "service/apps/web"


def web_service(aws: Aws, region: str = EAST, *, tasks: int = 3, cidr: str = "10.1") -> WebService:
    """Make one with as many running tasks."""
    network = aws.network(region, cidr)
    elb, ecs = aws.client("elbv2", region), aws.client("ecs", region)
    (balancer,) = elb.create_load_balancer(Name="web", Subnets=network.subnets)["LoadBalancers"]
    (group,) = elb.create_target_group(Name="web", Protocol="HTTP", Port=8080, VpcId=network.vpc, TargetType="ip")[
        "TargetGroups"
    ]
    nothing = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    (listener,) = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=[nothing]
    )["Listeners"]
    elb.create_rule(
        ListenerArn=listener["ListenerArn"],
        Priority=1,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
        Actions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
    )
    ecs.create_cluster(clusterName="apps")
    container = {"name": "web", "image": "web", "portMappings": [{"containerPort": 8080}]}
    ecs.register_task_definition(
        family="web", networkMode="awsvpc", cpu="256", memory="512", containerDefinitions=[container]
    )
    ecs.create_service(
        cluster="apps",
        serviceName="web",
        taskDefinition="web",
        desiredCount=tasks,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": network.subnets}},
        loadBalancers=[{"targetGroupArn": group["TargetGroupArn"], "containerName": "web", "containerPort": 8080}],
    )
    return WebService(
        region,
        network.subnets,
        group["TargetGroupArn"],
        balancer["LoadBalancerArn"],
        balancer["DNSName"],
        balancer["CanonicalHostedZoneId"],
        listener["ListenerArn"],
    )


def scale(aws: Aws, service: WebService, tasks: int) -> None:
    """Run as many tasks."""
    aws.client("ecs", service.region).update_service(cluster="apps", service="web", desiredCount=tasks)
