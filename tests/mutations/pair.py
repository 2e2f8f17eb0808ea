"""Pairs whose stacks do not say the same."""

from tests.mutations.mutation import Mutation

_PAIR = "tests/settings/test_pair.py"

MUTATIONS = (
    Mutation(
        name="a second region may be of another pair",
        file="settings/load.py",
        old="pair_problems(stack, here, there, there_file=name)",
        new="pair_problems(stack, there, there, there_file=name)",
        why="Each stack is fine by itself; two engine versions are found out on the day of the failover.",
        proof=f"{_PAIR}::test_every_difference_is_refused_by_key_with_both_values_and_what_to_do",
    ),
    Mutation(
        name="a stack file that is not there says the same",
        file="settings/load.py",
        old='f"{name} is not in this folder, so nothing says whether both stacks have the same settings; keep the "',
        new='f"{name} is taken to say the same; keep the "',
        why="It is quieter where a pipeline checks out one file; nobody looked.",
        proof=f"{_PAIR}::test_without_the_other_file_nobody_knows_and_that_is_said",
    ),
    Mutation(
        name="a retention belongs to a region",
        file="settings/pair.py",
        old='"network.cidr", "network.zones"',
        new='"network"',
        why="All of network is written in each stack file; only addresses and zones have to differ.",
        proof=f"{_PAIR}::test_every_difference_is_refused_by_key_with_both_values_and_what_to_do",
    ),
    Mutation(
        name="a mistake in Pulumi.yaml is the stack file's",
        file="settings/stack_files.py",
        old="(self.project if of_project else self.own).place(key)",
        new="self.own.place(key)",
        why="The line is sought in a file that does not have it.",
        proof="tests/settings/test_stack_files.py::test_a_mistake_is_in_the_file_that_gives_the_key_and_in_its_line[domain-Pulumi.yaml-4]",
    ),
)
