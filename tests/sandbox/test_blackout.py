"""us-east-1 is dark, with the control planes of IAM, Route 53 and buckets in it, and dr-west is run all the same.

The gateway's log says what was needed. A dark region is one that answers nothing: how a real one fails, slowly and in
parts, needs AWS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.demo.engines import REPOSITORY
from tests.sandbox.pair import HOME, PEER, REGIONS, STACKS, Pair, Run, pair_up

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("blackout")]
EAST, WEST = REGIONS[HOME], REGIONS[PEER]
Calls = tuple[Mapping[str, Any], ...]
# What the region that takes over gets at once: all that a failover moves.
RAISED = dict.fromkeys(("web-scaling", "worker-scaling"), "update")
# What it gets once it is the primary. What gets a DNS name waits for Route 53.
NAMED = {"database-c": "create", "cache": "update"}
GATEWAYS = ("network-2", "network-3")
ROUTES = dict.fromkeys(("network-private-2", "network-private-3"), "update")
_TRUST = '{"Version":"2012-10-17","Statement":[]}'
_ALARM = (
    "namespace='A', metric_name='B', statistic='Sum', period=60, evaluation_periods=1, threshold=1, "
    "comparison_operator='GreaterThanThreshold'"
)
_SIGNED = "origin_access_control_origin_type='s3', signing_behavior='always', signing_protocol='sigv4'"
# Declared beside the program: what it is, and what the refusal says.
LATE = {
    "a role": (f"aws.iam.Role('late', assume_role_policy='{_TRUST}', opts=here)", "IAM"),
    "a bucket": ("aws.s3.Bucket('late', opts=here)", "buckets"),
    "part of the edge": (f"aws.cloudfront.OriginAccessControl('late', {_SIGNED}, opts=here)", "CloudFront"),
    "an alarm over there": (f"aws.cloudwatch.MetricAlarm('late', {_ALARM}, opts=there)", "cloudwatch in us-east-1"),
}
_OPTIONS = """
here = pulumi.ResourceOptions(provider=providers.region)
there = pulumi.ResourceOptions(provider=providers.peer)
"""


@dataclass(frozen=True, kw_only=True)
class Raise:
    """Capacity was raised in the dark: planned, done, and everything that AWS was asked for meanwhile."""

    plan: Run
    run: Run
    again: Run
    calls: Calls


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that was seen, in this order."""

    failed_over_to: tuple[str, ...]
    rebuilt_in_the_dark: Run
    raised: Mapping[str, Raise]
    late: Mapping[str, Run]
    late_while_hanging: Run
    changed_check: Run
    home: Run
    refresh: Run
    forgotten: frozenset[str]
    changed_by_refresh: frozenset[str]
    late_afterwards: Run
    refresh_afterwards: Run
    afterwards: Mapping[str, Run]
    rebuilt: Mapping[str, Run]


