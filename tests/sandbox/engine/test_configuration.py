"""Configuration: the stack's file over the project's defaults, `--config` over both, checked as the CLI checks it."""

from pathlib import Path

import pytest

from sandbox.engine.configuration import Configuration
from sandbox.engine.crypter import SANDBOX_PASSPHRASE, Crypter
from sandbox.engine.errors import EngineError
from sandbox.engine.project import Project


def configure(
    folder: Path, declared: str = "{}", given: str = "{}", overrides: dict[str, str] | None = None
) -> Configuration:
    (folder / "Pulumi.yaml").write_text(f"name: proj\nruntime: python\nconfig: {declared}\n")
    (folder / "Pulumi.dev.yaml").write_text(given if "\n" in given else f"config: {given}\n")
    return Project.load(folder).configuration("dev", file=None, overrides=overrides or {})


def test_values_reach_the_program_as_texts(tmp_path: Path) -> None:
    given = "{proj:text: hi, proj:number: 5, proj:half: 0.5, proj:yes: true, proj:list: [1, {a: b}]}"
    assert configure(tmp_path, given=given).values == {
        "proj:text": "hi",
        "proj:number": "5",
        "proj:half": "0.5",
        "proj:yes": "true",
        "proj:list": '[1,{"a":"b"}]',
    }


def test_a_key_without_a_namespace_is_the_projects(tmp_path: Path) -> None:
    assert configure(tmp_path, given="{size: 1, aws:region: us-east-1}").values == {
        "proj:size": "1",
        "aws:region": "us-east-1",
    }


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("{size: {type: integer, default: 3}}", {"proj:size": "3"}),
        ("{size: 3}", {"proj:size": "3"}),
        ("{aws:region: {value: us-east-1}}", {"aws:region": "us-east-1"}),
        ('{pulumi:disable-default-providers: {value: ["*"]}}', {"pulumi:disable-default-providers": '["*"]'}),
        ("{size: {type: object, default: {}}}", {"proj:size": "{}"}),
    ],
)
def test_a_default_of_the_project_holds_where_the_stack_says_nothing(
    tmp_path: Path, declared: str, expected: dict[str, str]
) -> None:
    assert configure(tmp_path, declared).values == expected


def test_the_stack_goes_before_the_default(tmp_path: Path) -> None:
    assert configure(tmp_path, "{size: {type: integer, default: 3}}", "{proj:size: 4}").values == {"proj:size": "4"}


@pytest.mark.parametrize(
    ("declaration", "value"),
    [
        ("{type: string}", "hi"),
        ("{type: string}", "5"),
        ("{type: integer}", "5"),
        ("{type: integer}", "'5'"),
        ("{type: integer}", "5.0"),
        ("{type: boolean}", "true"),
        ("{type: boolean}", "'false'"),
        ("{type: object}", "{a: 1}"),
        ("{type: array, items: {type: string}}", "[a, b]"),
        ("{type: array, items: {type: array, items: {type: integer}}}", "[[1], [2]]"),
    ],
)
def test_a_value_of_the_declared_type_is_taken(tmp_path: Path, declaration: str, value: str) -> None:
    assert "proj:key" in configure(tmp_path, f"{{key: {declaration}}}", f"{{proj:key: {value}}}").values


@pytest.mark.parametrize(
    ("declaration", "value"),
    [
        ("{type: string}", "[a]"),
        ("{type: integer}", "five"),
        ("{type: integer}", "true"),
        ("{type: integer}", "5.5"),
        ("{type: boolean}", "1"),
        ("{type: object}", "a"),
        ("{type: array, items: {type: string}}", "{a: 1}"),
        ("{type: array, items: {type: integer}}", "[1, b]"),
    ],
)
def test_a_value_of_another_type_is_refused_with_file_and_key(tmp_path: Path, declaration: str, value: str) -> None:
    with pytest.raises(EngineError, match=r"^Pulumi\.dev\.yaml: proj:key: .* is not of type"):
        configure(tmp_path, f"{{key: {declaration}}}", f"{{proj:key: {value}}}")


@pytest.mark.parametrize("declaration", ["{type: string, description: the size}", "{description: the size}"])
def test_what_is_missing_is_named_with_its_description(tmp_path: Path, declaration: str) -> None:
    with pytest.raises(EngineError, match=r"proj:size: is missing; add it \(the size\)"):
        configure(tmp_path, f"{{size: {declaration}}}")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        configure(tmp_path, "{a: {type: string}, b: {type: integer}, c: {type: string}}", "{proj:b: x}")
    assert [line.split(": ")[1] for line in str(caught.value).split("\n")] == ["proj:a", "proj:b", "proj:c"]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("{a: {type: number}}", "a: 'number' is not a type"),
        ("{a: {type: array}}", "a: an array says what it holds"),
        ("{a: {type: integer, default: x}}", "a: the default 'x' is not of type integer"),
        ("{aws:a: {type: string}}", "aws:a: belongs to another package"),
        ("{a: .nan}", "nan is no number that JSON has"),
    ],
)
def test_a_declaration_that_is_not_right_is_refused(tmp_path: Path, declared: str, told: str) -> None:
    with pytest.raises(EngineError, match=f"Pulumi.yaml: config: {told}"):
        configure(tmp_path, declared)


