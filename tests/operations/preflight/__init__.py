"""What a running pair is doing."""
