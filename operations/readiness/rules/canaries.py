"""Synthetics: who asks for the public name from outside."""

from collections.abc import Iterator, Sequence
from functools import partial

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, unlike
from operations.readiness.rule import Problem, Rule, spared

READS = ("synthetics:GetCanary",)
_MEANS = "a failover lives without; whether clients are answered is seen by health checks alone"


def _canaries(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    for each in declared:
        asked = partial(ask.one, "synthetics", "get_canary", Name=each.id)
        answer = unless_gone(asked, "ResourceNotFoundException")
        if answer is None:
            yield spared(each, "is not there", _MEANS)
            continue
        canary = answer["Canary"]
        run = each.inputs.get("runConfig") or {}
        if seen := unlike(
            Facet("state", canary["Status"]["State"], "RUNNING" if each.inputs.get("startCanary") else None),
            Facet("role", canary["ExecutionRoleArn"], each.inputs["executionRoleArn"]),
            Facet("schedule", canary["Schedule"]["Expression"], each.inputs["schedule"]["expression"]),
            Facet("runtime", canary["RuntimeVersion"], each.inputs["runtimeVersion"]),
            Facet("handler", canary["Code"]["Handler"], each.inputs["handler"]),
            Facet("seconds", canary.get("RunConfig", {}).get("TimeoutInSeconds"), run.get("timeoutInSeconds")),
            Facet("artifacts", canary["ArtifactS3Location"], each.inputs["artifactS3Location"]),
        ):
            yield spared(each, seen, _MEANS)


RULES = (Rule(type="aws:synthetics/canary:Canary", look=_canaries),)
