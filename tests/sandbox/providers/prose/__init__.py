"""What AWS asks of texts in prose, checked by the provider."""
