"""`python -m sandbox`: the emulated cloud and the embedded engine from a shell."""
