"""Rules about Availability Zones."""
