"""Nothing depends on one Availability Zone. Zones are counted, not subnets."""

from multi_az import (
    asg_spread,
    aurora_writer_reader,
    ecs_service_spread,
    efs_regional,
    eks_spread,
    elasticache_failover,
    endpoint_spread,
    k8s_spread,
    lambda_vpc_spread,
    lb_cross_zone,
    lb_three_azs,
    nat_per_az,
    rds_multi_az,
    vpc_three_azs,
)

TITLE = "Multi-AZ"
RULES = (
    vpc_three_azs.RULE,
    nat_per_az.RULE,
    lb_three_azs.RULE,
    lb_cross_zone.RULE,
    ecs_service_spread.RULE,
    asg_spread.RULE,
    eks_spread.RULE,
    k8s_spread.RULE,
    aurora_writer_reader.RULE,
    rds_multi_az.RULE,
    elasticache_failover.RULE,
    efs_regional.RULE,
    lambda_vpc_spread.RULE,
    endpoint_spread.RULE,
)
