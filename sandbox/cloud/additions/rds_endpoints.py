"""RDS: endpoints keep the names that AWS gives them."""

import hashlib
from xml.etree import ElementTree as ET

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer

_NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
_PORT = "5432"


class RdsEndpoints:
    """The emulator renames a cluster's endpoints to `localhost` once it has an instance; AWS never renames them."""

    service = "rds"
    adds = "Stable names of cluster and instance endpoints"
    proves = "what is wired to an endpoint stays wired to it, also through a failover"
    cannot = "connecting: nothing listens behind the names yet"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def takes(self, call: AwsCall) -> bool:
        """See Addition."""
        return call.service == self.service and ("DBCluster" in call.action or "DBInstance" in call.action)

    async def answer(self, call: AwsCall) -> Answer:
        """See Addition."""
        answer = await self._emulator.answer(call)
        if not answer.is_success or (b"<DBCluster>" not in answer.body and b"<DBInstance>" not in answer.body):
            return answer
        root = ET.fromstring(answer.body)  # noqa: S314 - the emulator's own document
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        suffix = hashlib.sha256(f"{call.account}/{call.region}".encode()).hexdigest()[:12]
        for cluster in root.iter("DBCluster"):
            name = cluster.findtext("DBClusterIdentifier", "")
            _set(cluster, "Endpoint", f"{name}.cluster-{suffix}.{call.region}.rds.amazonaws.com")
            _set(cluster, "ReaderEndpoint", f"{name}.cluster-ro-{suffix}.{call.region}.rds.amazonaws.com")
        for instance in root.iter("DBInstance"):
            name = instance.findtext("DBInstanceIdentifier", "")
            _set(instance, "Endpoint/Address", f"{name}.{suffix}.{call.region}.rds.amazonaws.com")
            _set(instance, "Endpoint/Port", _PORT)
        root.set("xmlns", _NAMESPACE)
        return xml_answer(ET.tostring(root, encoding="unicode"))


def _set(element: ET.Element, path: str, value: str) -> None:
    found = element.find(path)
    if found is not None and found.text:
        found.text = value
