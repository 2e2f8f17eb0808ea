"""Switching strategies."""
