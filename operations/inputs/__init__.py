"""Files that people write or a planner prints, read with one sentence for whatever is wrong with them."""
