"""Tests of the network's components."""
