"""Runs rules as Pulumi does: its own policy server, in this process, over requests in Pulumi's own wire format.

So unknowns raise, whole numbers are floats and secrets are unwrapped, exactly as in a run.
"""

import contextlib
import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.policy import _NotApplicableError, _PolicyAnalyzerServicer

from framework.pack import policies
from framework.rule import ResourceRule, StackRule
from sandbox.protocol.values import UNKNOWN, to_struct

__all__ = ["UNKNOWN", "Declared", "Verdict", "analyze", "analyze_quickly", "read_stack", "stack_root"]

TODAY = date(2026, 11, 25)
_READER = EnforcementLevel.MANDATORY
Config = Mapping[str, Mapping[str, Any]]


@dataclass(eq=False)
class Declared:
    """A resource of a stack. `refs` says what each property was made of; `provider` is the provider's properties."""

    type: str
    name: str
    props: Mapping[str, Any] = field(default_factory=dict)
    refs: Mapping[str, Sequence["Declared"]] = field(default_factory=dict)
    parent: "Declared | None" = None
    provider: Mapping[str, Any] | None = None
    protect: bool = True
    stack: str = "test"
    own_urn: str = ""
    # What is seen of it among the whole stack, where that differs.
    outputs: Mapping[str, Any] | None = None

    @property
    def urn(self) -> str:
        """Its URN, without its parents where nothing needs them."""
        return self.own_urn or f"urn:pulumi:{self.stack}::project::{self.type}::{self.name}"

    def _common(self, props: Mapping[str, Any]) -> dict[str, Any]:
        common: dict[str, Any] = {
            "type": self.type,
            "name": self.name,
            "urn": self.urn,
            "properties": to_struct(props),
            "options": analyzer_pb2.AnalyzerResourceOptions(
                protect=self.protect, parent=self.parent.urn if self.parent else ""
            ),
        }
        if self.provider is not None:
            common["provider"] = analyzer_pb2.AnalyzerProviderResource(
                type="pulumi:providers:aws", name="aws", urn="urn", properties=to_struct(self.provider)
            )
        return common

    def alone(self) -> analyzer_pb2.AnalyzeRequest:
        """The request about this resource."""
        return analyzer_pb2.AnalyzeRequest(**self._common(self.props))

    def among(self) -> analyzer_pb2.AnalyzerResource:
        """Its part of the request about the stack."""
        return analyzer_pb2.AnalyzerResource(
            **self._common(self.props if self.outputs is None else self.outputs),
            parent=self.parent.urn if self.parent else "",
            dependencies=sorted({each.urn for found in self.refs.values() for each in found}),
            # An engine has an entry for each property that a program writes.
            propertyDependencies={
                key: analyzer_pb2.AnalyzerPropertyDependencies(urns=[each.urn for each in self.refs.get(key, ())])
                for key in {**self.props, **self.refs}
            },
        )


def stack_root(stack: str = "test", **outputs: Any) -> Declared:  # noqa: ANN401 - outputs may be anything
    """The stack itself, with its outputs."""
    return Declared("pulumi:pulumi:Stack", f"project-{stack}", outputs, stack=stack)


@dataclass(frozen=True)
class Violation:
    """One line of the result."""

    rule: str
    urn: str
    message: str
    mandatory: bool


@dataclass
class Verdict:
    """What a pack says of a stack."""

    violations: list[Violation] = field(default_factory=list)
    not_applicable: dict[str, int] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)

    @property
    def fired(self) -> set[str]:
        """The ids of the rules that are violated."""
        return {violation.rule for violation in self.violations}

    def of(self, rule: str) -> list[str]:
        """The messages of one rule, without its title."""
        return [each.message.partition("\n")[2] for each in self.violations if each.rule == rule]


def analyze(
    rules: Iterable[ResourceRule | StackRule],
    resources: Sequence[Declared],
    config: Config | None = None,
    *,
    today: date = TODAY,
) -> Verdict:
    """Run every rule over every resource, then over the stack."""
    gc.disable()
    try:
        return run(policies(rules, lambda: today), resources, config)
    finally:
        gc.enable()


