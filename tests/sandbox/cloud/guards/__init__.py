"""What AWS looks at before it does what a call asks, each through a running cloud."""
