"""RDS: copies of cluster snapshots, within a region."""

from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, text
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer, xml_error

_VERSION, _NAMESPACE = "2014-10-31", "http://rds.amazonaws.com/doc/2014-10-31/"
_COPY, _CREATE, _DESCRIBE = "CopyDBClusterSnapshot", "CreateDBClusterSnapshot", "DescribeDBClusterSnapshots"


class SnapshotCopies(Addition):
    """A copy is a snapshot of the same cluster: nothing here holds data that could differ."""

    service = "rds"
    adds = "CopyDBClusterSnapshot within a region"
    proves = "a snapshot that goes with the backups is found, and kept under a name of its own"
    cannot = "copies into another region, keys of their own, and what is in a snapshot"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action == _COPY

    @override
    async def answer(self, call: AwsCall) -> Answer:
        asked = call.form()
        source = asked["SourceDBClusterSnapshotIdentifier"].rpartition(":snapshot:")[2]
        known = await self._ask(call, _DESCRIBE, DBClusterSnapshotIdentifier=source)
        cluster = next((text(each, "DBClusterIdentifier") for each in known.iter("DBClusterSnapshot")), "")
        if not cluster:
            return xml_error("DBClusterSnapshotNotFoundFault", f"DBClusterSnapshot {source} not found.", 404)
        name = asked["TargetDBClusterSnapshotIdentifier"]
        made = await self._ask(call, _CREATE, DBClusterIdentifier=cluster, DBClusterSnapshotIdentifier=name)
        if made.find(f"{_CREATE}Result") is None:
            return xml_error("DBClusterSnapshotAlreadyExistsFault", f"DBClusterSnapshot {name} already exists.")
        made.set("xmlns", _NAMESPACE)
        return xml_answer(ET.tostring(made, encoding="unicode").replace(_CREATE, _COPY))

    async def _ask(self, call: AwsCall, action: str, **parameters: str) -> ET.Element:
        return await self._emulator.ask_query(
            call.scope, service=self.service, parameters={"Action": action, "Version": _VERSION, **parameters}
        )
