"""Queues, topics, event buses, logs and alarms."""
