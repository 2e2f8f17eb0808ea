"""What controllers read."""
