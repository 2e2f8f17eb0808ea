"""What is run against a pair of regions, or before there is one: the `standby` command."""
