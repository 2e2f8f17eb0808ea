"""Route 53's rules, as pure functions."""
