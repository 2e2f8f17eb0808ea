"""What `standby readiness` sees of changes by hand: every resource of a region, changed one at a time."""
