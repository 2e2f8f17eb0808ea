"""`standby readiness`: whether all that a failover will need in a region stands there as the stacks declare it."""
