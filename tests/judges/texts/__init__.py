"""Whether every text that is declared was thought about."""
