"""Whether control planes answer at all, asked before an operation begins, so that a dark region is found in seconds.

One small look per service and region, and only where something is to be made, changed, deleted or read: a run that
changes nothing asks only for what the program itself looks up.
"""

import http.client
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.protocol.server import ProviderError
from sandbox.providers.aws.control_planes import ControlPlane

# An answer that takes longer is as good as none: a dark region must be known as such while somebody waits.
_ATTEMPTS, _PATIENCE_SECONDS = 2, 4


@dataclass(frozen=True)
class Look:
    """The call to a service that asks least of it, as it goes over the wire.

    Written out, because a client of botocore takes as long to make as everything else that a preview does with a
    service. `scope` is what a signature calls the service.
    """

    scope: str
    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


def _query(scope: str, version: str, action: str) -> Look:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return Look(scope, headers=form, body=f"Action={action}&Version={version}")


def _json(scope: str, target: str, /, *, version: str = "1.1", **arguments: str) -> Look:
    headers = {"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": target}
    return Look(scope, headers=headers, body=json.dumps(arguments))


LOOKS: Mapping[str, Look] = {
    "acm": _json("acm", "CertificateManager.ListCertificates"),
    "application-autoscaling": _json(
        "application-autoscaling", "AnyScaleFrontendService.DescribeScalableTargets", ServiceNamespace="ecs"
    ),
    "arc-region-switch": _json("arc-region-switch", "ArcRegionSwitch.ListPlans", version="1.0"),
    "cloudfront": Look("cloudfront", "GET", "/2020-05-31/origin-access-control"),
    "cloudwatch": _query("monitoring", "2010-08-01", "DescribeAlarms"),
    "dynamodb": _json("dynamodb", "DynamoDB_20120810.ListTables", version="1.0"),
    "ec2": _query("ec2", "2016-11-15", "DescribeAvailabilityZones"),
    "ecr": _json("ecr", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"),
    "ecs": _json("ecs", "AmazonEC2ContainerServiceV20141113.ListClusters"),
    "eks": Look("eks", "GET", "/clusters"),
    "elasticache": _query("elasticache", "2015-02-02", "DescribeReplicationGroups"),
    "elbv2": _query("elasticloadbalancing", "2015-12-01", "DescribeLoadBalancers"),
    "events": _json("events", "AWSEvents.ListEventBuses"),
    "iam": _query("iam", "2010-05-08", "ListRoles"),
    "kms": _json("kms", "TrentService.ListKeys"),
    "logs": _json("logs", "Logs_20140328.DescribeLogGroups"),
    "rds": _query("rds", "2014-10-31", "DescribeDBClusters"),
    "route53": Look("route53", "GET", "/2013-04-01/hostedzone?maxitems=1"),
    "s3": Look("s3", "GET"),
    "secretsmanager": _json("secretsmanager", "secretsmanager.ListSecrets"),
    "sns": _query("sns", "2010-03-31", "ListTopics"),
    "synthetics": Look("synthetics", "POST", "/canaries", body="{}"),
    "sqs": _json("sqs", "AmazonSQS.ListQueues", version="1.0"),
    "sts": _query("sts", "2011-06-15", "GetCallerIdentity"),
    "wafv2": _json("wafv2", "AWSWAF_20190729.ListWebACLs", Scope="REGIONAL"),
}


class Reach:
    """What was found so far. Thread-safe: who needs a plane that is being asked waits for the answer."""

    def __init__(self, endpoint: str) -> None:
        self._host = urlsplit(endpoint).netloc
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def require(self, planes: Iterable[ControlPlane], doing: str) -> None:
        """Raise ProviderError for the first plane that does not answer; `doing` says what it is needed for."""
        for plane in planes:
            silence = self._silence(plane.service, plane.region)
            if silence:
                msg = (
                    f"{doing} needs {plane.need} in {plane.region}, and that does not answer ({silence}); nothing was "
                    f"done. Leave it as it is until {plane.region} is back"
                )
                raise ProviderError(msg)

    def _silence(self, service: str, region: str) -> str:
        key = (service, region)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._found:
                self._found[key] = self._look(LOOKS[service], region)
            return self._found[key]

    def _look(self, look: Look, region: str) -> str:
        """Why nothing came, or nothing: who refuses is there, and what is wrong the operation itself will tell."""
        silence = ""
        for _ in range(_ATTEMPTS):
            try:
                self._ask(look, region)
            except (OSError, http.client.HTTPException) as error:
                silence = type(error).__name__
            else:
                return ""
        return silence

    def _ask(self, look: Look, region: str) -> None:
        """Call once. An emulated AWS reads service and region off a signature, and checks none."""
        scope = f"sandbox/20000101/{region}/{look.scope}/aws4_request"
        signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(look.method, look.path, look.body or None, {**look.headers, "Authorization": signed})
            connection.getresponse().read()
        finally:
            connection.close()
