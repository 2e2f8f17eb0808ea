"""A resource that gets another name, type or parent stays the same resource, and so does what hangs on it."""

import pytest

from tests.sandbox.engine.conftest import Stack, done

_ALIAS = "pulumi.ResourceOptions(aliases=[pulumi.Alias({0})])"


def _kept(stack: Stack) -> None:
    assert not {"create", "update", "delete"} & {operation for operation, _ in stack.cloud.calls}


@pytest.mark.parametrize(
    ("before", "after", "urn"),
    [
        ('Thing("a")', f'Thing("b", {_ALIAS.format("name=" + chr(34) + "a" + chr(34))})', "testing:index:Thing::b"),
        (
            'Thing("a", pulumi.ResourceOptions(parent=Group("g")))',
            'Group("g"); Thing("a", pulumi.ResourceOptions(aliases=[pulumi.Alias(parent=old_urn)]))',
            "dev::proj::testing:index:Thing::a",
        ),
        (
            'Thing("a")',
            (
                "root = pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)\n"
                'Thing("a", pulumi.ResourceOptions(parent=Group("g"), aliases=[root]))'
            ),
            "testing:index:Group$testing:index:Thing::a",
        ),
        (
            'Thing("a")',
            'Thing("b", pulumi.ResourceOptions(aliases=["urn:pulumi:dev::proj::testing:index:Thing::a"]))',
            "testing:index:Thing::b",
        ),
    ],
    ids=["another name", "out of a parent", "into a parent", "by its URN"],
)
def test_it_is_the_same_resource(stack: Stack, before: str, after: str, urn: str) -> None:
    done(stack.up(before))
    stack.cloud.calls.clear()
    changed = done(stack.up(f'old_urn = "urn:pulumi:dev::proj::testing:index:Group::g"\n{after}'))
    assert set(changed) <= {"g"}
    _kept(stack)
    (thing,) = [each for each in stack.resources() if each["type"] == "testing:index:Thing"]
    assert thing["id"] == "a-1"
    assert thing["urn"].endswith(urn)
    assert done(stack.up()) == {}


def test_children_follow_a_renamed_parent(stack: Stack) -> None:
    program = """
    group = Group("{0}", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    inner = Group("{0}-inner", pulumi.ResourceOptions(parent=group))
    Thing("{0}-inner-a", pulumi.ResourceOptions(parent=inner))
    Thing("other", pulumi.ResourceOptions(parent=group))
    """
    done(stack.up(program.format("old")))
    stack.cloud.calls.clear()
    assert done(stack.up(program.format("new"))) == {}
    _kept(stack)
    assert stack.resource("new-inner-a")["id"].startswith("old-inner-a")


def test_a_child_that_is_renamed_with_its_parent_is_found_under_both_old_names(stack: Stack) -> None:
    done(stack.up('Thing("a", pulumi.ResourceOptions(parent=Group("old")))'))
    stack.cloud.calls.clear()
    program = """
    group = Group("new", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    Thing("b", pulumi.ResourceOptions(parent=group, aliases=[pulumi.Alias(name="a")]))
    """
    assert done(stack.up(program)) == {}
    _kept(stack)


def test_an_alias_of_nothing_is_no_harm(stack: Stack) -> None:
    assert done(stack.up(f'Thing("b", {_ALIAS.format("name=" + chr(34) + "a" + chr(34))})')) == {"b": "create"}


def test_two_resources_cannot_continue_the_same_one(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    alias = _ALIAS.format('name="a"')
    result = stack.up(f'Thing("b", {alias}); Thing("c", {alias})', parallel=1)
    assert "has the alias" in result.error
    assert "::a" in result.error
    assert stack.cloud.names("delete") == []


def test_an_alias_of_a_resource_that_is_still_declared_is_refused(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    result = stack.up(f'a = Thing("a"); Thing("b", {_ALIAS.format("name=" + chr(34) + "a" + chr(34))}, note=a.arn)')
    assert "has the alias" in result.error
    assert list(stack.cloud.things) == ["a-1"]


def test_a_renamed_provider_goes_on_managing_what_it_made(stack: Stack) -> None:
    program = """
    provider = Provider("{0}", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]), account="x")
    Thing("a", pulumi.ResourceOptions(provider=provider), size={1})
    """
    done(stack.up(program.format("old", 1)))
    assert done(stack.up(program.format("new", 2))) == {"a": "update"}
    assert "::new::" in stack.resource("a")["provider"]


def test_what_a_failed_run_did_not_reach_refers_to_the_new_name(stack: Stack) -> None:
    program = """
    a = Thing("{0}", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    {1}
    Thing("b", note=a.arn)
    """
    done(stack.up(program.format("old", "")))
    assert stack.up(program.format("new", "raise SystemExit(1)")).error
    (needed,) = stack.resource("b")["propertyDependencies"]["note"]
    assert needed.endswith("::new")
    assert done(stack.destroy()) == {"new": "delete", "b": "delete"}
    assert stack.cloud.names("delete") == ["b", "new"], "the order of dependencies is not lost"
