"""RDS: a global database whose writer moves in a time that tools set, and what an unplanned move leaves behind."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from typing_extensions import override

from sandbox.cloud.additions import Addition
from sandbox.cloud.conditions import Conditions
from sandbox.cloud.emulator import Emulator, parse, text
from sandbox.cloud.faults import Faults
from sandbox.cloud.request import AwsCall, Scope
from sandbox.cloud.response import Answer, xml_answer, xml_error

_NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
_VERSION = "2014-10-31"
_MOVES = frozenset({"FailoverGlobalCluster", "SwitchoverGlobalCluster"})
_DESCRIBE, _SNAPSHOTS = "DescribeGlobalClusters", "DescribeDBClusterSnapshots"
_WRONG_STATE = "InvalidGlobalClusterStateFault"
_AUTOMATED = "rds:"
_PENDING_RESYNC = "pending-resync"


@dataclass(frozen=True)
class _Member:
    arn: str
    is_writer: bool

    @property
    def region(self) -> str:
        return self.arn.split(":")[3]


@dataclass
class _Promotion:
    """A move that was accepted. `looks` counts the answers that showed it under way."""

    source: _Member
    target: _Member
    is_planned: bool
    call: AwsCall
    looks: int = 0

    @property
    def under_way(self) -> str:
        return "switching-over" if self.is_planned else "failing-over"


@dataclass
class _Global:
    """What is known of one global cluster. `resyncs`: ARN of a lost member -> the looks since its region is back."""

    promotion: _Promotion | None = None
    resyncs: dict[str, int] = field(default_factory=dict)


class GlobalPromotions(Addition):
    """Counts looks, not seconds, so that a test decides when a promotion is over. `below` carries it out."""

    service = "rds"
    adds = (
        "global switchovers and failovers that are under way for some looks or for ever, AWS's refusals of them, "
        "and after an unplanned one the snapshot and the resynchronisation of the old primary"
    )
    proves = "a move is waited for, is asked for once and in the right region, and survives that its caller does not"
    cannot = "how long it takes; the code with which AWS refuses a call in the wrong region is not documented"

    def __init__(self, emulator: Emulator, below: Addition, conditions: Conditions, faults: Faults) -> None:
        self._emulator, self._below = emulator, below.answer
        self._conditions, self._faults = conditions, faults
        self._known: dict[tuple[str, str], _Global] = {}

    @override
    def takes(self, call: AwsCall) -> bool:
        return call.action in {*_MOVES, _DESCRIBE, _SNAPSHOTS}

    @override
    async def answer(self, call: AwsCall) -> Answer:
        if call.action == _SNAPSHOTS:
            return _with_types(await self._below(call))
        if call.action == _DESCRIBE:
            await self._move_on(call)
            return self._shown(call, await self._below(call))
        return await self._begin(call)

    async def _begin(self, call: AwsCall) -> Answer:
        asked = call.form()
        name = asked.get("GlobalClusterIdentifier", "")
        members = await self._members(call.scope, name)
        source = next((each for each in members if each.is_writer), None)
        target = next((each for each in members if each.arn == asked.get("TargetDbClusterIdentifier")), None)
        contradicts = {"AllowDataLoss", "Switchover"} <= asked.keys()
        if source is None or target is None or target.is_writer or contradicts:
            # The emulator refuses it in AWS's words.
            return await self._below(call)
        known = self._known.setdefault((call.account, name), _Global())
        self._settle(known)
        is_planned = asked.get("AllowDataLoss") != "true"
        promotion = _Promotion(source, target, is_planned, call)
        refusal = self._refusal(call, known, promotion)
        if refusal:
            return xml_error(_WRONG_STATE, f"Global cluster {name}: {refusal}")
        if self._conditions.promotion_polls == 0:
            return await self._finish(known, promotion)
        known.promotion = promotion
        described = await self._below(_describing(call, name))
        return _begun(call.action, described, promotion)

    def _refusal(self, call: AwsCall, known: _Global, promotion: _Promotion) -> str:
        """Why AWS would not begin, or nothing."""
        if known.promotion is not None:
            return f"the operation {known.promotion.under_way} is in progress"
        if promotion.target.arn in known.resyncs:
            return f"{promotion.target.arn} is {_PENDING_RESYNC}"
        if not promotion.is_planned:
            home = promotion.target.region
            return "" if call.region == home else f"a failover is asked for in the region of its target, {home}"
        home = promotion.source.region
        if home in self._faults.dark_regions:
            return f"the primary in {home} is not available"
        return "" if call.region == home else f"a switchover is asked for in the primary's region, {home}"

    async def _move_on(self, call: AwsCall) -> None:
        """Carry out what has been looked at often enough, of the clusters that this look is about."""
        wanted = call.form().get("GlobalClusterIdentifier")
        for (account, name), known in self._known.items():
            if account != call.account or wanted not in {None, name}:
                continue
            self._settle(known)
            for arn in self._in_reach(known):
                known.resyncs[arn] += 1
            promotion, polls = known.promotion, self._conditions.promotion_polls
            if promotion is None:
                continue
            if polls is not None and promotion.looks >= polls:
                await self._finish(known, promotion)
            else:
                promotion.looks += 1

    def _settle(self, known: _Global) -> None:
        """A lost member is connected again once its region was back for long enough."""
        for arn in self._in_reach(known):
            if known.resyncs[arn] >= self._conditions.resync_polls:
                del known.resyncs[arn]

    def _in_reach(self, known: _Global) -> list[str]:
        return [arn for arn in known.resyncs if arn.split(":")[3] not in self._faults.dark_regions]

    async def _finish(self, known: _Global, promotion: _Promotion) -> Answer:
        known.promotion = None
        answer = await self._below(promotion.call)
        if answer.is_success and not promotion.is_planned:
            known.resyncs[promotion.source.arn] = 0
            await self._keep_unreplicated(promotion)
        return answer

    async def _keep_unreplicated(self, promotion: _Promotion) -> None:
        """Aurora keeps the old primary's volume as a snapshot; while its region is dark, nobody sees it."""
        cluster = promotion.source.arn.rpartition(":")[2]
        stamp = time.strftime("%Y-%m-%d-%H-%M-%S", time.gmtime())
        scope = Scope(promotion.call.account, promotion.source.region)
        parameters = {
            "Action": "CreateDBClusterSnapshot",
            "Version": _VERSION,
            "DBClusterIdentifier": cluster,
            "DBClusterSnapshotIdentifier": f"{_AUTOMATED}unplanned-global-failover-{cluster}-{stamp}",
        }
        await self._emulator.ask_query(scope, service=self.service, parameters=parameters)

    async def _members(self, scope: Scope, name: str) -> list[_Member]:
        parameters = {"Action": _DESCRIBE, "Version": _VERSION, "GlobalClusterIdentifier": name}
        root = await self._emulator.ask_query(scope, service=self.service, parameters=parameters)
        return [
            _Member(text(member, "DBClusterArn"), text(member, "IsWriter") == "true")
            for group in root.iter("GlobalClusterMembers")
            for member in group
        ]

    def _shown(self, call: AwsCall, answer: Answer) -> Answer:
        if not answer.is_success:
            return answer
        root = parse(answer.body)
        for cluster in root.iterfind("DescribeGlobalClustersResult/GlobalClusters/GlobalClusterMember"):
            known = self._known.get((call.account, text(cluster, "GlobalClusterIdentifier")))
            if known is None:
                continue
            if known.promotion is not None:
                _say(cluster, known.promotion, known.promotion.under_way)
            for member in cluster.iterfind("GlobalClusterMembers/GlobalClusterMember"):
                if text(member, "DBClusterArn") in known.resyncs:
                    _set(member, "SynchronizationStatus", _PENDING_RESYNC)
        return _written(root, answer.status)


