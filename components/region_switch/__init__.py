"""A failover that AWS runs: a plan of ARC Region switch, and the role that it acts as."""
