"""The gate for plans."""
