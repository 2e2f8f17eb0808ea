"""Inputs that nobody meant: seeded cases for every command, each of which has to end in words and leave nothing."""
