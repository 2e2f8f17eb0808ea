"""`standby preflight`: what an account lacks, before the first `up` and before every season of failovers."""
