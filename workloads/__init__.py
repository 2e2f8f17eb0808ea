"""Workloads: generated worlds, schemas and drivers used to exercise Standby."""
