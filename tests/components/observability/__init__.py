"""What people on call see and hear."""