def _describing(call: AwsCall, name: str) -> AwsCall:
    """The same caller's look at one global cluster."""
    body = urlencode({"Action": _DESCRIBE, "Version": _VERSION, "GlobalClusterIdentifier": name}).encode()
    headers = {**call.headers, "content-length": str(len(body))}
    return AwsCall(
        method=call.method, path=call.path, query=call.query, headers=headers, body=body,
        service=call.service, region=call.region, account=call.account, action=_DESCRIBE,
    )  # fmt: skip


def _begun(action: str, described: Answer, promotion: _Promotion) -> Answer:
    """What AWS says at once: the global cluster as it is, with the move pending."""
    cluster = parse(described.body).find("DescribeGlobalClustersResult/GlobalClusters/GlobalClusterMember")
    assert cluster is not None  # noqa: S101 - its members were just read
    _say(cluster, promotion, "pending")
    cluster.tag = "GlobalCluster"
    root = ET.Element(f"{action}Response")
    ET.SubElement(root, f"{action}Result").append(cluster)
    return _written(root, described.status)


def _say(cluster: ET.Element, promotion: _Promotion, status: str) -> None:
    _set(cluster, "Status", promotion.under_way)
    state = ET.SubElement(cluster, "FailoverState")
    for key, value in (
        ("Status", status),
        ("FromDbClusterArn", promotion.source.arn),
        ("ToDbClusterArn", promotion.target.arn),
        ("IsDataLossAllowed", str(not promotion.is_planned).lower()),
    ):
        ET.SubElement(state, key).text = value


def _with_types(answer: Answer) -> Answer:
    """Snapshots that Aurora made are not manual ones, whatever the emulator says."""
    if not answer.is_success:
        return answer
    root = parse(answer.body)
    for snapshot in root.iter("DBClusterSnapshot"):
        if text(snapshot, "DBClusterSnapshotIdentifier").startswith(_AUTOMATED):
            _set(snapshot, "SnapshotType", "automated")
    return _written(root, answer.status)


def _set(element: ET.Element, key: str, value: str) -> None:
    found = element.find(key)
    if found is None:
        found = ET.SubElement(element, key)
    found.text = value


def _written(root: ET.Element, status: int) -> Answer:
    root.set("xmlns", _NAMESPACE)
    return xml_answer(ET.tostring(root, encoding="unicode"), status)
