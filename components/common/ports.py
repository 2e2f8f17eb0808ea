"""The ports that several pillars speak of: who listens there, who is let in, and who is told of it."""

HTTPS = 443
DATABASE = 5432
CACHE = 6379
