"""What rules are written with. It knows Pulumi's policy SDK, and no cloud."""
