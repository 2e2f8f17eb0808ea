"""The three strategies side by side, for one pair of stack files."""
