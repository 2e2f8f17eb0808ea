"""CloudWatch's metrics as pure functions: what is published, what an expression comes to, when an alarm rings."""
