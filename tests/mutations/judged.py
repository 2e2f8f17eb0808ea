"""Texts that AWS refuses when a thing is made, and no preview of the real provider says so."""

from tests.mutations.mutation import Mutation

MUTATIONS = (
    Mutation(
        name="a description holds an apostrophe",
        file="components/firewall.py",
        old='"Load balancer: from the health checkers of Route 53"',
        new='"Load balancer: from Route 53\'s health checkers"',
        why="It is how one writes English; EC2 refuses the security group, and every first up ends there.",
        proof="tests/test_program.py::test_a_stack_declares_exactly_what_its_shape_has",
    ),
)
