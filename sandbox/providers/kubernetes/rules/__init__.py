"""What controllers make of texts and numbers that the schemas leave open, each by the rule of who reads it."""
