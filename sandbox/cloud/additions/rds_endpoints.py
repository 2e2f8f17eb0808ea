"""RDS: endpoints keep the names that AWS gives them."""

import hashlib
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.request import AwsCall
from sandbox.cloud.response import Answer, xml_answer

_NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
_PORT = "5432"
_NAMED = (b"<DBCluster>", b"<DBInstance>", b"<GlobalClusterIdentifier>")


class RdsEndpoints(Addition):
    """The emulator renames a cluster's endpoints once it has an instance, and gives a global cluster none."""

    service = "rds"
    adds = "Stable names of the endpoints of clusters, instances and global clusters"
    proves = "what is wired to an endpoint stays wired to it, also through a failover"
    cannot = "connecting: nothing listens behind the names yet"

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    @override
    def takes(self, call: AwsCall) -> bool:
        return "Cluster" in call.action or "DBInstance" in call.action

    @override
    async def answer(self, call: AwsCall) -> Answer:
        answer = await self._emulator.answer(call)
        if not answer.is_success or not any(tag in answer.body for tag in _NAMED):
            return answer
        root = parse(answer.body)
        suffix = _hash(f"{call.account}/{call.region}")
        for cluster in root.iter("DBCluster"):
            name = text(cluster, "DBClusterIdentifier")
            _set(cluster, "Endpoint", f"{name}.cluster-{suffix}.{call.region}.rds.amazonaws.com")
            _set(cluster, "ReaderEndpoint", f"{name}.cluster-ro-{suffix}.{call.region}.rds.amazonaws.com")
        for instance in root.iter("DBInstance"):
            name = text(instance, "DBInstanceIdentifier")
            _set(instance, "Endpoint/Address", f"{name}.{suffix}.{call.region}.rds.amazonaws.com")
            _set(instance, "Endpoint/Port", _PORT)
        for cluster in _global_clusters(root):
            name = text(cluster, "GlobalClusterIdentifier")
            # It follows the writer, so it belongs to no region.
            endpoint = cluster.find("Endpoint")
            if endpoint is None:
                endpoint = ET.SubElement(cluster, "Endpoint")
            endpoint.text = f"{name}.global-{_hash(call.account)}.global.rds.amazonaws.com"
        root.set("xmlns", _NAMESPACE)
        return xml_answer(ET.tostring(root, encoding="unicode"), answer.status)


def _global_clusters(root: ET.Element) -> list[ET.Element]:
    """In a list both a global cluster and its member are called a member; only the cluster has an identifier."""
    candidates = [*root.iter("GlobalCluster"), *root.iter("GlobalClusterMember")]
    return [found for found in candidates if found.find("GlobalClusterIdentifier") is not None]


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _set(element: ET.Element, path: str, value: str) -> None:
    """Replace a value; what has no endpoint yet gets none."""
    found = element.find(path)
    if found is not None and found.text:
        found.text = value
