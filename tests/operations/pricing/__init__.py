"""Prices: what a resource costs, the book, and how it is renewed."""
