"""Statements that go missing from roles and policies that act while the platform runs."""

from tests.mutations.mutation import Mutation

_ROLES = "tests/roles/test_runtime_roles.py"
_ALLOWED = f"{_ROLES}::test_a_role_may_do_all_that_was_asked_for"

MUTATIONS = (
    Mutation(
        name="a task may not open the stream of its log",
        file="components/compute/task_role.py",
        old='allow(["logs:CreateLogStream", "logs:PutLogEvents"]',
        new='allow(["logs:PutLogEvents"]',
        why="The log group is there already, so its stream seems to be as well.",
        proof=f"{_ALLOWED}[web-role-execution]",
    ),
    Mutation(
        name="a task pulls without a token",
        file="components/compute/task_role.py",
        old='            allow(["ecr:GetAuthorizationToken"], ["*"]),\n',
        new="",
        why="A right to everything is taken out by whoever tidies up.",
        proof=f"{_ALLOWED}[web-role-execution]",
    ),
    Mutation(
        name="KEDA may not read metrics",
        file="components/compute/kubernetes/keda.py",
        old='        allow(["cloudwatch:GetMetricData"], ["*"]),\n',
        new="",
        why="The queue was what KEDA was introduced for.",
        proof=f"{_ALLOWED}[kubernetes-services-keda-role]",
    ),
    Mutation(
        name="the load balancer controller may not take targets away",
        file="components/compute/kubernetes/load_balancer_controller.py",
        old='allow(["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]',
        new='allow(["elasticloadbalancing:RegisterTargets"]',
        why="Pods that come are tested, and those that go are not.",
        proof=f"{_ALLOWED}[kubernetes-services-controller-role]",
    ),
    Mutation(
        name="the controller looks at instances",
        file="components/compute/kubernetes/load_balancer_controller.py",
        old='looks = ["ec2:DescribeSecurityGroups"',
        new='looks = ["ec2:DescribeInstances", "ec2:DescribeSecurityGroups"',
        why="The policy that comes with the controller has it, for clusters with nodes.",
        proof=f"{_ROLES}::test_each_grant_was_asked_for_or_is_explained[kubernetes-services-controller-role]",
    ),
    Mutation(
        name="the web tier may change orders",
        file="components/compute/platform.py",
        old='_ACCEPTED = ("dynamodb:GetItem", "dynamodb:PutItem")',
        new='_ACCEPTED = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")',
        why="One grant for whoever works with orders is shorter than two.",
        proof=f"{_ROLES}::test_each_grant_was_asked_for_or_is_explained[web-role-task]",
    ),
    Mutation(
        name="a workload gets the key of the tables by every grant",
        file="components/compute/platform.py",
        old="return [*(write[grant]() for grant in sorted(grants)), *self._keys(grants)]",
        new="return [*(write[grant]() for grant in sorted(grants)), *self._keys(grants), *self._keys(grants)]",
        why="Each table has a key, so each grant brings the right to it along.",
        proof=f"{_ROLES}::test_without_any_one_statement_something_is_refused[web-role-task]",
    ),
    Mutation(
        name="no pod of the web tier may act as its role",
        file="components/compute/kubernetes/pod_role.py",
        old='_AUDIENCE = "sts.amazonaws.com"',
        new='_AUDIENCE = "sts.us-east-1.amazonaws.com"',
        why="STS has regional endpoints, and their names look like audiences.",
        proof=f"{_ALLOWED}[web-role]",
    ),
)
