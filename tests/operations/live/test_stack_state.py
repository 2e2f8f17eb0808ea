"""What is read out of a stack's state, what is kept of it, and why it does not come: in the engine's own words."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from operations.cli.error_reporting import sentence
from operations.errors import OperationError
from operations.live import export
from operations.live.outputs import CACHE
from operations.live.stack_state import StateResource, known, read, state_in
from operations.switching.engine import NAMES

STACK = "prod-east"
URN = f"urn:pulumi:{STACK}::standby::"
SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:c2VhbGVk"}
OPEN = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"open sesame"'}
PROVIDER = f"{URN}pulumi:providers:aws::aws-us-east-1"


def resource(typ: str, name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"urn": f"{URN}{typ}::{name}", "type": typ, "custom": True, "id": f"id-{name}", **more}


def deployment(*resources: Mapping[str, Any], **outputs: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    root = {"type": "pulumi:pulumi:Stack", "custom": False, "outputs": {"region": "us-east-1", **outputs}}
    provider = {"type": "pulumi:providers:aws", "custom": True, "id": "1", "inputs": {"region": "us-east-1"}}
    return {
        "resources": [
            {"urn": f"{URN}pulumi:pulumi:Stack::standby-{STACK}", **root},
            {"urn": PROVIDER, **provider},
            *resources,
        ]
    }


def named(found: tuple[StateResource, ...], name: str) -> StateResource:
    (one,) = [each for each in found if each.name == name]
    return one


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    """An engine that prints, complains and ends as it is told."""

    def says(out: str = "", err: str = "", code: int = 0, past: str | None = "[]") -> Path:
        """`past` is what it says of its history; without one it complains."""
        remembers = f"print({past!r})" if past is not None else "raise SystemExit('error: no login')"
        monkeypatch.setitem(export._HISTORIES, "pulumi", (sys.executable, "-c", remembers))
        script = f"import sys; print({out!r}); print({err!r}, file=sys.stderr); sys.exit({code})"
        monkeypatch.setitem(export._ENGINES, "pulumi", (sys.executable, "-c", script))
        return tmp_path

    return says


def refused(folder: Path) -> str:
    with pytest.raises(OperationError) as error:
        known(STACK, folder, "pulumi")
    with pytest.raises(OperationError) as same:
        read(STACK, "pulumi", folder)
    assert str(error.value) == str(same.value)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


def test_both_engines_are_asked_for_an_export_in_which_secrets_stay_sealed() -> None:
    assert set(export._ENGINES) == set(NAMES)
    for words in export._ENGINES.values():
        assert "export" in words
        assert not any(word.startswith("--show-secrets") for word in words)


def test_a_resource_is_in_the_region_of_its_provider() -> None:
    found = state_in(
        deployment(
            resource("aws:s3/bucket:Bucket", "assets", provider=f"{PROVIDER}::1", inputs={"a": 1}, outputs={"b": 2}),
            resource("random:index/randomId:RandomId", "word", provider=f"{URN}pulumi:providers:random::r::2"),
            resource("standby:index:Region", "region", custom=False, id=""),
        ),
        STACK,
    ).resources
    assert named(found, "assets") == StateResource(
        urn=f"{URN}aws:s3/bucket:Bucket::assets",
        type="aws:s3/bucket:Bucket",
        name="assets",
        id="id-assets",
        region="us-east-1",
        custom=True,
        inputs={"a": 1},
        outputs={"b": 2},
    )
    assert named(found, "word").region is None
    assert (named(found, "region").region, named(found, "region").custom) == (None, False)


def test_a_name_may_hold_what_parts_a_urn() -> None:
    found = state_in(deployment(resource("aws:iam/role:Role", "of::two::parts")), STACK).resources
    assert named(found, "of::two::parts").type == "aws:iam/role:Role"


def test_what_is_to_be_deleted_is_left_out() -> None:
    old = resource("aws:s3/bucket:Bucket", "assets", delete=True, inputs={"bucket": "old"})
    new = resource("aws:s3/bucket:Bucket", "assets", inputs={"bucket": "new"})
    assert named(state_in(deployment(old, new), STACK).resources, "assets").inputs == {"bucket": "new"}


@pytest.mark.parametrize("secret", [SEALED, OPEN], ids=["sealed", "open"])
def test_no_secret_is_handed_on_or_kept(engine: Any, secret: Mapping[str, str]) -> None:  # noqa: ANN401
    given = {"password": secret, "nested": [{"deep": secret}], "plain": "seen"}
    state = deployment(resource("aws:rds/cluster:Cluster", "db", inputs=given, outputs=given), login=secret)
    folder = engine(out=json.dumps({"version": 3, "deployment": state}))
    found = read(STACK, "pulumi", folder)
    told = {"password": "[secret]", "nested": [{"deep": "[secret]"}], "plain": "seen"}
    assert found.outputs.values["login"] == "[secret]"
    assert (named(found.resources, "db").inputs, named(found.resources, "db").outputs) == (told, told)
    kept = [path.read_text() for path in (folder / CACHE).iterdir()]
    assert len(kept) == 2
    assert any("seen" in text for text in kept)
    assert not any(value in text for text in kept for value in secret.values())


def test_what_an_engine_says_at_length_leaves_room_for_what_to_do(engine: Any) -> None:  # noqa: ANN401
    told = sentence(OperationError(refused(engine(err="x" * 5000, code=255))))
    assert "more characters" in told
    assert "Run `standby status` once" in told
    assert len(told) < 1500


@pytest.mark.parametrize(
    "why",
    [
        "error: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE",
        "error: incorrect passphrase",
        "error: no stack named 'prod-east' found",
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        "error: no cloud runs here; start one with `python -m sandbox start`",
    ],
)
def test_why_an_engine_refuses_is_told_in_its_words(engine: Any, why: str) -> None:  # noqa: ANN401
    told = refused(engine(err=f"warning: old\n{why}", code=255))
    assert why in told
    assert "Run `standby status` once while all is well" in told


def test_an_engine_that_says_nothing_is_told_by_its_exit_code(engine: Any) -> None:  # noqa: ANN401
    assert "exit code 7" in refused(engine(code=7))


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("<html>", "is not JSON"),
        ("[]", "has no `deployment`"),
        ('{"version": 3}', "has no `deployment`"),
        ('{"deployment": {}}', "no region among them"),
        ('{"deployment": {"resources": null}}', "no region among them"),
        ('{"deployment": {"resources": [{"urn": "urn:pulumi:a"}]}}', "holds something that is no resource"),
        ('{"deployment": {"resources": [1]}}', "holds something that is no resource"),
        ('{"deployment": {"resources": [{"urn": "urn:1", "type": "a:b:C"}]}}', "holds something that is no resource"),
    ],
)
def test_what_is_not_a_regions_state_is_refused(engine: Any, out: str, why: str) -> None:  # noqa: ANN401
    assert why in refused(engine(out=out))


def test_an_engine_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(export._ENGINES, "pulumi", ("there-is-no-such-engine",))
    assert "pulumi could not be asked for the state of prod-east" in refused(tmp_path)


def test_an_engine_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="terraform is no engine; write one of sandbox, pulumi"):
        read(STACK, "terraform", tmp_path)


def test_a_state_is_kept_for_the_day_when_nobody_answers(engine: Any) -> None:  # noqa: ANN401
    state = deployment(resource("aws:s3/bucket:Bucket", "assets", provider=f"{PROVIDER}::1"), tables={})
    fresh = read(STACK, "pulumi", engine(out=json.dumps({"deployment": state})))
    assert (fresh.as_of, fresh.outputs.as_of) == ("", "")
    kept = read(STACK, "pulumi", engine(err="error: no login", code=1))
    assert kept.resources == fresh.resources
    assert kept.outputs.values == fresh.outputs.values == {"region": "us-east-1", "tables": {}}
    assert kept.as_of == kept.outputs.as_of != ""
    assert (fresh.outputs.unread, kept.outputs.unread) == (
        "",
        f"pulumi does not say the state of {STACK}: error: no login",
    )


PAST = {"kind": "update", "result": "succeeded", "endTime": "2026-12-01T16:08:28.000Z", "resourceChanges": {"same": 9}}


@pytest.mark.parametrize("beside", [True, False], ids=["its own command", "in the export"])
def test_a_state_knows_what_it_has_forgotten_also_once_it_is_kept(
    engine: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
    *,
    beside: bool,
) -> None:
    document = {"deployment": deployment(), **({} if beside else {"history": [PAST]})}
    folder = engine(out=json.dumps(document), past=json.dumps([PAST]))
    if not beside:
        monkeypatch.delitem(export._HISTORIES, "pulumi")
    fresh = read(STACK, "pulumi", folder)
    told = [each.forgotten for each in fresh.resources if each.forgotten]
    assert told == ["lacks 7 resources that the last up left (2026-12-01T16:08:28.000Z)"]
    assert read(STACK, "pulumi", engine(code=1)).resources == fresh.resources


@pytest.mark.parametrize(
    ("past", "why"),
    [
        (None, "pulumi does not say the history of prod-east: error: no login"),
        ("", "the history of prod-east is not JSON"),
        ("<html>", "the history of prod-east is not JSON"),
        ("{}", "the history of prod-east is none"),
        ('[{"kind": "update"}]', "the history of prod-east is none"),
    ],
)
def test_a_history_that_cannot_be_read_is_told_and_the_state_is_read_all_the_same(
    engine: Any,  # noqa: ANN401
    past: str | None,
    why: str,
) -> None:
    found = read(STACK, "pulumi", engine(out=json.dumps({"deployment": deployment()}), past=past))
    assert [each.forgotten for each in found.resources] == ["", ""]
    (told,) = [each.history_unread for each in found.resources if each.history_unread]
    assert told.startswith(why)


def test_a_stack_without_a_run_has_forgotten_nothing(engine: Any) -> None:  # noqa: ANN401
    found = read(STACK, "pulumi", engine(out=json.dumps({"deployment": deployment()}), past="[]"))
    assert {(each.forgotten, each.history_unread) for each in found.resources} == {("", "")}


def test_outputs_that_are_kept_alone_are_no_empty_state(engine: Any) -> None:  # noqa: ANN401
    folder = engine(out=json.dumps({"deployment": deployment()}))
    known(STACK, folder, "pulumi")
    (folder / CACHE / f"resources-{STACK}.json").unlink()
    engine(err="error: no login", code=1)
    assert known(STACK, folder, "pulumi")[0].region == "us-east-1"
    with pytest.raises(OperationError, match=r"no login, and .*resources-prod-east.json holds none from before"):
        read(STACK, "pulumi", folder)


def test_a_state_that_cannot_be_kept_is_read_all_the_same(
    engine: Any,  # noqa: ANN401
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = engine(out=json.dumps({"deployment": deployment()}))
    (folder / CACHE).write_text("")
    assert read(STACK, "pulumi", folder).outputs.region == "us-east-1"
    assert len(capsys.readouterr().err.splitlines()) == 1
