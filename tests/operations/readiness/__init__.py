"""Whether a region holds what a failover will need."""
