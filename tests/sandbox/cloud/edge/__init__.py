"""Tests of what stands between a client and a workload."""
