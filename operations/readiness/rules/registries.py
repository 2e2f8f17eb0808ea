"""ECR: repositories, the images that workloads start from, and where what is pushed here is sent."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from operations.live.stack_state import StateResource
from operations.readiness.asking import Ask, unless_gone
from operations.readiness.comparing import Facet, differing
from operations.readiness.exported import exported
from operations.readiness.rule import Problem, Rule, needed, spared

READS = ("ecr:DescribeImages", "ecr:DescribeRegistry", "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy")
_MEANS = "nothing can be started in this region: its images come from here"
_UNUSED = "no workload of this region is started from it"
_PULLED = "images are pulled all the same"
_LIFECYCLE = "ages nothing that a task of today is started from; old images stay, and are paid for"


def _repositories(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    there = {each["repositoryName"]: each for each in ask.all("ecr", "describe_repositories", "repositories")}
    started = {one["repository"] for one in (exported(ask).get("images") or {}).values()}
    for each in declared:
        found = there.get(each.id)
        if found is None:
            repair = f"pulumi up --refresh, then push the images of {each.id} again: a new repository has none"
            verdict, means = (needed, _MEANS) if each.id in started else (spared, _UNUSED)
            yield verdict(each, "is not there", means, repair)
            continue
        yield from _images(ask, each)
        scanning = each.inputs.get("imageScanningConfiguration") or {}
        sealing: Mapping[str, Any] = next(iter(each.inputs.get("encryptionConfigurations") or ()), {})
        yield from differing(
            spared,
            each,
            _PULLED,
            Facet("mutability of tags", found.get("imageTagMutability"), each.inputs.get("imageTagMutability")),
            Facet(
                "scan on push",
                (found.get("imageScanningConfiguration") or {}).get("scanOnPush", False),
                scanning.get("scanOnPush"),
            ),
            Facet(
                "encryption",
                (found.get("encryptionConfiguration") or {}).get("encryptionType"),
                sealing.get("encryptionType"),
            ),
        )


def _images(ask: Ask, repository: StateResource) -> Iterator[Problem]:
    """Only those that workloads are declared with: what else is in a repository is nobody's yet, or was."""
    wanted = sorted(
        one["tag"] for one in exported(ask).get("images", {}).values() if one["repository"] == repository.id
    )
    if not wanted:
        return
    listed = ask.all("ecr", "describe_images", "imageDetails", repositoryName=repository.id)
    there = {tag for image in listed for tag in image.get("imageTags", ())}
    if missing := [tag for tag in wanted if tag not in there]:
        repair = f"push {repository.id}:{', '.join(missing)} to the registry of {ask.region}"
        yield needed(repository, f"lacks {', '.join(missing)}", _MEANS, repair)


def _lifecycles(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    gone = ("LifecyclePolicyNotFoundException", "RepositoryNotFoundException")
    for each in declared:
        found = unless_gone(
            partial(ask.one, "ecr", "get_lifecycle_policy", repositoryName=each.inputs["repository"]), *gone
        )
        if found is None:
            yield spared(each, "is not there", _LIFECYCLE)
        elif json.loads(found["lifecyclePolicyText"]) != json.loads(each.inputs["policy"]):
            yield spared(each, "its rules are not those that are declared", _LIFECYCLE)


def _replication(ask: Ask, declared: Sequence[StateResource]) -> Iterator[Problem]:
    """What this region's registry sends on. What comes here is the other region's to say, which may be lost."""
    for each in declared:
        found = ask.one("ecr", "describe_registry").get("replicationConfiguration") or {}
        sent = {json.dumps(rule, sort_keys=True) for rule in found.get("rules", ())}
        wanted = (each.inputs.get("replicationConfiguration") or {}).get("rules") or ()
        if lacks := [rule for rule in wanted if json.dumps(rule, sort_keys=True) not in sent]:
            regions = sorted({one["region"] for rule in lacks for one in rule["destinations"]})
            yield spared(
                each,
                f"sends no image on to {', '.join(regions)}",
                "tasks start from what is in this region; what is pushed here while it serves stays here alone",
            )


RULES = (
    Rule(type="aws:ecr/lifecyclePolicy:LifecyclePolicy", look=_lifecycles),
    Rule(type="aws:ecr/replicationConfiguration:ReplicationConfiguration", look=_replication),
    Rule(type="aws:ecr/repository:Repository", look=_repositories),
)
