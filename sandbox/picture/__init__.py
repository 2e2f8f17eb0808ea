"""A picture of both regions as they are, drawn from the states of the stacks. Knows no cloud."""
