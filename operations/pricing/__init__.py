"""What resources and traffic cost a month, by a price list."""