def run(pack: list[Policy], resources: Sequence[Declared], config: Config | None = None) -> Verdict:
    """Run policies that are made already."""
    server: Any = _PolicyAnalyzerServicer("test", "0.0.1", pack, EnforcementLevel.MANDATORY)
    _configure(server, pack, config or {})
    verdict = Verdict()
    answers = [server.Analyze(resource.alone(), None) for resource in resources]
    answers.append(
        server.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=[r.among() for r in resources]), None)
    )
    names = {policy.name for policy in pack}
    for answer in answers:
        skipped = {each.policy_name for each in answer.not_applicable}
        for name in skipped:
            verdict.not_applicable[name] = verdict.not_applicable.get(name, 0) + 1
        verdict.violations += [
            Violation(each.policyName, each.urn, each.message, each.enforcementLevel == analyzer_pb2.MANDATORY)
            for each in answer.diagnostics
        ]
    # A rule about resources is asked about each of them, a rule about stacks once.
    kinds = {policy.name: 1 if type(policy).__name__ == "StackValidationPolicy" else len(resources) for policy in pack}
    verdict.judged = {name for name in names if verdict.not_applicable.get(name, 0) < kinds[name]}
    return verdict


def analyze_quickly(
    rules: Iterable[ResourceRule | StackRule],
    resources: Sequence[Declared],
    config: Config | None = None,
    *,
    today: date = TODAY,
) -> Verdict:
    """Give the same verdict, and let the server read each resource once instead of once for each rule."""
    pack, verdict, told = policies(rules, lambda: today), Verdict(), config or {}
    alone, among = _read(resources)
    for policy in pack:
        mandatory = policy.enforcement_level is EnforcementLevel.MANDATORY
        given = json_format.MessageToDict(to_struct(dict(told.get(policy.name, {}))))

        def report(
            message: str,
            urn: str | None = None,
            policy: Policy = policy,
            mandatory: bool = mandatory,  # noqa: FBT001
        ) -> None:
            said = f"{policy.description}\n{message}"
            verdict.violations.append(Violation(policy.name, urn or "", said, mandatory))

        if isinstance(policy, ResourceValidationPolicy):
            asked: list[Any] = [_asked_about(each, given) for each in alone]
        else:
            asked = [StackValidationArgs(among, given)]
        for args in asked:
            with contextlib.suppress(_NotApplicableError):
                policy.validate(args, report)  # type: ignore[attr-defined]
                verdict.judged.add(policy.name)
    return verdict


def read_stack(resources: Sequence[Declared]) -> list[PolicyResource]:
    """The resources as a rule about stacks gets them."""
    return _read(resources)[1]


def _asked_about(seen: ResourceValidationArgs, config: Mapping[str, Any]) -> ResourceValidationArgs:
    return ResourceValidationArgs(
        seen.resource_type, seen.props, seen.urn, seen.name, seen.opts, seen.provider, config, {}
    )


def _read(resources: Sequence[Declared]) -> tuple[list[ResourceValidationArgs], list[PolicyResource]]:
    alone: list[ResourceValidationArgs] = []
    among: list[PolicyResource] = []
    readers: list[Policy] = [
        ResourceValidationPolicy("alone", "Reads.", lambda args, _: alone.append(args), _READER),
        StackValidationPolicy("among", "Reads.", lambda args, _: among.extend(args.resources), _READER),
    ]
    run(readers, resources)
    return alone, among


def _configure(server: Any, pack: Iterable[Policy], config: Config) -> None:  # noqa: ANN401 - the SDK types nothing
    server.Configure(
        analyzer_pb2.ConfigureAnalyzerRequest(
            policyConfig={
                policy.name: analyzer_pb2.PolicyConfig(
                    enforcementLevel=server._map_enforcement_level(policy.enforcement_level),
                    properties=to_struct(dict(config.get(policy.name, {}))),
                )
                for policy in pack
            }
        ),
        None,
    )
