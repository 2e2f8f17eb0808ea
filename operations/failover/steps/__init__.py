"""What each step does, one subject a file. Everything here looks first, and doing it again changes nothing."""
