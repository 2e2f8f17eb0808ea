"""Tests of the region switch's components."""
