"""Asking a provider to build a component, whose children it registers with us."""

from sandbox.engine.backend import ORGANIZATION
from sandbox.engine.facts import RunFacts
from sandbox.engine.goal import Goal
from sandbox.protocol.protobufs import alias_pb2, provider_pb2
from sandbox.protocol.values import to_struct


def construct_request(goal: Goal, facts: RunFacts, monitor: str) -> provider_pb2.ConstructRequest:
    """The goal of a remote component as its provider gets it, with every option that its children may follow."""
    return provider_pb2.ConstructRequest(
        project=facts.project,
        stack=facts.stack,
        organization=ORGANIZATION,
        config=facts.config,
        configSecretKeys=facts.secret_keys,
        dryRun=facts.dry_run,
        parallel=facts.parallel,
        monitorEndpoint=monitor,
        type=goal.type,
        name=goal.name,
        parent=goal.parent,
        inputs=to_struct(goal.inputs),
        inputDependencies={
            key: provider_pb2.ConstructRequest.PropertyDependencies(urns=urns)
            for key, urns in goal.property_dependencies.items()
        },
        providers=goal.providers,
        dependencies=goal.dependencies,
        aliases=[alias_pb2.Alias(urn=urn) for urn in goal.aliases],
        protect=goal.protect,
        retainOnDelete=goal.retain_on_delete,
        deleteBeforeReplace=goal.delete_before_replace,
        deletedWith=goal.deleted_with,
        ignoreChanges=goal.ignore_changes,
        replaceOnChanges=goal.replace_on_changes,
        additionalSecretOutputs=goal.additional_secret_outputs,
        customTimeouts=provider_pb2.ConstructRequest.CustomTimeouts(
            **{operation: f"{seconds}s" for operation, seconds in goal.custom_timeouts.items()}
        ),
        accepts_output_values=True,
    )
