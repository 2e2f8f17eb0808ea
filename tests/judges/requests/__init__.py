"""botocore's models as a judge of the requests that the provider makes of what is declared."""
