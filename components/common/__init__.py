"""What every pillar needs and nobody would look for in one: names, ports, policy documents, private buckets."""
