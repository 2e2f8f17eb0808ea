"""The platform's own stacks hold every rule, in each strategy, from their first preview on, and after it.

What the recorder shows: declarations and the dependency graph. What AWS makes of them is not shown here.
"""

import pytest

from sandbox.recording import LookUps
from tests.components.program import run, start
from tests.policies.bench import analyze, analyze_quickly
from tests.policies.exports import checkpoint
from tests.policies.pack import RULES
from tests.policies.platform import declared, platform, with_peer
from tests.policies.sabotages import SABOTAGES
from tests.policies.states import declared_in
from tests.stack_files import HOME, STACKS, content

STRATEGIES = ("active-active", "warm-standby", "pilot-light")
# Rules that have nothing to judge here, and why that is right.
NOT_APPLICABLE = {
    "sc-ec2-no-standalone-instance": "the platform runs on Fargate: it has no instances",
    "sc-ec2-no-data-volume": "the platform runs on Fargate: it has no instances",
    "sc-asg-no-pets": "the platform runs on Fargate: it has no groups of instances",
    "sc-lambda-no-filesystem": "the platform has no functions",
    "az-asg-spread": "the platform runs on Fargate: it has no groups of instances",
    "az-rds-multi-az": "the database is an Aurora cluster",
    "az-efs-regional": "nothing keeps files",
    "az-lambda-vpc-spread": "the platform has no functions",
}
EVERY = [(stack, strategy) for stack in STACKS for strategy in STRATEGIES]


@pytest.mark.parametrize(("stack", "strategy"), EVERY)
def test_a_first_preview_violates_nothing(stack: str, strategy: str) -> None:
    verdict = analyze_quickly(RULES, platform(stack, strategy), with_peer(stack, strategy))
    assert verdict.violations == []


@pytest.mark.parametrize(("stack", "strategy"), EVERY)
def test_a_stack_that_is_up_violates_nothing(stack: str, strategy: str) -> None:
    verdict = analyze_quickly(RULES, platform(stack, strategy, preview=False), with_peer(stack, strategy))
    assert verdict.violations == []


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(("stack", "strategy"), [(STACKS[0], "warm-standby"), (STACKS[1], "pilot-light")])
def test_a_stack_on_kubernetes_violates_nothing(stack: str, strategy: str, preview: bool) -> None:  # noqa: FBT001
    resources = platform(stack, strategy, preview=preview, runtime="eks")
    assert analyze_quickly(RULES, resources, with_peer(stack, strategy)).violations == []


@pytest.mark.parametrize("runtime", ["ecs", "eks"])
def test_a_first_up_whose_images_nobody_has_pushed_violates_nothing(runtime: str) -> None:
    sizes = {name: size | {"runtime": runtime} for name, size in content(HOME)["workloads"].items()}
    nothing: LookUps = {"aws:ecr/getRepositories:getRepositories": lambda _: {"names": []}}
    recording = start(HOME, {"workloads": sizes}, home={}, look_ups=nothing, preview=True)
    assert analyze_quickly(RULES, declared(recording, preview=True), with_peer(HOME)).violations == []


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(("stack", "strategy"), EVERY)
def test_a_stack_after_a_failover_violates_nothing_with_what_it_was_built_with(
    stack: str,
    strategy: str,
    preview: bool,  # noqa: FBT001
) -> None:
    recording = run(stack, strategy=strategy, writer="us-west-2", preview=preview)
    verdict = analyze_quickly(RULES, declared(recording, preview=preview), with_peer(stack, strategy))
    assert verdict.violations == []


@pytest.mark.parametrize("stack", STACKS)
def test_an_exported_state_violates_nothing(stack: str) -> None:
    state = checkpoint(platform(stack, preview=False))
    assert analyze_quickly(RULES, declared_in(state), with_peer(stack)).violations == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_first_preview_without_the_other_region_is_not_blocked_and_says_what_is_open(stack: str) -> None:
    verdict = analyze_quickly(RULES, platform(stack))
    assert verdict.fired == {"meta-peer-unseen"}
    assert len(verdict.of("meta-peer-unseen")) > 1


@pytest.mark.parametrize("stack", STACKS)
def test_an_option_of_the_stack_file_violates_nothing_either(stack: str) -> None:
    options = {
        "observability": {"canary": {"enabled": True}},
        "region_switch": {"managed": True, "approver": "platform-operator"},
    }
    home = {} if stack == HOME else run(HOME).exported
    verdict = analyze_quickly(RULES, declared(start(stack, options, home=home, preview=True), preview=True))
    assert verdict.fired == {"meta-peer-unseen"}


def test_every_mandatory_rule_has_judged_something_or_is_listed_with_the_reason() -> None:
    shapes = [platform(stack, runtime=runtime) for stack in STACKS for runtime in ("ecs", "eks")]
    judged = {rule for resources in shapes for rule in analyze_quickly(RULES, resources).judged}
    silent = {rule.id for rule in RULES if rule.mandatory} - judged
    assert silent <= set(NOT_APPLICABLE)


def test_reading_each_resource_once_gives_the_verdict_of_the_server() -> None:
    broken = platform("prod-east")
    for sabotage in SABOTAGES[:8]:
        broken = sabotage.applied_to(broken)
    quick, full = analyze_quickly(RULES, broken), analyze(RULES, broken)
    assert {(each.rule, each.message, each.mandatory) for each in quick.violations} == {
        (each.rule, each.message, each.mandatory) for each in full.violations
    }
    assert quick.judged == full.judged
