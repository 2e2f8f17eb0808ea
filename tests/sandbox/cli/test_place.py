"""As whom runs of the engine call AWS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.cli.place import ACT_AS, Place
from sandbox.cloud.process import ADMINISTRATOR, Cloud
from sandbox.engine.errors import EngineError

emulator = pytest.mark.emulator
_KEY = "AWS_ACCESS_KEY_ID"


@pytest.fixture(scope="module")
def a_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud.start(tmp_path_factory.mktemp("place")) as cloud:
        yield cloud


@pytest.fixture
def place(a_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in (ACT_AS, "AWS_ENDPOINT_URL", *ADMINISTRATOR):
        monkeypatch.delenv(name, raising=False)
    return Place(a_cloud.directory, Path.cwd())


def _who(place: Place, cloud: Cloud, role: str | None = None) -> str:
    """The role of a run, by what the cloud was asked for; nothing for the administrator."""
    key = place.environment(role)[_KEY]
    opened = [each["resource"] for each in cloud.ask("GET", "/_sandbox/decisions")["decisions"]]
    return opened[-1].rpartition("/")[2] if key.startswith("ASIA") else ""


@emulator
def test_runs_act_as_the_role_that_deploys(place: Place, a_cloud: Cloud) -> None:
    assert _who(place, a_cloud) == "standby-deploy"


@emulator
def test_runs_act_as_whom_they_are_told_to(place: Place, a_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _who(place, a_cloud, "administrator") == ""
    assert _who(place, a_cloud, "platform-admin") == "platform-admin"
    monkeypatch.setenv(ACT_AS, "administrator")
    assert _who(place, a_cloud) == ""


@emulator
def test_the_administrators_key_of_a_cloud_of_ours_is_not_kept(
    place: Place, a_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in a_cloud.environment("us-east-1").items():
        monkeypatch.setenv(name, value)
    assert place.environment()[_KEY] != ADMINISTRATOR[_KEY]


@emulator
def test_keys_of_ones_own_are_kept(place: Place, a_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", a_cloud.endpoint)
    monkeypatch.setenv(_KEY, "ASIAMINE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    assert place.environment()[_KEY] == "ASIAMINE"


def test_what_is_no_cloud_of_ours_is_asked_for_no_role(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name, value in ADMINISTRATOR.items():
        monkeypatch.setenv(name, value)
    assert place.environment()[_KEY] == ADMINISTRATOR[_KEY]


@emulator
def test_a_role_that_is_not_there_is_refused_with_those_that_are(place: Place) -> None:
    with pytest.raises(
        EngineError, match=r"nobody can act as 'nobody' here: .* there are platform-admin, standby-deploy"
    ):
        place.environment("nobody")
