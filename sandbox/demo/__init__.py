"""The demonstration: both regions come up, the strategy is switched round, and each claim is looked up from outside."""
