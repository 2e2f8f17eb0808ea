"""Tests of the data's components."""
