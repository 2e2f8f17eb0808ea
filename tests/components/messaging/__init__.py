"""Tests of the messaging's components."""
