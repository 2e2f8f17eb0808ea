"""What the gateway adds to the emulator, each through a running cloud."""
