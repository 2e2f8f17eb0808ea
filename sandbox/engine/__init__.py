"""A Pulumi engine in Python, for the sandbox. `Deployment` is the way in; see `docs/decisions/0007`."""
