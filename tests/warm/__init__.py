"""Processes that start at once, because they are forked from one that has loaded what they import."""
