"""What stands between a client and a workload, as configuration decides it: CloudFront, and a load balancer's rules."""
