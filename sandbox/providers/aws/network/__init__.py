"""VPC, subnets, routes, endpoints, security groups."""
