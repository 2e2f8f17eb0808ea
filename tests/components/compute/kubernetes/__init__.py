"""Tests of the clusters's components."""
