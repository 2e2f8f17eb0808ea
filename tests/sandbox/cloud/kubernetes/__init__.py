"""Emulated clusters."""
