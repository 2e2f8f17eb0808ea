"""AWS and a Pulumi engine on this machine, for people and CI without an account, a CLI or a network."""
