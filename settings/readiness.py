"""How a region's readiness is told to CloudWatch: by whom looks, and to the alarms that the program declares."""

NAMESPACE = "Standby/Readiness"
# How many resources are not as a failover needs them, and 0 where it finds all of them.
METRIC = "UnreadyResourceCount"
UNIT = "Count"
DIMENSION = "Region"
# The nightly look, and what a late runner may take.
SILENT_HOURS = 26
