"""The `standby` command: a file for each of its commands, and what they have in common."""
