"""Resource providers that Pulumi, or the sandbox engine, starts as plugins."""
