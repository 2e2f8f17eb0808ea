"""Tests of the compute's components."""
