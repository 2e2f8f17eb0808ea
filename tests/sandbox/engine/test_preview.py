"""A preview says what `up` would do, with unknowns where only doing it tells, and touches nothing."""

from tests.sandbox.engine.conftest import PROJECT, Stack, done

_WRITING = {"create", "update", "delete"}


def test_a_preview_makes_nothing_and_writes_nothing(stack: Stack) -> None:
    assert done(stack.preview('Thing("a")')) == {"a": "create"}
    assert not _WRITING & {operation for operation, _ in stack.cloud.calls}
    assert not stack.backend.path(PROJECT, stack.name).exists()


def test_a_preview_takes_no_lock(stack: Stack) -> None:
    with stack.backend.lock(PROJECT, stack.name):
        assert done(stack.preview('Thing("a")')) == {"a": "create"}


def test_what_is_only_known_later_is_unknown_to_dependents(stack: Stack) -> None:
    result = stack.preview('a = Thing("a"); b = Thing("b", note=a.arn); pulumi.export("arn", b.note)')
    assert done(result) == {"a": "create", "b": "create"}
    assert result.outputs["arn"] == "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "unknown, as Pulumi marks it"


def test_a_dependent_of_something_known_sees_its_value(stack: Stack) -> None:
    stack.up('a = Thing("a", size=1)')
    program = 'a = Thing("a", size=1); pulumi.export("arn", a.arn)'
    assert stack.preview(program).outputs["arn"] == "arn:a-1"


def test_an_unknown_in_a_property_that_forces_replacement_is_planned_as_one(stack: Stack) -> None:
    program = 'a = Thing("a", kind="{0}"); Thing("b", kind=a.arn)'
    stack.up(program.format("x"))
    assert done(stack.preview(program.format("y"))) == {"a": "replace", "b": "replace"}


def test_a_plan_shows_old_and_new_values_by_path(stack: Stack) -> None:
    stack.up('Thing("a", box={"size": 1, "keep": 1})')
    (change,) = stack.preview('Thing("a", box={"size": 2, "keep": 1})').effective
    assert {path: (each.old, each.new) for path, each in change.properties.items()} == {"box.size": (1, 2)}


def test_a_plan_names_the_properties_that_force_a_replacement(stack: Stack) -> None:
    stack.up('Thing("a", kind="x", size=1)')
    (change,) = stack.preview('Thing("a", kind="y", size=2)').effective
    assert change.replace_keys == ("kind",)
    assert set(change.properties) == {"kind", "size"}


def test_the_program_knows_that_it_is_previewed(stack: Stack) -> None:
    program = 'pulumi.export("dry", pulumi.runtime.is_dry_run())'
    assert stack.preview(program).outputs == {"dry": True}
    assert stack.up().outputs == {"dry": False}


def test_deletions_are_planned_too(stack: Stack) -> None:
    stack.up('Thing("a"); Thing("b")')
    assert done(stack.preview('Thing("a")')) == {"b": "delete"}
    assert len(stack.cloud.things) == 2


def test_a_provider_that_is_configured_by_an_unknown_is_not_asked(stack: Stack) -> None:
    program = """
    a = Thing("a")
    provider = Provider("late", account=a.arn)
    Thing("b", pulumi.ResourceOptions(provider=provider), size=1)
    pulumi.export("doubled", double_output(1, pulumi.InvokeOptions(provider=provider)))
    """
    assert done(stack.preview(program)) == {"a": "create", "b": "create"}
    assert ("check", "b") not in stack.cloud.calls
    assert stack.cloud.names("invoke") == []


def test_a_component_of_a_provider_that_is_not_configured_yet_is_left_open(stack: Stack) -> None:
    program = """
    provider = Provider("late", account=Thing("a").arn)
    Box("box", pulumi.ResourceOptions(provider=provider))
    """
    assert done(stack.preview(program)) == {"a": "create"}
    assert done(stack.up()) == {"a": "create", "box": "create", "box-child": "create"}
