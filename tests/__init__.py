"""What the project promises, as tests: one folder per folder of the source."""
