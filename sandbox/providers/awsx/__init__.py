"""The sandbox's `awsx` provider: the components of pulumi-awsx that the platform uses."""