@dataclass(frozen=True)
class Dark:
    """The pair, and the switch of its cloud."""

    pair: Pair

    def darken(self, mode: str) -> None:
        self.pair.sandbox.cloud.ask("POST", "/_sandbox/blackout", {"region": EAST, "connection": mode})

    def light_up(self) -> None:
        self.pair.sandbox.cloud.ask("DELETE", "/_sandbox/blackout", {"region": EAST})

    def fail_over(self) -> tuple[str, ...]:
        """As operators do, from the surviving region; returns where the writers are then."""
        rds = self.pair.sandbox.clients.of("rds", WEST)
        (database,) = rds.describe_global_clusters()["GlobalClusters"]
        (here,) = [
            member["DBClusterArn"]
            for member in database["GlobalClusterMembers"]
            if member["DBClusterArn"].split(":")[3] == WEST
        ]
        name = database["GlobalClusterIdentifier"]
        rds.failover_global_cluster(GlobalClusterIdentifier=name, TargetDbClusterIdentifier=here, AllowDataLoss=True)
        (database,) = rds.describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"]
        members = database["GlobalClusterMembers"]
        return tuple(member["DBClusterArn"].split(":")[3] for member in members if member["IsWriter"])

    def resize(self, before: str, after: str) -> None:
        """Replace one line of what both stacks share."""
        self.pair.edit(f" {before}\n", f" {after}\n")

    def raise_capacity(self) -> Raise:
        cloud = self.pair.sandbox.cloud
        since = cloud.ask("GET", "/_sandbox/calls")["next"]
        plan, run, again = self.pair.preview(PEER), self.pair.up(PEER), self.pair.preview(PEER)
        calls = cloud.ask("GET", f"/_sandbox/calls?since={since}")["calls"]
        return Raise(plan=plan, run=run, again=again, calls=tuple(calls))

    def preview_with(self, statement: str) -> Run:
        """Plan the program with one resource more."""
        program = self.pair.program / "__main__.py"
        program.unlink()
        program.write_text(f"{(REPOSITORY / '__main__.py').read_text()}{_OPTIONS}{statement}\n")
        run = self.pair.preview(PEER)
        program.unlink()
        program.symlink_to(REPOSITORY / "__main__.py")
        return run


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Everything is done once."""
    directory = tmp_path_factory.mktemp("blackout")
    with pair_up(directory) as pair:
        yield _told(Dark(pair))


def _told(dark: Dark) -> Story:
    pair, raised = dark.pair, {}
    dark.darken("hang")
    failed_over_to = dark.fail_over()
    pair.write("writer", WEST)
    raised["hang"] = dark.raise_capacity()
    pair.write("full_size_region", WEST)
    rebuilt_in_the_dark = pair.preview(PEER)
    pair.write("full_size_region", EAST)
    late_while_hanging = dark.preview_with(LATE["a role"][0])

    dark.darken("refuse")
    dark.resize("min_tasks: 6", "min_tasks: 9")
    raised["refuse"] = dark.raise_capacity()
    late = {what: dark.preview_with(statement) for what, (statement, _) in LATE.items()}
    dark.resize("failure_threshold: 3", "failure_threshold: 2")
    changed_check = pair.preview(PEER)
    dark.resize("failure_threshold: 2", "failure_threshold: 3")
    home, before = pair.preview(HOME), pair.resources(PEER)
    refresh = pair.refresh(PEER)
    after = pair.resources(PEER)

    dark.light_up()
    dark.resize("min_tasks: 9", "min_tasks: 6")
    late_afterwards, refresh_afterwards = dark.preview_with(LATE["a role"][0]), pair.refresh(PEER)
    afterwards = {stack: pair.preview(stack) for stack in STACKS}
    pair.write("full_size_region", WEST)
    return Story(
        failed_over_to=failed_over_to,
        rebuilt_in_the_dark=rebuilt_in_the_dark,
        raised=raised,
        late=late,
        late_while_hanging=late_while_hanging,
        changed_check=changed_check,
        home=home,
        refresh=refresh,
        forgotten=frozenset(before.keys() - after.keys()),
        changed_by_refresh=frozenset(urn for urn in before.keys() & after.keys() if before[urn] != after[urn]),
        late_afterwards=late_afterwards,
        refresh_afterwards=refresh_afterwards,
        afterwards=afterwards,
        rebuilt={stack: pair.preview(stack) for stack in STACKS},
    )


each_mode = pytest.mark.parametrize("mode", ["hang", "refuse"])


def test_the_database_fails_over_from_the_surviving_region(story: Story) -> None:
    assert story.failed_over_to == (WEST,)


@pytest.mark.parametrize("name", NAMED)
def test_what_would_need_a_new_name_is_refused_in_the_plan(story: Story, name: str) -> None:
    (reason,) = [line for line in story.rebuilt_in_the_dark.result.error.splitlines() if f"'{name}'" in line]
    assert "DNS name from Route 53" in reason
    assert EAST in reason
    assert "until us-east-1 is back" in reason, "it says what to do"


@pytest.mark.parametrize(("mode", "changed"), [("hang", RAISED), ("refuse", {"web-scaling": "update"})])
def test_capacity_is_raised_in_the_dark(story: Story, mode: str, changed: dict[str, str]) -> None:
    raised = story.raised[mode]
    assert (raised.plan.result.error, raised.run.result.error) == ("", "")
    assert raised.plan.changed == raised.run.changed == changed
    assert raised.again.changed == {}


@each_mode
def test_nothing_of_the_dark_region_was_needed_for_it(story: Story, mode: str) -> None:
    calls = story.raised[mode].calls
    needed = [call for call in calls if call["region"] != WEST or not call["status"]]
    assert needed == [], "global control planes are in the log as us-east-1"
    assert {"RegisterScalableTarget", "DescribeGlobalClusters"} <= {call["action"] for call in calls}


@pytest.mark.parametrize("what", LATE)
def test_what_needs_the_dark_region_is_refused_in_the_plan(story: Story, what: str) -> None:
    error = story.late[what].result.error
    assert [fact for fact in ("'late'", LATE[what][1], "does not answer", "is back") if fact not in error] == []


def test_a_hanging_region_is_refused_like_one_that_refuses(story: Story) -> None:
    assert "IAM" in story.late_while_hanging.result.error
    assert "does not answer" in story.late_while_hanging.result.error


def test_a_changed_health_check_is_refused_in_the_plan(story: Story) -> None:
    error = story.changed_check.result.error
    assert "updating aws:route53/healthCheck:HealthCheck 'routing-endpoint' needs Route 53" in error


def test_the_stack_of_the_dark_region_is_refused_with_the_reason(story: Story) -> None:
    assert f"rds in {EAST}, and that does not answer" in story.home.result.error


def test_a_look_into_the_dark_fails_and_forgets_nothing(story: Story) -> None:
    # Several looks are made at once; which is refused first is a matter of chance.
    assert f"in {EAST}, and that does not answer" in story.refresh.result.error
    assert story.forgotten == frozenset(), "could not look is not the same as nothing there"
    assert story.changed_by_refresh == frozenset()


def test_afterwards_a_look_finds_everything(story: Story) -> None:
    assert story.refresh_afterwards.result.error == ""
    assert "delete" not in story.refresh_afterwards.changed.values()


def test_afterwards_a_role_can_be_made(story: Story) -> None:
    assert story.late_afterwards.result.error == ""
    assert story.late_afterwards.changed["late"] == "create"


def test_afterwards_only_bounds_differ_in_either_region(story: Story) -> None:
    assert [run.result.error for run in story.afterwards.values()] == ["", ""]
    changed = {stack: run.changed for stack, run in story.afterwards.items()}
    assert changed == {HOME: RAISED, PEER: {"web-scaling": "update"}}, "the failover did not get at the dark one's"


def test_afterwards_the_region_that_took_over_can_be_completed(story: Story) -> None:
    run = story.rebuilt[PEER]
    assert run.result.error == ""
    assert run.changed == {**NAMED, **ROUTES, **dict.fromkeys(GATEWAYS, "create"), "web-scaling": "update"}


def test_afterwards_the_region_that_was_dark_can_be_reduced(story: Story) -> None:
    run = story.rebuilt[HOME]
    assert run.result.error == ""
    assert run.changed == {**RAISED, **ROUTES, "cache": "update", **dict.fromkeys((*GATEWAYS, "database-c"), "delete")}
