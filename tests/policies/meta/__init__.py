"""Rules about rules."""
