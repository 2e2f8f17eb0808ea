"""What would let the state of a stack be read wrongly."""

from tests.mutations.mutation import Mutation

_READ = "tests/operations/live/test_stack_state.py"
_FILE = "operations/live/stack_state.py"

MUTATIONS = (
    Mutation(
        name="what a provider hands back is kept as it is",
        file=_FILE,
        old='outputs=without_secrets(dict(each.get("outputs") or {})),',
        new='outputs=dict(each.get("outputs") or {}),',
        why="An export seals secrets, which looks like enough; the seal opens for whoever knows the passphrase.",
        proof=f"{_READ}::test_no_secret_is_handed_on_or_kept[open]",
    ),
    Mutation(
        name="what is to be deleted counts",
        file=_FILE,
        old='if not each.get("delete")]',
        new="]",
        why="It is in the state and in AWS; it has the URN of what took its place.",
        proof=f"{_READ}::test_what_is_to_be_deleted_is_left_out",
    ),
    Mutation(
        name="resources of which nothing is kept are none",
        file=_FILE,
        old="        return _kept(outputs, folder, error)\n",
        new=(
            "        if not _resources_file(folder, stack).exists():\n"
            "            return StackState(outputs=outputs, resources=())\n"
            "        return _kept(outputs, folder, error)\n"
        ),
        why="Nobody could look, which is taken for nothing there.",
        proof=f"{_READ}::test_outputs_that_are_kept_alone_are_no_empty_state",
    ),
)
