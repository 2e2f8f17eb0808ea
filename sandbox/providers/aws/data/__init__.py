"""Aurora, DynamoDB, ElastiCache, S3."""
