"""Runs that are killed, disturbed, or come two at once."""
