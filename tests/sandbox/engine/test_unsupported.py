"""What this engine does not do, it refuses by name, before anything is made. Nothing is silently left out."""

import re
from pathlib import Path

import pytest
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc

from sandbox.engine import goal
from sandbox.engine.monitor import Monitor
from tests.sandbox.engine.conftest import Stack

_HOOK = 'hook = pulumi.ResourceHook("h", lambda args: None)'

# Feature -> a program that uses it, and the name under which it is refused.
FEATURES = {
    "import_": ('Thing("x", pulumi.ResourceOptions(import_="a-1"))', "import_"),
    "get of a resource": ('Thing("x", pulumi.ResourceOptions(id="a-1"))', "read and not made"),
    "transforms": ('Thing("x", pulumi.ResourceOptions(transforms=[lambda args: None]))', "transforms"),
    "stack transforms": ("pulumi.runtime.register_resource_transform(lambda args: None)", "stack transforms"),
    "invoke transforms": ("pulumi.runtime.register_invoke_transform(lambda args: None)", "invoke transforms"),
    "hooks": (
        f'{_HOOK}; Thing("x", pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[hook])))',
        "hook",
    ),
    "error hooks": (
        (
            'hook = pulumi.ErrorHook("h", lambda args: False)\n'
            'Thing("x", pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(on_error=[hook])))'
        ),
        "hook",
    ),
    "state migrations": (
        'Thing("x", pulumi.ResourceOptions(state_migrations=[lambda args: None]))',
        "state migrations",
    ),
    "replace_with": ('Thing("x", pulumi.ResourceOptions(replace_with=[Group("g")]))', "replace_with"),
    "replacement_trigger": ('Thing("x", pulumi.ResourceOptions(replacement_trigger=1))', "replacement_trigger"),
    "hide_diffs": ('Thing("x", pulumi.ResourceOptions(hide_diffs=["size"]))', "hide_diffs"),
    "env_var_mappings": (
        (
            'p = Provider("p", pulumi.ResourceOptions(env_var_mappings={"A": "B"}))\n'
            'Thing("x", pulumi.ResourceOptions(depends_on=[p]))'
        ),
        "env_var_mappings",
    ),
    "an asset": ('Thing("x", file=pulumi.StringAsset("text"))', "assets or archives"),
    "an archive": ('Thing("x", file=pulumi.AssetArchive({"a": pulumi.StringAsset("text")}))', "assets or archives"),
    "a method of a component": (
        'pulumi.runtime.call("testing:index:Box/open", {}, Group("g"))\n',
        "calling the method testing:index:Box/open",
    ),
    "a stash": ('pulumi.Stash("x", input=1)', "the type pulumi:index:Stash"),
    "a parameterized package": (
        (
            "async def reference(): return 'some-uuid'\n"
            'pulumi.CustomResource("testing:index:Thing", "x", {}, package_ref=reference())'
        ),
        "parameterized packages",
    ),
    "a function of the engine": (
        'pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {"stackName": "other"})',
        "the function pulumi:pulumi:readStackResourceOutputs",
    ),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_that_is_not_there_is_named(stack: Stack, feature: str) -> None:
    program, name = FEATURES[feature]
    result = stack.up(program)
    assert name in result.error
    assert (
        "which the sandbox engine does not support; leave it out, or run this program with the pulumi CLI"
        in result.error
    )
    assert stack.cloud.things == {}


# Parts of a registration that say how the SDK talks, or that mean nothing to an engine that loads no plugins.
_MEANINGLESS = {
    "acceptSecrets",
    "acceptResources",
    "accepts_byte_string",
    "aliasSpecs",
    "parentStackTraceHandle",
    "pluginChecksums",
    "pluginDownloadURL",
    "sourcePosition",
    "stackTrace",
    "supportsPartialValues",
    "supportsResultReporting",
}


def test_every_part_of_a_registration_is_read_or_refused() -> None:
    """A newer SDK that adds a field turns this red, and not somebody's stack."""
    source = Path(goal.__file__).read_text() + Path(goal.__file__).with_name("aliases.py").read_text()
    names = {*re.findall(r"request\.(\w+)", source), *re.findall(r'HasField\("(\w+)"\)', source)}
    fields = {field.name for field in resource_pb2.RegisterResourceRequest.DESCRIPTOR.fields}
    assert fields - names - _MEANINGLESS == set()


def test_every_call_of_a_program_is_answered_or_refused() -> None:
    calls = {name for name in vars(resource_pb2_grpc.ResourceMonitorServicer) if not name.startswith("_")}
    assert calls - set(vars(Monitor)) == set()
