"""How long a recovery takes and what it loses: the steps of a failover, their durations, limits. Pure."""
