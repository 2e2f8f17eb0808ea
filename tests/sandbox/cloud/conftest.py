"""One emulated AWS per module, looked at with boto3 as a user would."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sandbox.cloud.process import Cloud

HERE = Path(__file__).parent
EAST, WEST = "us-east-1", "us-west-2"
# One attempt: a test wants to see the first answer.
_ONCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
_MOST_LOOKS = 20_000


class Aws:
    """A cloud and its clients."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test")  # noqa: S106 - any opens it
        self._clients = cache(self._client)

    def client(self, service: str, region: str = EAST, config: Config = _ONCE) -> Any:  # noqa: ANN401 - made at run time
        """A client for one service in one region."""
        return self._clients(service, region, config)

    def _client(self, service: str, region: str, config: Config) -> Any:  # noqa: ANN401 - made at run time
        return self._session.client(service, region_name=region, endpoint_url=self.cloud.endpoint, config=config)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Use the cloud's own interface."""
        return self.cloud.ask(method, f"/_sandbox/{path}", body)

    def until_logged(self, number: int, count: int) -> list[dict[str, Any]]:
        """The calls from a number on, once there are as many. Each look is a call, so it waits for the cloud."""
        for _ in range(_MOST_LOOKS):
            calls: list[dict[str, Any]] = self.ask("GET", f"calls?since={number}")["calls"]
            if len(calls) >= count:
                return calls
        msg = f"there are {len(calls)} calls since number {number}, and not {count}"
        raise AssertionError(msg)

    def network(self, region: str = EAST, cidr: str = "10.1") -> "Network":
        """A VPC with a subnet in each of three zones."""
        ec2 = self.client("ec2", region)
        vpc = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"{cidr}.{number}.0/24", AvailabilityZone=f"{region}{letter}")[
                "Subnet"
            ]["SubnetId"]
            for number, letter in enumerate("abc")
        ]
        return Network(vpc, subnets)


class Network:
    """A VPC and its subnets, in the order of their zones."""

    def __init__(self, vpc: str, subnets: list[str]) -> None:
        self.vpc, self.subnets = vpc, subnets


# First, because pytest-xdist reads the groups in the same hook, and before this where a folder of here is named.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's tests in one process, so that its cloud starts once and its tests run in their order."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("emulator"):
            item.add_marker(pytest.mark.xdist_group(f"cloud-{item.path.stem}"))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A running cloud that the tests of a module share."""
    with Cloud.start(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture(scope="module")
def aws(cloud: Cloud) -> Aws:
    """Clients of that cloud."""
    return Aws(cloud)


@pytest.fixture
def undisturbed(aws: Aws) -> Iterator[Aws]:
    """The same clients, for a test that injects faults: none is left behind."""
    yield aws
    aws.ask("DELETE", "blackout", {})
    aws.ask("DELETE", "faults")
    for host in aws.ask("GET", "endpoint-health")["unhealthy"]:
        aws.ask("POST", "endpoint-health", {"host": host, "healthy": True})
