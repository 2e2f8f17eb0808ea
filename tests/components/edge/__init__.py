"""Tests of the edge's components."""
