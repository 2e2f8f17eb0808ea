"""Identities, keys, secrets, certificates."""
