"""Stand-ins for the workload's images and containers: they do at the emulated AWS what the real ones do at AWS."""
