"""Which control planes an operation needs, and how one that does not answer is told from one that refuses."""

from collections.abc import Iterator

import pytest

from sandbox.cloud.process import Cloud
from sandbox.protocol.server import ProviderError
from sandbox.providers.aws import control_planes as planes
from sandbox.providers.aws.reach import LOOKS, Reach
from sandbox.providers.aws.resource_type import FUNCTIONS, all_types

WEST = "us-west-2"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
TOKENS = sorted({*all_types(), *FUNCTIONS})


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud.start(tmp_path_factory.mktemp("cloud")) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment(WEST).items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def undisturbed(cloud: Cloud) -> Iterator[Cloud]:
    yield cloud
    cloud.ask("DELETE", "/_sandbox/faults")


def _places(needed: tuple[planes.ControlPlane, ...]) -> list[tuple[str, str]]:
    return [(plane.service, plane.region) for plane in needed]


@pytest.mark.parametrize("token", TOKENS)
def test_there_is_a_look_at_the_service_of_every_type_and_function(token: str) -> None:
    assert planes.service_of(token) in LOOKS


@pytest.mark.parametrize(
    "token", [kind.token for kind in all_types().values() if kind.is_global], ids=lambda token: token.split(":")[1]
)
def test_what_has_no_region_is_controlled_in_one(token: str) -> None:
    assert {region for _, region in _places(planes.needed_to_look(token, WEST))} == {"us-east-1"}


@pytest.mark.parametrize(
    ("token", "to_make", "to_write"),
    [
        ("aws:sqs/queue:Queue", [("sqs", WEST)], [("sqs", WEST)]),
        ("aws:rds/clusterInstance:ClusterInstance", [("rds", WEST), ("route53", "us-east-1")], [("rds", WEST)]),
        (CACHE, [("elasticache", WEST), ("route53", "us-east-1")], [("elasticache", WEST)]),
        ("aws:s3/bucketPolicy:BucketPolicy", [("s3", WEST), ("s3", "us-east-1")], [("s3", WEST), ("s3", "us-east-1")]),
    ],
)
def test_what_gets_a_name_or_is_a_buckets_setting_needs_more_than_its_own_region(
    token: str, to_make: list[tuple[str, str]], to_write: list[tuple[str, str]]
) -> None:
    assert _places(planes.needed_to_make(token, WEST)) == to_make
    assert _places(planes.needed_to_write(token, WEST)) == to_write
    assert _places(planes.needed_to_look(token, WEST)) == to_write[:1], "reading is a matter of the region alone"


@pytest.mark.parametrize(("before", "after", "named"), [(2, 3, True), (3, 3, False), (3, 2, False), (2, "?", False)])
def test_only_a_cache_that_grows_needs_names(before: object, after: object, named: bool) -> None:  # noqa: FBT001
    needed = planes.needed_to_change(CACHE, WEST, {"numCacheClusters": before}, {"numCacheClusters": after})
    assert (("route53", "us-east-1") in _places(needed)) is named


@pytest.mark.emulator
@pytest.mark.parametrize("service", sorted(LOOKS))
def test_every_look_is_answered_and_made_once(cloud: Cloud, service: str) -> None:
    since = cloud.ask("GET", "/_sandbox/calls")["next"]
    reach = Reach(cloud.endpoint)
    for _ in range(2):
        reach.require([planes.ControlPlane(service, WEST, service)], "making it")
    (call,) = cloud.ask("GET", f"/_sandbox/calls?since={since}")["calls"]
    assert call["status"] == 200


@pytest.mark.emulator
def test_who_refuses_is_there(undisturbed: Cloud) -> None:
    undisturbed.ask("POST", "/_sandbox/faults", {"service": "sqs", "status": 403})
    Reach(undisturbed.endpoint).require(planes.needed_to_look("aws:sqs/queue:Queue", WEST), "making it")


@pytest.mark.emulator
def test_one_lost_connection_is_no_dark_region(undisturbed: Cloud) -> None:
    undisturbed.ask("POST", "/_sandbox/faults", {"service": "sqs", "connection": "refuse", "times": 1})
    Reach(undisturbed.endpoint).require(planes.needed_to_look("aws:sqs/queue:Queue", WEST), "making it")


@pytest.mark.emulator
def test_who_does_not_answer_is_named_with_what_needs_it(undisturbed: Cloud) -> None:
    undisturbed.ask("POST", "/_sandbox/faults", {"service": "sqs", "connection": "refuse"})
    with pytest.raises(ProviderError, match=r"making it needs sqs in us-west-2, and that does not answer"):
        Reach(undisturbed.endpoint).require(planes.needed_to_look("aws:sqs/queue:Queue", WEST), "making it")
