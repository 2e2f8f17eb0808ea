"""Wrong programs, and the tests that catch them."""
