"""What probes the shop from outside. It is sent to CloudWatch Synthetics as it stands, and imports nothing of ours."""
