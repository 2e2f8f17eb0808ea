"""Calling a provider's functions."""

from tests.sandbox.engine.conftest import Stack, done
from tests.sandbox.engine.provider import Refused


def test_a_known_argument_gets_its_result(stack: Stack) -> None:
    result = stack.up('pulumi.export("now", double(2)["doubled"]); pulumi.export("later", double_output(3)["doubled"])')
    assert result.error == ""
    assert result.outputs == {"now": 4, "later": 6}


def test_a_preview_calls_functions_too(stack: Stack) -> None:
    assert stack.preview('pulumi.export("now", double(2)["doubled"])').outputs == {"now": 4}


def test_an_unknown_argument_gives_an_unknown_result_and_no_call(stack: Stack) -> None:
    program = 'a = Thing("a", size=1); Thing("b", note=double_output(a.arn.apply(len))["doubled"])'
    assert done(stack.preview(program)) == {"a": "create", "b": "create"}
    assert stack.cloud.names("invoke") == []
    done(stack.up())
    assert stack.cloud.things["b-2"]["note"] == 2 * len("arn:a-1")


def test_a_function_uses_the_provider_that_it_is_given(stack: Stack) -> None:
    program = """
    options = pulumi.InvokeOptions(provider=Provider("p", account="x"))
    pulumi.export("account", double_output(1, options)["account"])
    """
    assert stack.up(program).outputs == {"account": "x"}


def test_arguments_that_the_provider_refuses_end_the_run_with_its_reason(stack: Stack) -> None:
    result = stack.up("double(-1)")
    assert "testing:index:double: size: must not be negative" in result.error


def test_a_function_that_fails_ends_the_run_with_its_reason(stack: Stack) -> None:
    def refuse() -> None:
        msg = "the line is busy"
        raise Refused(msg)

    stack.cloud.on("invoke", "double", refuse)
    assert "the line is busy" in stack.up("double(1)").error


def test_a_reference_to_a_resource_in_an_output_can_be_followed(stack: Stack) -> None:
    """A component hands out a child: whoever reads the output asks the engine what is behind the reference."""
    result = stack.up("""
    group = Group("g")
    group.register_outputs({"thing": Thing("a", pulumi.ResourceOptions(parent=group))})
    """)
    assert result.error == ""
    reference = stack.resource("g")["outputs"]["thing"]
    assert (reference["urn"].rpartition("::")[2], reference["id"]) == ("a", "a-1")
    assert done(stack.up()) == {}


def test_an_unknown_argument_of_a_caller_that_is_no_sdk_gives_an_unknown_result_too(stack: Stack) -> None:
    """The SDK does not even ask; a provider that builds a component may."""
    result = stack.preview("""
    from pulumi.runtime import rpc, settings
    from pulumi.runtime.proto import resource_pb2
    request = resource_pb2.ResourceInvokeRequest(tok="testing:index:double")
    request.args["size"] = rpc.UNKNOWN
    pulumi.export("unknown", settings.get_monitor().Invoke(request).unknown)
    """)
    assert result.outputs == {"unknown": True}
    assert stack.cloud.names("invoke") == []
