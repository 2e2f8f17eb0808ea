"""EKS on Fargate: the cluster of a region, what serves it, and a workload on it."""
