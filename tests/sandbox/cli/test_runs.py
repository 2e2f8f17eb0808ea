"""up, preview, destroy and refresh: what they print where, and how they end."""

import pytest

from tests.sandbox.cli.conftest import Shell
from tests.sandbox.engine.conftest import PROJECT
from tests.sandbox.engine.provider import Refused

_TWO = 'Thing("a", size=1); Thing("b", note=pulumi.Output.secret("hush"))\npulumi.export("n", 1)'


@pytest.fixture
def up(shell: Shell) -> Shell:
    shell.stack.declare(_TWO)
    shell.run("up", "dev")
    return shell


def test_up_tells_each_step_and_counts_them(shell: Shell) -> None:
    shell.stack.declare(_TWO)
    text = shell.run("up", "dev")
    assert "+ create  testing:index:Thing  a" in text
    assert "3 created, 0 unchanged" in text
    assert shell.result.stderr == ""
    assert len(shell.stack.cloud.things) == 2


def test_where_there_is_no_terminal_nobody_is_asked(up: Shell) -> None:
    assert "[y/N]" not in up.run("destroy", "dev")
    assert up.stack.cloud.things == {}


def test_a_second_up_has_nothing_to_tell(up: Shell) -> None:
    assert up.run("up", "dev").strip() == "no changes, 3 unchanged"


def test_a_preview_shows_what_would_change_and_why(up: Shell) -> None:
    up.stack.declare('Thing("a", size=2, kind="x"); Thing("c")\npulumi.export("n", 2)')
    text = up.run("preview", "dev")
    assert text.splitlines() == [
        "± replace testing:index:Thing  a",
        '      + kind: "x"  (needs a new resource)',
        "      ~ size: 1 => 2",
        "+ create  testing:index:Thing  c",
        "- delete  testing:index:Thing  b",
        "outputs",
        "      ~ n: 1 => 2",
        "1 to create, 1 to replace, 1 to delete, 1 unchanged",
    ]
    assert len(up.stack.cloud.things) == 2


def test_a_preview_shows_no_secret(up: Shell) -> None:
    up.stack.declare(_TWO.replace("hush", "hush, hush"))
    text = up.run("preview", "dev")
    assert "~ note: [secret] => [secret]" in text
    assert "hush" not in text


def test_a_preview_marks_what_is_protected(up: Shell) -> None:
    up.stack.declare('Thing("a", pulumi.ResourceOptions(protect=True), size=2)\nThing("b")\npulumi.export("n", 1)')
    assert "~ update  testing:index:Thing  a  (protected)" in up.run("preview", "dev")


def test_json_is_one_document_and_progress_goes_to_stderr(shell: Shell) -> None:
    shell.stack.declare(f'print("hello"); {_TWO}')
    document = shell.json("up", "dev")
    assert {(change["op"], change["name"]) for change in document["changes"]} >= {("create", "a"), ("create", "b")}
    assert document["counts"] == {"create": 3}
    assert document["error"] == ""
    assert document["outputs"] == {"n": {"kind": "add", "old": None, "new": 1}}
    assert "hello" in shell.result.stderr
    assert "+ create  testing:index:Thing  a" in shell.result.stderr


def test_a_preview_in_json_has_paths_and_reasons(up: Shell) -> None:
    up.stack.declare('Thing("a", size=2, kind="x"); Thing("b", note=pulumi.Output.secret("new"))')
    changes = {change["name"]: change for change in up.json("preview", "dev")["changes"]}
    assert changes["a"]["op"] == "replace"
    assert changes["a"]["replaceReasons"] == ["kind"]
    assert changes["a"]["diff"]["size"] == {"kind": "update", "old": 1, "new": 2}
    assert changes["b"]["diff"] == {"note": {"kind": "update", "old": "[secret]", "new": "[secret]"}}


def test_a_replacement_in_json_says_what_an_alias_continues(up: Shell) -> None:
    old = up.stack.resource("a")["urn"]
    up.stack.declare(f'Thing("z", pulumi.ResourceOptions(aliases=["{old}"]), kind="x"); Thing("b", note="n")')
    changes = {change["name"]: change for change in up.json("preview", "dev")["changes"]}
    assert (changes["z"]["op"], changes["z"]["aliasOf"]) == ("replace", old)
    assert changes["b"]["aliasOf"] == ""


