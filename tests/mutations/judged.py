"""Texts that AWS refuses when a thing is made, and no preview of the real provider says so."""

from tests.mutations.mutation import Mutation

MUTATIONS = (
    Mutation(
        name="a description holds an apostrophe",
        file="components/network/security_groups.py",
        old='"Load balancer: from the health checkers of Route 53"',
        new='"Load balancer: from Route 53\'s health checkers"',
        why="It is how one writes English; EC2 refuses the security group, and every first up ends there.",
        proof="tests/test_program.py::test_a_stack_declares_exactly_what_its_shape_has[warm-standby-us-east-1-us-east-1-prod-east]",
    ),
    Mutation(
        name="a description of the web ACL at the edge is in brackets",
        file="components/edge/web_acl.py",
        old='description="Canaries and outside checkers"',
        new='description="Checkers (canaries and others)"',
        why="Every other service takes brackets, and EC2's own set has them; WAF refuses the set.",
        proof="tests/components/edge/test_web_acl.py::test_one_client_has_a_rate_and_the_others_are_not_held_to_it",
    ),
    Mutation(
        name="an alias begins as AWS's own do",
        file="components/data/kms_region_key.py",
        old='name="alias/standby-region"',
        new='name="alias/aws/standby-region"',
        why="The keys that AWS keeps are found there, so it looks like the place; KMS reserves it.",
        proof="tests/components/data/test_kms_keys.py::test_the_region_key_never_leaves_its_region",
    ),
    Mutation(
        name="the load balancer is named after who reaches it",
        file="components/common/naming.py",
        old="LOAD_BALANCER = PREFIX",
        new='LOAD_BALANCER = f"internal-{PREFIX}"',
        why="It says what it is; load balancing keeps the beginning for the names of its own DNS.",
        proof="tests/components/compute/test_load_balancer.py::test_it_speaks_no_plain_http",
    ),
    Mutation(
        name="a queue's name ends as those of FIFO queues do",
        file="components/common/naming.py",
        old='return f"{queue_name}-dead"',
        new='return f"{queue_name}-dead.fifo"',
        why="Dead letters in order would be convenient; SQS takes the ending for FIFO queues alone.",
        proof="tests/components/messaging/test_messaging.py::test_these_are_the_queues",
    ),
    Mutation(
        name="a tag's key begins as AWS's own do",
        file="components/multi_region/providers.py",
        old='"managed-by": "pulumi"}',
        new='"aws:managed-by": "pulumi"}',
        why="It groups with those that AWS sets; AWS refuses the key on every resource.",
        proof="tests/components/compute/test_load_balancer.py::test_it_speaks_no_plain_http",
    ),
    Mutation(
        name="a domain may be as long as DNS takes it",
        file="settings/stack.py",
        old="no_longer_than(57,",
        new="no_longer_than(253,",
        why="DNS takes 253 characters; the common name of the certificate does not, and the first up ends at ACM.",
        proof="tests/settings/test_values.py::test_a_bad_value_is_refused_by_one_line_that_names_it[domain=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]",
    ),
)
