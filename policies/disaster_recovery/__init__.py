"""The other region has what it needs before it is needed."""

from disaster_recovery import (
    aurora_global_member,
    dns_failover_pairs,
    dynamodb_replica,
    keys_secrets_images,
    no_lost_messages,
    region_pinned,
)

TITLE = "Disaster recovery"
RULES = (
    region_pinned.RULE,
    aurora_global_member.RULE,
    dynamodb_replica.RULE,
    keys_secrets_images.RULE,
    dns_failover_pairs.RULE,
    no_lost_messages.RULE,
)