@pytest.mark.parametrize("command", ["up", "preview", "destroy", "refresh"])
def test_a_refusal_is_a_document_too(up: Shell, command: str) -> None:
    with up.stack.backend.lock(PROJECT, "dev"):
        document = up.json(command, "dev", code=0 if command == "preview" else 1)
    if command == "preview":
        assert document["error"] == ""
    else:
        assert "dev is held by process" in document["error"]
        assert document["error"] in up.result.stderr
        assert document["changes"] == []


@pytest.mark.parametrize("json_", [(), ("--json",)])
def test_a_step_that_fails_ends_with_1_and_the_reason_on_stderr(shell: Shell, json_: tuple[str, ...]) -> None:
    def refuse() -> None:
        msg = "no room"
        raise Refused(msg)

    shell.stack.cloud.on("create", "a", refuse)
    shell.stack.declare('Thing("a")')
    assert "error: testing:index:Thing a: no room" in shell.refused("up", "dev", *json_)
    assert "FAILED" in shell.result.output


@pytest.mark.parametrize("command", ["up", "preview"])
def test_expect_no_changes_is_content_where_there_are_none(up: Shell, command: str) -> None:
    assert "no changes" in up.run(command, "dev", "--expect-no-changes")


@pytest.mark.parametrize("command", ["up", "preview"])
def test_expect_no_changes_shows_them_ends_with_1_and_does_nothing(up: Shell, command: str) -> None:
    up.stack.declare(_TWO.replace("size=1", "size=2"))
    assert "no changes were expected, and there are 1" in up.refused(command, "dev", "--expect-no-changes")
    assert "~ size: 1 => 2" in up.result.stdout
    assert up.stack.cloud.names("update") == []


@pytest.mark.parametrize("command", ["up", "preview"])
@pytest.mark.parametrize(("size", "code"), [(1, 0), (2, 1)])
def test_expect_no_changes_in_json_is_still_one_document(up: Shell, command: str, size: int, code: int) -> None:
    up.stack.declare(_TWO.replace("size=1", f"size={size}"))
    document = up.json(command, "dev", "--expect-no-changes", code=code)
    assert [each["name"] for each in document["changes"] if each["op"] == "update"] == (["a"] if code else [])


def test_config_goes_over_the_stack_file(shell: Shell) -> None:
    shell.stack.write("Pulumi.dev.yaml", "config: {proj:size: 1, proj:box: {depth: 1, lid: true}}\n")
    shell.stack.declare(
        'c = pulumi.Config(); Thing("a", size=c.require_int("size"), box=c.require_object("box"), note=c.get("note"))'
    )
    shell.run("up", "dev", "--config", "size=2", "-c", "proj:box.depth=3", "-c", "note=a=b")
    thing = shell.stack.cloud.things["a-1"]
    assert (thing["size"], thing["box"], thing["note"]) == (2, {"depth": 3, "lid": True}, "a=b")


def test_another_stack_file_can_be_named(shell: Shell) -> None:
    shell.stack.write("other.yaml", "config: {proj:size: 7}\n")
    shell.stack.declare('Thing("a", size=pulumi.Config().require_int("size"))')
    shell.run("up", "dev", "--config-file", "other.yaml")
    assert shell.stack.cloud.things["a-1"]["size"] == 7


@pytest.mark.parametrize("entry", ["size", "=1", ""])
def test_a_setting_that_is_not_key_and_value_is_refused(shell: Shell, entry: str) -> None:
    shell.stack.declare("")
    assert f"--config {entry!r} is not key=value, such as proj:" in shell.refused("up", "dev", "--config", entry)


def test_parallel_reaches_the_engine(shell: Shell) -> None:
    shell.stack.declare('pulumi.export("n", pulumi.runtime.settings.SETTINGS.parallel)')
    shell.run("up", "dev", "--parallel", "3")
    assert shell.run("output", "dev", "n").strip() == "3"


def test_refresh_tells_what_drifted(up: Shell) -> None:
    up.stack.cloud.things["a-1" if "a-1" in up.stack.cloud.things else "a-2"]["size"] = 5
    text = up.run("refresh", "dev")
    assert "* refresh testing:index:Thing  a" in text
    assert "1 refreshed" in text


@pytest.mark.parametrize(
    "words", [("preview", "--refresh"), ("up", "--refresh"), ("refresh",), ("refresh", "--preview-only")]
)
@pytest.mark.parametrize(("fact", "code"), [("size", 1), ("mood", 0)])
def test_expected_is_what_the_program_does_not_say(up: Shell, words: tuple[str, ...], fact: str, code: int) -> None:
    (thing,) = [each for each in up.stack.cloud.things if each.startswith("a-")]
    up.stack.cloud.things[thing][fact] = 5
    up.run(words[0], "dev", *words[1:], "--expect-no-changes", code=code)
    assert ("no changes were expected, and there are 1" in up.result.stderr) is bool(code)
    assert up.stack.cloud.names("update") == []


