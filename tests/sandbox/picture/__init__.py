"""The picture of the regions."""
