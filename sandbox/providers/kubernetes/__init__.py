"""The sandbox's kubernetes provider."""
