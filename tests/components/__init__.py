"""What the components declare, read from what they register."""
