"""The quotas that Service Quotas answers for, with what a new account has.

Source: AWS General Reference, endpoints and quotas of each service; of Fargate's vCPU what botocore's model of Batch
says of a new account.
"""

from collections.abc import Mapping

FARGATE_VCPU = ("fargate", "L-3032A538")
DEFAULTS: Mapping[tuple[str, str], tuple[str, float]] = {
    FARGATE_VCPU: ("Fargate On-Demand vCPU resource count", 6),
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5),
    ("vpc", "L-A4707A72"): ("Internet gateways per Region", 5),
    ("vpc", "L-FE5A380F"): ("NAT gateways per Availability Zone", 5),
    ("vpc", "L-29B6F2EB"): ("Interface VPC endpoints per VPC", 50),
    ("vpc", "L-1B52E74A"): ("Gateway VPC endpoints per Region", 20),
    ("vpc", "L-0EA8095F"): ("Inbound or outbound rules per security group", 60),
    ("vpc", "L-E79EC296"): ("VPC security groups per Region", 2500),
    ("elasticloadbalancing", "L-53DA6B97"): ("Application Load Balancers per Region", 50),
    ("elasticloadbalancing", "L-B22855CB"): ("Target Groups per Region", 3000),
    ("elasticloadbalancing", "L-7E6692B2"): ("Targets per Application Load Balancer", 1000),
    ("ecs", "L-21C621EB"): ("Clusters per account", 10_000),
    ("ecs", "L-9EF96962"): ("Services per cluster", 5000),
    ("eks", "L-1194D53C"): ("Clusters", 100),
    ("eks", "L-33415657"): ("Fargate profiles per cluster", 10),
    ("rds", "L-952B80B8"): ("DB clusters", 40),
    ("rds", "L-7B6409FD"): ("DB instances", 40),
    ("elasticache", "L-DFE45DF3"): ("Nodes per Region", 300),
    ("dynamodb", "L-F98FE922"): ("Maximum number of tables", 2500),
    ("kms", "L-C2F1777E"): ("Customer Master Keys (CMKs)", 100_000),
    ("secretsmanager", "L-2F66C23C"): ("Secrets in a Region", 500_000),
    ("acm", "L-F141DD1D"): ("ACM certificates", 2500),
    ("cloudfront", "L-24B04930"): ("Web distributions per AWS account", 500),
    ("route53", "L-4EA4796A"): ("Hosted zones", 500),
    ("route53", "L-ACB674F3"): ("Health checks", 200),
    ("iam", "L-FE177D64"): ("Roles per account", 1000),
    ("s3", "L-DC2B2D3D"): ("General purpose buckets", 10_000),
}
