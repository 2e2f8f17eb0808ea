"""Route 53, CloudFront, WAF, and the delivery of their logs."""
