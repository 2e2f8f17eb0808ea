"""What would let a pipeline believe in changes that the CLI does not see, or miss those that it does."""

from tests.mutations.mutation import Mutation

_REFRESHER = "sandbox/engine/refresher.py"
_PROOF = "tests/sandbox/engine/test_drift_counts.py"

MUTATIONS = (
    Mutation(
        name="whatever a refresh finds is drift",
        file=_REFRESHER,
        old="counts = self.alone and _is_drift(plugin, state, drifted)",
        new="counts = self.alone and bool(properties)",
        why="It is a difference, and it is written into the state.",
        proof=f"{_PROOF}::test_a_refresh_counts_what_a_run_would_put_right[True-what only the cloud says]",
    ),
    Mutation(
        name="what is gone is deleted by the run that found it out",
        file=_REFRESHER,
        old="aside=not self.alone",
        new="aside=False",
        why="The resource is not there any more, and the state forgets it.",
        proof=f"{_PROOF}::test_a_preview_that_looks_first_counts_what_it_would_do[something is gone]",
    ),
    Mutation(
        name="a refresh does not say what is ignored",
        file=_REFRESHER,
        old="        ignore_changes=state.ignore_changes,\n",
        new="        ignore_changes=(),\n",
        why="In an up the engine has put it back before a provider is asked.",
        proof=f"{_PROOF}::test_a_refresh_counts_what_a_run_would_put_right[True-what the program ignores]",
    ),
)
