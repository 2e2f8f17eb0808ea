"""Which provider a resource gets, how providers are configured, and what a change of provider means."""

import pytest

from sandbox.engine.errors import StateError
from tests.sandbox.engine.conftest import PROJECT, Stack, done

_WITH = "pulumi.ResourceOptions(provider=provider)"


def test_a_resource_without_a_provider_gets_the_default_one_configured_from_the_stack(stack: Stack) -> None:
    done(stack.up('Thing("a"); Thing("b")', config={"testing:account": "x"}))
    assert "pulumi:providers:testing::default" in stack.resource("a")["provider"]
    assert stack.resource("a")["outputs"]["made_by"] == "x"
    assert stack.cloud.names("configure") == ["x"], "one process for the whole package"


@pytest.mark.parametrize("disabled", ['["*"]', '["testing"]'])
def test_a_forbidden_default_provider_is_an_error_that_names_the_type(stack: Stack, disabled: str) -> None:
    result = stack.up('Thing("a")', config={"pulumi:disable-default-providers": disabled})
    assert "testing:index:Thing names no provider" in result.error
    assert "pulumi:disable-default-providers" in result.error
    assert stack.cloud.things == {}


def test_a_function_without_a_provider_is_refused_too(stack: Stack) -> None:
    result = stack.up("double(1)", config={"pulumi:disable-default-providers": '["*"]'})
    assert "testing:index:double names no provider" in result.error


def test_other_packages_may_still_have_a_default_provider(stack: Stack) -> None:
    assert done(stack.up('Thing("a")', config={"pulumi:disable-default-providers": '["aws"]'})) == {"a": "create"}


def test_a_list_of_packages_that_is_none_is_refused(stack: Stack) -> None:
    result = stack.up('Thing("a")', config={"pulumi:disable-default-providers": "aws"})
    assert "write a list of packages" in result.error


def test_two_providers_are_two_configurations(stack: Stack) -> None:
    done(
        stack.up("""
        for account in ("x", "y"):
            provider = Provider(account, account=account)
            Thing(f"in-{account}", pulumi.ResourceOptions(provider=provider))
        """)
    )
    assert stack.resource("in-x")["outputs"]["made_by"] == "x"
    assert stack.resource("in-y")["outputs"]["made_by"] == "y"


def test_children_inherit_their_parents_provider(stack: Stack) -> None:
    done(
        stack.up("""
        provider = Provider("p", account="x")
        group = Group("g", pulumi.ResourceOptions(providers=[provider]))
        Thing("a", pulumi.ResourceOptions(parent=group))
        """)
    )
    assert stack.resource("a")["outputs"]["made_by"] == "x"


def test_a_configuration_that_the_provider_refuses_stops_the_run(stack: Stack) -> None:
    result = stack.up('Provider("p", zone="nowhere")')
    assert "there is no such zone" in result.error


def test_a_changed_configuration_updates_the_provider_and_replaces_nothing(stack: Stack) -> None:
    program = f'provider = Provider("p", zone="{{0}}"); Thing("a", {_WITH})'
    done(stack.up(program.format("1")))
    result = stack.up(program.format("2"))
    assert {change.name: str(change.operation) for change in result.effective} == {"p": "update"}
    assert stack.resource("p")["inputs"] == {"zone": "2"}


def test_a_providers_version_is_recorded_as_pulumi_records_it(stack: Stack) -> None:
    program = 'Provider("p", pulumi.ResourceOptions(version="1.2.3"), zone="1")'
    done(stack.up(program))
    assert stack.resource("p")["inputs"] == {"zone": "1", "version": "1.2.3", "__internal": {}}
    assert done(stack.up()) == {}


def test_a_configuration_that_makes_it_another_provider_replaces_what_it_made(stack: Stack) -> None:
    program = f'provider = Provider("p", account="{{0}}"); Thing("a", {_WITH})'
    done(stack.up(program.format("x")))
    stack.cloud.calls.clear()
    planned = stack.preview(program.format("y"))
    result = stack.up()
    assert {change.name: str(change.operation) for change in result.effective} == {"p": "replace", "a": "replace"}
    assert planned.counts == result.counts
    (change,) = [each for each in result.effective if each.name == "a"]
    assert change.replace_keys == ("provider",)
    assert stack.resource("a")["outputs"]["made_by"] == "y"


def test_what_the_old_provider_made_is_deleted_by_the_old_provider(stack: Stack) -> None:
    program = f'provider = Provider("p", account="{{0}}"); Thing("a", {_WITH})'
    done(stack.up(program.format("x")))
    done(stack.up(program.format("y")))
    assert stack.cloud.deleted_by["a-1"] == "x"


def test_another_provider_of_the_same_configuration_takes_over(stack: Stack) -> None:
    program = f'provider = Provider("{{0}}", account="x"); Thing("a", {_WITH})'
    done(stack.up(program.format("p")))
    assert done(stack.up(program.format("q"))) == {}
    assert "::q::" in stack.resource("a")["provider"]
    assert [each["urn"].rpartition("::")[2] for each in stack.state["resources"] if "providers" in each["type"]] == [
        "q"
    ]


def test_a_package_without_a_provider_on_path_is_named(stack: Stack) -> None:
    result = stack.up('pulumi.CustomResource("nosuch:index:Thing", "a", {})')
    assert "pulumi-resource-nosuch" in result.error
    assert "PATH" in result.error


def test_a_provider_that_does_not_start_is_quoted(stack: Stack) -> None:
    launcher = stack.directory.parent / "bin" / "pulumi-resource-broken"
    launcher.write_text("#!/bin/sh\necho no licence >&2\nexit 1\n")
    launcher.chmod(0o755)
    result = stack.up('pulumi.CustomResource("broken:index:Thing", "a", {})')
    assert "broken provider" in result.error
    assert "no licence" in result.error


def test_a_state_whose_provider_is_missing_is_not_guessed_at(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    stack.edit_state(
        lambda state: state.update(resources=[each for each in state["resources"] if "providers" not in each["type"]])
    )
    with pytest.raises(StateError, match="refers to unknown provider"):
        stack.destroy()
    assert list(stack.cloud.things) == ["a-1"]
    assert stack.backend.read(PROJECT, stack.name) is not None
