"""The sandbox's AWS provider: the real provider's rules as data, real calls to whatever AWS_ENDPOINT_URL names."""
