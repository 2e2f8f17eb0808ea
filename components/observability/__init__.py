"""What people on call see of a region, and what wakes them."""
