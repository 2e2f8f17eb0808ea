"""Resources as packs see them: inputs of one alone, outputs of one among all. Pure."""

from collections.abc import Callable

from sandbox.engine.goal import Goal
from sandbox.engine.resource import ResourceState
from sandbox.protocol.protobufs import analyzer_pb2
from sandbox.protocol.values import Properties, to_struct

# Pulumi's engine keeps references to other stacks to itself.
UNSEEN = frozenset({"pulumi:pulumi:StackReference"})
Find = Callable[[str], ResourceState | None]


def alone(goal: Goal, inputs: Properties, find: Find) -> analyzer_pb2.AnalyzeRequest:
    """A registration, with its checked inputs."""
    options = analyzer_pb2.AnalyzerResourceOptions(
        protect=goal.protect,
        ignoreChanges=goal.ignore_changes,
        deleteBeforeReplace=bool(goal.delete_before_replace),
        deleteBeforeReplaceDefined=goal.delete_before_replace is not None,
        additionalSecretOutputs=goal.additional_secret_outputs,
        aliases=goal.aliases,
        customTimeouts=_timeouts(goal.custom_timeouts),
        parent=goal.parent,
    )
    return analyzer_pb2.AnalyzeRequest(
        type=goal.type,
        urn=goal.urn,
        name=goal.name,
        properties=to_struct(inputs),
        options=options,
        provider=_provider(goal.provider if goal.custom else "", find),
    )


def of_state(state: ResourceState, find: Find) -> analyzer_pb2.AnalyzeRequest:
    """What a state holds, with its inputs."""
    return analyzer_pb2.AnalyzeRequest(
        type=state.type,
        urn=state.urn,
        name=state.name,
        properties=to_struct(state.inputs),
        options=_options(state),
        provider=_provider(state.provider, find),
    )


def among(state: ResourceState, find: Find) -> analyzer_pb2.AnalyzerResource:
    """What a state holds, with its outputs and what it depends on."""
    return analyzer_pb2.AnalyzerResource(
        type=state.type,
        urn=state.urn,
        name=state.name,
        properties=to_struct(state.outputs),
        options=_options(state),
        provider=_provider(state.provider, find),
        parent=state.parent,
        dependencies=state.dependencies,
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
            for key, urns in state.property_dependencies.items()
        },
    )


def _options(state: ResourceState) -> analyzer_pb2.AnalyzerResourceOptions:
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=state.protect,
        ignoreChanges=state.ignore_changes,
        additionalSecretOutputs=state.additional_secret_outputs,
        aliases=state.aliases,
        customTimeouts=_timeouts(state.custom_timeouts),
        parent=state.parent,
    )


def _timeouts(seconds: "dict[str, float] | object") -> analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts:
    given = dict(seconds) if isinstance(seconds, dict) else {}
    return analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**given)


def _provider(reference: str, find: Find) -> analyzer_pb2.AnalyzerProviderResource | None:
    state = find(reference.rpartition("::")[0]) if reference else None
    if state is None:
        return None
    return analyzer_pb2.AnalyzerProviderResource(
        type=state.type, urn=state.urn, name=state.name, properties=to_struct(state.inputs)
    )