def test_a_refresh_that_only_previews_writes_nothing(up: Shell) -> None:
    up.stack.cloud.things.clear()
    before = up.stack.state_text
    assert "2 to delete" in up.run("refresh", "dev", "--preview-only")
    assert up.stack.state_text == before


def test_a_refresh_that_expects_nothing_leaves_the_state_where_there_is_something(up: Shell) -> None:
    up.stack.cloud.things.clear()
    before = up.stack.state_text
    up.refused("refresh", "dev", "--expect-no-changes")
    assert up.stack.state_text == before


def test_up_and_preview_may_refresh_first(up: Shell) -> None:
    up.stack.cloud.things.clear()
    assert "no changes" in up.run("preview", "dev")
    text = up.run("preview", "dev", "--refresh")
    assert "- delete  testing:index:Thing  a  (gone already)" in text
    assert "2 to create, 1 unchanged; the look found 2 that the state did not say" in text
    up.run("up", "dev", "--refresh")
    assert len(up.stack.cloud.things) == 2


def test_destroy_needs_no_valid_configuration_and_no_program(up: Shell) -> None:
    up.stack.write("Pulumi.dev.yaml", "config: {proj:size: null}\n")
    up.stack.write("__main__.py", "raise SystemExit(1)")
    assert "deleted" in up.run("destroy", "dev")


@pytest.mark.parametrize("command", ["destroy", "refresh"])
def test_a_stack_that_does_not_exist_is_named_beside_those_that_do(up: Shell, command: str) -> None:
    assert "there is no stack 'nosuch'" in up.refused(command, "nosuch")
    assert "stacks with a state: dev" in up.result.stderr


@pytest.mark.parametrize("command", ["up", "preview"])
def test_a_stack_without_a_file_is_named_beside_those_with_one(shell: Shell, command: str) -> None:
    assert "no Pulumi.nosuch.yaml, so no stack 'nosuch'; stacks with a file here: dev" in shell.refused(
        command, "nosuch"
    )


@pytest.mark.parametrize("command", ["up", "preview", "destroy", "refresh"])
def test_without_a_cloud_the_way_to_one_is_named(up: Shell, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert "no cloud is running here; start one with: python -m sandbox start" in up.refused(command, "dev")


@pytest.mark.parametrize("command", ["up", "preview", "destroy", "refresh"])
def test_a_state_of_another_cloud_is_refused_with_the_way_to_begin_anew(up: Shell, command: str) -> None:
    up.stack.backend.record_cloud(PROJECT, "dev", "gone")
    assert "made on cloud gone" in up.refused(command, "dev")
    assert "python -m sandbox remove dev" in up.result.stderr


def test_only_a_run_that_acts_claims_the_state_for_its_cloud(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.cli.place.cloud_id_at", lambda _: "this one")
    shell.stack.declare('Thing("a")')
    shell.run("preview", "dev")
    assert shell.stack.backend.recorded_cloud(PROJECT, "dev") is None
    shell.run("up", "dev")
    assert shell.stack.backend.recorded_cloud(PROJECT, "dev") == "this one"


def test_protection_is_refused_with_every_name_and_what_to_do(shell: Shell) -> None:
    shell.stack.declare("for n in 'ab': Thing(n, pulumi.ResourceOptions(protect=True))")
    shell.run("up", "dev")
    text = shell.refused("destroy", "dev")
    assert "2 protected resource(s) would be deleted, so nothing was" in text
    assert "Thing::a" in text
    assert "Thing::b" in text
    assert "Lift their protection in the program and run up, then try again" in text


def test_interrupted_creates_are_cleared_by_the_option_that_the_refusal_names(up: Shell) -> None:
    def leave(state: dict) -> None:  # type: ignore[type-arg]
        resource = {**state["resources"][-1], "urn": f"{state['resources'][-1]['urn']}2"}
        state["pending_operations"] = [{"type": "creating", "resource": resource}]

    up.stack.edit_state(leave)
    text = up.refused("up", "dev")
    command = text.partition("python -m sandbox ")[2].split()
    assert command == ["refresh", "dev", "--clear-pending-creates"]
    up.run(*command)
    up.run("up", "dev")
