"""Files read as the pulumi CLI reads them."""
