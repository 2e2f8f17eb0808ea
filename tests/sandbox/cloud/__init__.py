"""The emulated AWS and its gateway."""
