"""The roles that this repository hands out, judged as IAM judges them."""
