"""What stands between clients and the regions: CloudFront, its firewall, its certificate and the static assets."""
