"""The Kubernetes behind emulated EKS clusters: an API server's objects, and what controllers would make of them."""
