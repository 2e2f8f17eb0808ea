"""Data is not deleted, lost or read by accident."""

from protection import alarms_act, backup_and_pitr, deletion_protection, encrypted_and_private

TITLE = "Protection of data"
RULES = (
    deletion_protection.RULE,
    backup_and_pitr.RULE,
    encrypted_and_private.RULE,
    alarms_act.RULE,
)
