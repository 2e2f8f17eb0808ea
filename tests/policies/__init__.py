"""The pack: every rule, what guards them, and the platform's own stacks."""
