"""Drills: a failover on purpose, and the evidence of how it went."""
