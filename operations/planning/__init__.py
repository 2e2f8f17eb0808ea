"""Plans by running a planner as its own process, and what they declare."""
