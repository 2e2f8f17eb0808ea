"""Judges that know nothing of this project: CloudFormation's registry schemas and botocore's service models."""