@pytest.mark.parametrize(
    ("overrides", "key", "expected"),
    [
        ({"proj:size": "7"}, "proj:size", "7"),
        ({"proj:new": "x"}, "proj:new", "x"),
        ({"proj:bag.depth": "7"}, "proj:bag", '{"depth":7,"kind":"x"}'),
        ({"proj:bag.lid.open": "true"}, "proj:bag", '{"depth":1,"kind":"x","lid":{"open":true}}'),
        # The CLI writes it into the stack's file, where it stands alone.
        ({"proj:box.depth": "7"}, "proj:box", '{"depth":7}'),
        ({"proj:box": "{a: 1}"}, "proj:box", '{"a":1}'),
        ({"proj:list": "[3]"}, "proj:list", "[3]"),
        ({"proj:fresh.a": "1"}, "proj:fresh", '{"a":1}'),
    ],
)
def test_an_override_goes_before_everything(tmp_path: Path, overrides: dict[str, str], key: str, expected: str) -> None:
    given = "{proj:size: 1, proj:list: [1], proj:bag: {depth: 1, kind: x}}"
    declared = "{box: {type: object, default: {depth: 1, kind: x}}}"
    assert configure(tmp_path, declared, given, overrides).values[key] == expected


def test_an_override_is_checked_too(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not of type integer"):
        configure(tmp_path, "{size: {type: integer}}", overrides={"proj:size": "big"})


@pytest.mark.parametrize(("key", "value"), [("proj:size.x", "1"), ("proj:box", "{")])
def test_an_override_that_does_not_fit_is_refused(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(EngineError, match=f"--config {key}"):
        configure(tmp_path, given="{proj:size: 1, proj:box: {a: 1}}", overrides={key: value})


@pytest.fixture
def sealed() -> dict[str, str]:
    """What `pulumi config set --secret` writes."""
    crypter, salt = Crypter.create(SANDBOX_PASSPHRASE)
    return {"salt": salt, "word": crypter.encrypt("hush"), "other": crypter.encrypt("hush, hush")}


def test_a_sealed_value_is_opened_and_marked(tmp_path: Path, sealed: dict[str, str]) -> None:
    given = f"encryptionsalt: {sealed['salt']}\nconfig:\n  proj:word:\n    secure: {sealed['word']}\n"
    configuration = configure(tmp_path, "{word: {type: string, secret: true}}", given)
    assert configuration.values == {"proj:word": "hush"}
    assert configuration.secret_keys == ("proj:word",)
    assert configuration.secret_texts == ("hush",)


def test_a_sealed_value_inside_a_structured_one_marks_the_whole(tmp_path: Path, sealed: dict[str, str]) -> None:
    given = (
        f"encryptionsalt: {sealed['salt']}\nconfig:\n  proj:login:\n    user: me\n    words:\n"
        f"    - secure: {sealed['word']}\n    - secure: {sealed['other']}\n"
    )
    configuration = configure(tmp_path, given=given)
    assert configuration.values == {"proj:login": '{"user":"me","words":["hush","hush, hush"]}'}
    assert configuration.secret_keys == ("proj:login",)


def test_a_sealed_value_under_another_passphrase_is_refused(
    tmp_path: Path, sealed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another")
    given = f"encryptionsalt: {sealed['salt']}\nconfig:\n  proj:word:\n    secure: {sealed['word']}\n"
    with pytest.raises(EngineError, match="passphrase"):
        configure(tmp_path, given=given)


def test_what_must_be_sealed_may_not_stand_in_plain(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="proj:word: must be encrypted"):
        configure(tmp_path, "{word: {type: string, secret: true}}", "{proj:word: hush}")


def test_a_stack_without_a_file_is_named_beside_those_with_one(tmp_path: Path) -> None:
    configure(tmp_path)
    with pytest.raises(EngineError, match=r"no Pulumi\.prod\.yaml, so no stack 'prod'; stacks with a file here: dev"):
        Project.load(tmp_path).configuration("prod", file=None, overrides={})


def test_another_file_can_be_named(tmp_path: Path) -> None:
    configure(tmp_path, given="{proj:size: 1}")
    other = tmp_path / "other.yaml"
    other.write_text("config: {proj:size: 2}\n")
    assert Project.load(tmp_path).configuration("dev", file=other, overrides={}).values == {"proj:size": "2"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: proj\nruntime: nodejs\n", "runs only python"),
        ("name: proj\nruntime: python\nmain: program\n", "main, which the sandbox engine does not act on"),
        ("runtime: python\n", "gives the project no name"),
        ("- a\n", "must hold keys"),
        ("{", "not readable YAML"),
    ],
)
def test_a_project_that_cannot_be_run_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(EngineError, match=told):
        Project.load(tmp_path)


def test_a_folder_without_a_project_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no Pulumi\.yaml in .*run this in the project's folder"):
        Project.load(tmp_path)


@pytest.mark.parametrize("text", ["", "config:\n", "# nothing\n"])
def test_an_empty_stack_file_is_a_stack_without_settings(tmp_path: Path, text: str) -> None:
    configure(tmp_path)
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    assert Project.load(tmp_path).configuration("dev", file=None, overrides={}).values == {}
