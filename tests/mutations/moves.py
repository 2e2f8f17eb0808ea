"""Moves that begin, or promote, into a region that lacks what their later steps need."""

from tests.mutations.mutation import Mutation

_MOVES = "tests/operations/failover/test_readiness.py"
_LOOKS = "tests/operations/readiness/test_look.py"

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        name="the promotion trusts the gates",
        file="operations/failover/steps/writer.py",
        old="    _refuse_the_unready(context)\n",
        new="",
        why="The gates have looked; in a planned move minutes pass before the database is asked to move for good.",
        proof=f"{_MOVES}::test_what_went_after_the_gates_stops_the_move_before_the_database_is_asked",
    ),
    Mutation(
        name="a disaster waits for control planes of the region that is lost",
        file="operations/readiness/look.py",
        old="        each.wait(_FIRST_WORD_SECONDS)\n        if each.heard:\n            each.wait(within)\n",
        new="        each.wait(within)\n",
        why="Records and roles are needed, too; the failover then waits for us-east-1, which is what was lost.",
        proof=f"{_LOOKS}::test_a_disaster_waits_for_no_control_plane_that_is_silent",
    ),
    Mutation(
        name="declarations that nobody knows are nothing to look at",
        file="operations/failover/move.py",
        old="        return together(self.target.resources, self.source.resources)\n",
        new="        return (*(self.target.resources or ()), *(self.source.resources or ()))\n",
        why="An empty list looks like a default; a state that does not answer then is a region that lacks nothing.",
        proof=f"{_MOVES}::test_declarations_that_nobody_knows_are_not_nothing_declared",
    ),
    Mutation(
        name="what could not be looked at is ready",
        file="operations/readiness/look.py",
        old="for each in (*self.problems, *self.unseen) if each.stops)",
        new="for each in self.problems if each.stops)",
        why="Nothing was found; a role without rights finds nothing anywhere.",
        proof=f"{_LOOKS}::test_what_could_not_be_looked_at_is_not_ready[refused]",
    ),
    Mutation(
        name="a type without a rule needs none",
        file="operations/readiness/look.py",
        old="    _refuse_strangers(resources, rules)\n",
        new="    resources = [each for each in resources if each.type in rules]\n",
        why="It keeps readiness green while a rule is written; nobody writes it.",
        proof=f"{_LOOKS}::test_a_type_that_no_rule_knows_is_an_error_and_names_it",
    ),
)
