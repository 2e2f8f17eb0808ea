"""Values that AWS has never taken, where only what AWS publishes knows it."""

from tests.mutations.mutation import Mutation

_JUDGES = "tests/judges"
_REGISTRY = f"{_JUDGES}/test_registry.py::test_the_schemas_take_everything"
_REQUESTS = f"{_JUDGES}/test_requests.py::test_the_models_take_every_request"
_SERVING = "[prod-east-active-active-ecs]"
_ON_EKS = "[dr-west-active-active-eks]"
_EXTRAS = "[prod-east-otherwise-ecs]"

MUTATIONS = (
    Mutation(
        name="a container speaks http",
        file="components/compute/container.py",
        old='"protocol": "tcp"}]',
        new='"protocol": "http"}]',
        why="It is what the port is for, and what a target group is told; the definition is a text that nobody reads.",
        proof=f"{_REQUESTS}{_SERVING}",
    ),
    Mutation(
        name="a log is kept for 45 days",
        file="components/compute/ecs_service.py",
        old="_LOG_RETENTION_DAYS = 30\n",
        new="_LOG_RETENTION_DAYS = 45\n",
        why="A number of days looks like any number of days; CloudWatch Logs has a list.",
        proof=f"{_REGISTRY}{_SERVING}",
    ),
    Mutation(
        name="a path is matched by its prefix",
        file="components/edge/web_acl_rules.py",
        old='"STARTS_WITH"',
        new='"PREFIX"',
        why="CloudFront and listeners call it so; WAF does not.",
        proof=f"{_REQUESTS}{_SERVING}",
    ),
    Mutation(
        name="an alarm's query begins with a capital",
        file="components/observability/alarm.py",
        old='{"id": "e1", "expression": measure.expression',
        new='{"id": "E1", "expression": measure.expression',
        why="Names in formulas are free, but for their first letter.",
        proof=f"{_REGISTRY}{_SERVING}",
    ),
    Mutation(
        name="a queue is asked for half a minute",
        file="components/messaging/queue_parts.py",
        old="receive_wait_time_seconds=20",
        new="receive_wait_time_seconds=30",
        why="Longer polls cost less; SQS takes 20 at most, and its model takes any text.",
        proof=f"{_REGISTRY}{_SERVING}",
    ),
    Mutation(
        name="the plan asks for the busiest day",
        file="components/multi_region/region_switch/blocks.py",
        old="containerInsightsMaxInLast24Hours",
        new="containerInsightsMaxInLastDay",
        why="It is a phrase of the console's; the API has one of its own.",
        proof=f"{_REQUESTS}{_EXTRAS}",
    ),
    Mutation(
        name="administrators of everything",
        file="components/compute/kubernetes/access.py",
        old='"type": "cluster"',
        new='"type": "all"',
        why="The scope is two words in the guide's prose.",
        proof=f"{_REQUESTS}{_ON_EKS}",
    ),
)
