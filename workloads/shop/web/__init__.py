"""The process that answers customers."""
