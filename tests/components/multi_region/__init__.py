"""Tests of the pair of regions's components."""
