"""CloudWatch's arithmetic, against the examples on AWS's pages."""
