"""The `standby` command."""
