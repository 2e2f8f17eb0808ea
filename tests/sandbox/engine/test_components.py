"""Components: their URNs, what children inherit, those that a provider builds, and outputs."""

from tests.sandbox.engine.conftest import Stack, done


def test_a_childs_urn_holds_the_types_of_its_parents(stack: Stack) -> None:
    done(
        stack.up("""
        outer = Group("outer")
        inner = Group("inner", pulumi.ResourceOptions(parent=outer))
        Thing("a", pulumi.ResourceOptions(parent=inner))
        """)
    )
    child = stack.resource("a")
    assert child["urn"] == ("urn:pulumi:dev::proj::testing:index:Group$testing:index:Group$testing:index:Thing::a")
    assert child["parent"] == "urn:pulumi:dev::proj::testing:index:Group$testing:index:Group::inner"


def test_a_resource_without_a_parent_belongs_to_the_stack(stack: Stack) -> None:
    done(stack.up('Thing("a")'))
    assert stack.resource("a")["parent"] == "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev"


def test_a_components_outputs_are_recorded(stack: Stack) -> None:
    done(stack.up('group = Group("g"); group.register_outputs({"arn": Thing("a").arn})'))
    assert stack.resource("g")["outputs"] == {"arn": "arn:a-1"}


def test_a_component_is_not_told_its_outputs_of_the_last_run(stack: Stack) -> None:
    """They may refer to resources that this run has not registered yet."""
    program = """
    from pulumi.runtime import settings
    from pulumi.runtime.proto import resource_pb2
    group = Group("g")
    def told(_):
        request = resource_pb2.RegisterResourceRequest(type="testing:index:Group", name="h")
        answer = settings.get_monitor().RegisterResource(request)
        outputs = resource_pb2.RegisterResourceOutputsRequest(urn=answer.urn)
        outputs.outputs["n"] = 1
        settings.get_monitor().RegisterResourceOutputs(outputs)
        return list(answer.object)
    # Only then is the stack itself registered, which is the parent of both.
    pulumi.export("told", group.urn.apply(told))
    """
    done(stack.up(program))
    assert stack.resource("h")["outputs"] == {"n": 1}
    assert stack.up().outputs == {"told": []}


def test_a_change_of_outputs_alone_is_recorded_and_is_no_step(stack: Stack) -> None:
    program = 'Group("g").register_outputs({{"n": {0}}}); pulumi.export("n", {0})'
    done(stack.up(program.format(1)))
    result = stack.up(program.format(2))
    assert done(result) == {}
    assert stack.resource("g")["outputs"] == {"n": 2}
    assert {key: (each.old, each.new) for key, each in result.output_changes.items()} == {"n": (1, 2)}


def test_changed_inputs_of_a_component_update_it_without_a_provider(stack: Stack) -> None:
    program = 'Group("g", size={0})'
    done(stack.up(program.format(1)))
    assert done(stack.up(program.format(2))) == {"g": "update"}
    assert stack.resource("g")["inputs"] == {"size": 2}
    assert stack.cloud.calls == []


def test_a_run_that_fails_loses_no_output(stack: Stack) -> None:
    done(stack.up('pulumi.export("n", 1); pulumi.export("m", 1)'))
    assert stack.up('pulumi.export("n", 2)\nraise SystemExit(1)').error
    assert stack.resource("proj-dev")["outputs"] == {"n": 2, "m": 1}


def test_an_output_that_is_not_exported_any_more_goes(stack: Stack) -> None:
    done(stack.up('pulumi.export("n", 1); pulumi.export("m", 1)'))
    done(stack.up('pulumi.export("m", 1)'))
    assert stack.resource("proj-dev")["outputs"] == {"m": 1}


def test_a_provider_builds_a_component_with_its_children(stack: Stack) -> None:
    result = stack.up('box = Box("box", size=1); pulumi.export("arn", box.child_arn)')
    assert done(result) == {"box": "create", "box-child": "create"}
    assert stack.resource("box-child")["parent"].endswith("testing:index:Box::box")
    assert stack.resource("box-child")["inputs"]["size"] == 1
    assert result.outputs == {"arn": "arn:box-child-1"}
    assert done(stack.up()) == {}


def test_a_component_of_a_provider_is_previewed_with_its_children(stack: Stack) -> None:
    assert done(stack.preview('Box("box", size=1)')) == {"box": "create", "box-child": "create"}
    assert stack.cloud.things == {}


def test_a_component_of_a_provider_gets_every_option(stack: Stack) -> None:
    done(
        stack.up("""
        a = Thing("a")
        Box("box", pulumi.ResourceOptions(
            protect=True, depends_on=[a], ignore_changes=["x"], replace_on_changes=["y"], retain_on_delete=True,
            deleted_with=a, additional_secret_outputs=["z"], delete_before_replace=True,
            custom_timeouts=pulumi.CustomTimeouts(create="1m"), aliases=[pulumi.Alias(name="old")],
            providers=[Provider("p", account="x")],
        ), note=a.arn)
        """)
    )
    (request,) = stack.cloud.constructs
    (thing,) = set(request.dependencies)
    assert thing.endswith("::a")
    assert (request.protect, request.retainOnDelete, request.deleteBeforeReplace) == (True, True, True)
    assert list(request.ignoreChanges) == ["x"]
    assert list(request.replaceOnChanges) == ["y"]
    assert list(request.additionalSecretOutputs) == ["z"]
    assert request.deletedWith == thing
    assert request.customTimeouts.create == "60.0s"
    assert [alias.urn.rpartition("::")[2] for alias in request.aliases] == ["old"]
    assert list(request.inputDependencies["note"].urns) == [thing]
    assert "::p::" in request.providers["testing"]


def test_children_of_such_a_component_follow_its_protection_and_provider(stack: Stack) -> None:
    """The provider registers them without a word about either: the engine passes both on."""
    done(
        stack.up("""
        provider = Provider("p", account="x")
        Box("box", pulumi.ResourceOptions(protect=True, providers=[provider]))
        """)
    )
    child = stack.resource("box-child")
    assert child["protect"] is True
    assert "::p::" in child["provider"]
    assert child["outputs"]["made_by"] == "x"


def test_children_of_a_resource_are_deleted_with_what_their_parent_is_deleted_with(stack: Stack) -> None:
    done(stack.up('a = Thing("a"); Box("box", pulumi.ResourceOptions(deleted_with=a))'))
    assert "deletedWith" not in stack.resource("box-child"), "a component of a provider passes it on itself"
    done(
        stack.up("""
        a = Thing("a")
        b = Thing("b", pulumi.ResourceOptions(deleted_with=a))
        Thing("c", pulumi.ResourceOptions(parent=b))
        """)
    )
    assert stack.resource("c")["deletedWith"].endswith("::a")
