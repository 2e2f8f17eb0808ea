"""Parameters of Aurora PostgreSQL that are read when an instance starts. Data, and what RDS says of them.

Source: Aurora user guide, Aurora PostgreSQL parameters (apply type static); RDS API reference,
ModifyDBClusterParameterGroup: a static one takes pending-reboot alone. Not all are here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

STATIC = frozenset(
    {
        *("apg_plan_mgmt.max_databases", "apg_plan_mgmt.max_plans", "autovacuum_freeze_max_age"),
        *("autovacuum_max_workers", "autovacuum_multixact_freeze_max_age", "cron.database_name", "huge_pages"),
        *("max_connections", "max_files_per_process", "max_locks_per_transaction", "max_logical_replication_workers"),
        *("max_prepared_transactions", "max_replication_slots", "max_wal_senders", "max_worker_processes"),
        *("rds.babelfish_status", "rds.enable_plan_management", "rds.logical_replication", "shared_buffers"),
        *("shared_preload_libraries", "superuser_reserved_connections", "track_activity_query_size"),
        *("track_commit_timestamp", "wal_buffers"),
    }
)
_LATER = "pending-reboot"


def parameter_problems(parameters: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """What RDS refuses of them."""
    for number, each in enumerate(parameters):
        if each.get("name") in STATIC and (each.get("applyMethod") or "immediate") != _LATER:
            reason = f"cannot use immediate apply method for static parameter {each['name']}"
            yield f"parameters[{number}].applyMethod", f"{reason}; write {_LATER}, and restart one instance at a time"
