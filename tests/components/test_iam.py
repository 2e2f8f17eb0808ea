"""Every policy of both stacks gives what is needed and no more.

Policies are found by what they are, in any input of any resource, so that a new one cannot be missed. Whether AWS
evaluates them as meant is for AWS to show.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.recording import ACCOUNT, Resource
from tests.components.program import EAST, WEST, run
from tests.stack_files import HOME, PEER, STACKS

Statement = Mapping[str, Any]

# Statements that allow something on `*`: which policies, which actions, why.
ANY_RESOURCE: tuple[tuple[str, frozenset[str], str], ...] = (
    ("aws:kms/", frozenset(), "in a key's own policy `*` is this key and no other"),
    (
        "aws:iam/rolePolicy:RolePolicy",
        frozenset({"ecr:GetAuthorizationToken"}),
        "the token is for the whole registry; AWS offers no narrower resource",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        frozenset({"cloudwatch:PutMetricData"}),
        "metrics have no ARN; a condition names the namespace",
    ),
    (
        "aws:iam/rolePolicy:RolePolicy",
        frozenset({"xray:PutSpans", "xray:PutTraceSegments"}),
        "traces have no ARN, and X-Ray has no condition",
    ),
)
# Ends of resources that stand for several things, and what they are.
OPEN_ENDS: Mapping[str, str] = {
    "-logs:*": "the streams of a workload's log group",
    "-flow-logs-group:*": "the streams of the flow logs' group",
    "/*": "the objects of one bucket",
    f"/AWSLogs/{ACCOUNT}/*": "the objects that load balancers of this account deliver",
    f"/AWSLogs/{ACCOUNT}/CloudFront/*": "the objects that CloudWatch delivers for the edge of this account",
}
# Services that may act without saying for whom.
UNCONDITIONAL: Mapping[str, str] = {
    "events.amazonaws.com": "EventBridge names no source to an encrypted topic; a condition would refuse every event",
    "logdelivery.elasticloadbalancing.amazonaws.com": "load balancers name no source, and the path names the account",
    "s3.amazonaws.com": "S3 names no source when it takes on a role for copying; who passes roles is IAM's business",
}
_OWN_RESOURCES = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
_REGION_OF = {HOME: EAST, PEER: WEST}
each_stack = pytest.mark.parametrize("stack", STACKS)


@dataclass(frozen=True)
class Policy:
    """One policy document, and the resource that it is an input of."""

    resource: Resource
    statements: list[Statement]

    def allowing(self) -> list[Statement]:
        """The statements that allow something."""
        return [statement for statement in self.statements if statement["Effect"] == "Allow"]

    def resources(self) -> list[str]:
        """Everything that a statement is about, but for `*`."""
        return [each for statement in self.statements for each in statement.get("Resource", ()) if each != "*"]


def _policies(stack: str) -> list[Policy]:
    return [
        Policy(resource, json.loads(value)["Statement"])
        for resource in run(stack).resources
        for value in resource.plain.values()
        if isinstance(value, str) and '"Statement"' in value
    ]


def _offenders(stack: str, faults: Callable[[Policy], Iterable[object]]) -> dict[str, list[object]]:
    """Names of the resources whose policies have faults, and those faults."""
    found = {policy.resource.name: list(faults(policy)) for policy in _policies(stack)}
    return {name: what for name, what in found.items() if what}


@each_stack
def test_the_policies_are_found(stack: str) -> None:
    assert {policy.resource.type for policy in _policies(stack)} == {
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:kms/key:Key",
        *(("aws:kms/replicaKey:ReplicaKey",) if stack == HOME else ()),
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sqs/queuePolicy:QueuePolicy",
    }


@each_stack
def test_no_action_is_open(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[str]:
        return (action for statement in policy.statements for action in statement["Action"] if "*" in action)

    assert _offenders(stack, faults) == {}


@each_stack
def test_no_statement_is_written_as_an_exception(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[str]:
        known = {"Sid", "Effect", "Action", "Resource", "Principal", "Condition"}
        return {key for statement in policy.statements for key in statement} - known

    assert _offenders(stack, faults) == {}, "NotAction and its like allow whatever AWS adds"


@each_stack
def test_only_listed_statements_allow_something_everywhere(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[object]:
        listed = [actions for kind, actions, _ in ANY_RESOURCE if policy.resource.type.startswith(kind)]
        for statement in policy.allowing():
            actions = set(statement["Action"])
            if "*" in statement.get("Resource", ()) and not any(not known or actions == known for known in listed):
                yield statement

    assert _offenders(stack, faults) == {}


@each_stack
def test_only_listed_ends_of_resources_are_open(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[str]:
        return (each for each in policy.resources() if "*" in each and not each.endswith(tuple(OPEN_ENDS)))

    assert _offenders(stack, faults) == {}


@each_stack
def test_nobody_in_general_is_allowed_anything(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[object]:
        return (each for each in policy.allowing() if "*" in json.dumps(each.get("Principal")))

    assert _offenders(stack, faults) == {}


@each_stack
def test_only_listed_services_act_without_a_condition(stack: str) -> None:
    unconditional = {
        statement["Principal"]["Service"]
        for policy in _policies(stack)
        for statement in policy.allowing()
        if "Service" in statement.get("Principal", ()) and "Condition" not in statement
    }
    # The peer stack declares how assets are copied, because it is the second.
    assert unconditional == UNCONDITIONAL.keys() - ({"s3.amazonaws.com"} if stack == HOME else set())


@each_stack
def test_every_resource_is_in_the_stacks_region(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[str]:
        return (each for each in policy.resources() if each.split(":")[3] not in {_REGION_OF[stack], ""})

    assert _offenders(stack, faults) == {}, "a failover must not need the other region"


@each_stack
def test_a_role_is_taken_on_by_one_service(stack: str) -> None:
    roles = [policy for policy in _policies(stack) if policy.resource.type == "aws:iam/role:Role"]
    assert len(roles) == {HOME: 5, PEER: 7}[stack]
    for role in roles:
        (statement,) = role.statements
        assert statement["Action"] == ["sts:AssumeRole"]
        assert statement["Principal"].keys() == {"Service"}
        documented = {} if statement["Principal"] == {"Service": "s3.amazonaws.com"} else _OWN_RESOURCES
        assert statement.get("Condition", {}) == documented


@each_stack
def test_queues_and_buckets_refuse_whoever_does_not_use_tls(stack: str) -> None:
    def faults(policy: Policy) -> Iterable[str]:
        refusal = {"Bool": {"aws:SecureTransport": "false"}}
        refused = [each for each in policy.statements if each["Effect"] == "Deny" and each["Condition"] == refusal]
        stores = {"BucketPolicy", "QueuePolicy"}
        if policy.resource.type.rpartition(":")[2] in stores and [each["Principal"] for each in refused] != [
            {"AWS": "*"}
        ]:
            yield "answers in plain text"

    assert _offenders(stack, faults) == {}


@each_stack
def test_each_queue_bucket_and_topic_has_exactly_one_policy(stack: str) -> None:
    recording = run(stack)
    for owner, policy, key in (
        ("aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl"),
        ("aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn"),
        ("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy", "bucket"),
    ):
        owners = [each.name for each in recording.some(owner)]
        written = [each.plain[key] for each in recording.of(policy)]
        assert len(set(written)) == len(written) == len(owners), f"a second policy of one {owner} replaces the first"


# Actions on what a store holds; any other that creates, changes or deletes acts on the store itself.
_DATA_ACTIONS = {
    "cloudwatch:PutMetricData",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "events:PutEvents",
    "sqs:DeleteMessage",
    "xray:PutSpans",
    "xray:PutTraceSegments",
}


def _allowed(stack: str, role: str) -> dict[str, set[str]]:
    """Resource -> actions that the policy of a role allows."""
    document = json.loads(run(stack).one("aws:iam/rolePolicy:RolePolicy", role).plain["policy"])
    allowed: dict[str, set[str]] = {}
    for statement in document["Statement"]:
        for resource in statement["Resource"]:
            allowed.setdefault(resource, set()).update(statement["Action"])
    return allowed


@each_stack
@pytest.mark.parametrize("workload", ["web", "worker"])
def test_a_task_starts_with_its_own_images_and_logs_alone(stack: str, workload: str) -> None:
    region = _REGION_OF[stack]
    assert _allowed(stack, f"{workload}-role-execution-policy") == {
        "*": {"ecr:GetAuthorizationToken"},
        f"arn:aws:ecr:{region}:{ACCOUNT}:repository/standby/{workload}": {
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        },
        f"arn:aws:cloudwatch:{region}:{ACCOUNT}:{workload}-logs:*": {"logs:CreateLogStream", "logs:PutLogEvents"},
    }


@each_stack
def test_only_the_worker_takes_orders_and_signs_in_to_the_database(stack: str) -> None:
    actions = {role: set().union(*_allowed(stack, f"{role}-role-task-policy").values()) for role in ("web", "worker")}
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage", "rds-db:connect", "events:PutEvents"} <= actions["worker"]
    assert not {"sqs:ReceiveMessage", "sqs:DeleteMessage", "rds-db:connect", "events:PutEvents"} & actions["web"]
    assert "elasticache:Connect" in actions["web"]
    assert "elasticache:Connect" not in actions["worker"]


@each_stack
@pytest.mark.parametrize("workload", ["web", "worker"])
def test_no_workload_reads_the_master_password_or_changes_what_it_runs_on(stack: str, workload: str) -> None:
    actions = set().union(*_allowed(stack, f"{workload}-role-task-policy").values())
    services = {action.partition(":")[0] for action in actions}
    assert services <= {"cloudwatch", "dynamodb", "elasticache", "events", "kms", "rds-db", "sqs", "xray"}
    changing = {
        action for action in actions if action.partition(":")[2].startswith(("Create", "Delete", "Put", "Update"))
    }
    assert changing <= _DATA_ACTIONS
