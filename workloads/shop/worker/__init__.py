"""The process that places orders."""
