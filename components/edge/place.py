"""Where AWS keeps what belongs to CloudFront, whatever the home region is."""

# Certificates, web ACLs and log deliveries of CloudFront are made in this region and nowhere else.
REGION = "us-east-1"
