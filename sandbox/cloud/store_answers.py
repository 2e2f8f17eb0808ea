"""What the emulator's stores take and do not say: the logs that a database exports, the key of a cache."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape

Record = dict[str, Any]
Handler = Callable[[Mapping[str, Any]], Any]
_LOGS = "EnabledCloudwatchLogsExports"


def complete(rds: Any, elasticache: Any) -> None:  # noqa: ANN401 - the emulator's modules
    """Let them answer as AWS does. What is added is kept in the emulator's own records."""
    rds._cluster_xml = _with_logs(rds._cluster_xml)  # noqa: SLF001
    actions = rds._ACTION_MAP  # noqa: SLF001
    for action in ("CreateDBCluster", "ModifyDBCluster"):
        actions[action] = _keeps_logs(rds, actions[action])
    elasticache._rg_xml = _with_key(elasticache._rg_xml)  # noqa: SLF001
    elasticache._create_replication_group = _keeps_key(elasticache, elasticache._create_replication_group)  # noqa: SLF001


def _with_logs(written: Callable[[Record], str]) -> Callable[[Record], str]:
    def write(cluster: Record) -> str:
        logs = "".join(f"<member>{escape(each)}</member>" for each in cluster.get(_LOGS) or ())
        return f"{written(cluster)}<{_LOGS}>{logs}</{_LOGS}>" if logs else written(cluster)

    return write


def _keeps_logs(rds: Any, answer: Handler) -> Handler:  # noqa: ANN401 - the emulator's module
    clusters, read, listed = rds._clusters, rds._p, rds._parse_member_list  # noqa: SLF001

    def answered(asked: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the emulator's answer
        name, change = read(asked, "DBClusterIdentifier"), "CloudwatchLogsExportConfiguration"
        before = list((clusters.get(name) or {}).get(_LOGS) or ())
        given = answer(asked)
        record = clusters.get(name)
        if record is not None:
            disabled = listed(asked, f"{change}.DisableLogTypes")
            enabled = [*listed(asked, "EnableCloudwatchLogsExports"), *listed(asked, f"{change}.EnableLogTypes")]
            record[_LOGS] = sorted({*before, *enabled} - {*disabled})
        return given

    return answered


def _with_key(written: Callable[[Record], str]) -> Callable[[Record], str]:
    def write(group: Record) -> str:
        key = group.get("KmsKeyId")
        return f"{written(group)}<KmsKeyId>{escape(key)}</KmsKeyId>" if key else written(group)

    return write


def _keeps_key(elasticache: Any, answer: Handler) -> Handler:  # noqa: ANN401 - the emulator's module
    groups, read = elasticache._replication_groups, elasticache._p  # noqa: SLF001

    def answered(asked: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the emulator's answer
        given, name = answer(asked), read(asked, "ReplicationGroupId")
        if name in groups and (key := read(asked, "KmsKeyId")):
            groups[name]["KmsKeyId"] = key
        return given

    return answered
