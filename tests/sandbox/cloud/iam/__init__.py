"""How rights are decided."""
