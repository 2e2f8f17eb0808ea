"""Tests of the model of a recovery."""
