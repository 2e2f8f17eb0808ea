"""Rules about compute that keeps nothing."""
