"""Rules about the other region."""
