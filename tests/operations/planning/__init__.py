"""Tests of planners and their plans."""
