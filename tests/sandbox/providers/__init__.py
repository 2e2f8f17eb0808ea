"""The sandbox's resource providers."""
