"""What a package of the testing provider would give to programs, written by hand."""

from typing import Any

import pulumi

__all__ = ["Box", "Group", "Provider", "Thing", "double", "double_output", "pulumi"]


class Thing(pulumi.CustomResource):
    """A thing in the testing cloud."""

    arn: pulumi.Output[str]
    made_by: pulumi.Output[str]
    size: pulumi.Output[Any]
    note: pulumi.Output[Any]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **properties: Any) -> None:  # noqa: ANN401
        outputs = {"arn": None, "made_by": None, "size": None, "note": None}
        super().__init__("testing:index:Thing", name, {**outputs, **properties}, opts)


class Provider(pulumi.ProviderResource):
    """A configured provider."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **config: Any) -> None:  # noqa: ANN401
        super().__init__("testing", name, config, opts)


class Group(pulumi.ComponentResource):
    """A component of the program's own."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **properties: Any) -> None:  # noqa: ANN401
        super().__init__("testing:index:Group", name, properties, opts)


class Box(pulumi.ComponentResource):
    """A component that the provider builds."""

    child_arn: pulumi.Output[str]

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **properties: Any) -> None:  # noqa: ANN401
        super().__init__("testing:index:Box", name, {"child_arn": None, **properties}, opts, remote=True)


def double(size: Any, opts: pulumi.InvokeOptions | None = None) -> Any:  # noqa: ANN401
    """Call the provider's function now."""
    return pulumi.runtime.invoke("testing:index:double", {"size": size}, opts).value


def double_output(size: Any, opts: pulumi.InvokeOptions | None = None) -> pulumi.Output[Any]:  # noqa: ANN401
    """Call the provider's function once its argument is known."""
    return pulumi.runtime.invoke_output("testing:index:double", {"size": size}, opts or pulumi.InvokeOptions())
