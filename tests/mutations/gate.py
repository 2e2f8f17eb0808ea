"""Ways in which a gate lets go what it is there for."""

from tests.mutations.mutation import Mutation

_FOLDER = "tests/operations/gate/test_documents.py::"

MUTATIONS = (
    Mutation(
        name="of several steps the longest stands for all",
        file="operations/gate/plans.py",
        old="    first = min(steps, key=_rank)\n",
        new="    first = max(steps, key=lambda step: len(step.changed) + len(step.because_of))\n",
        why="The step that says most seems to be the one that explains; a deletion says nothing.",
        proof=f"{_FOLDER}test_of_several_steps_the_one_that_ends_a_store_counts[in order-delete-same]",
    ),
    Mutation(
        name="counts are not compared with the steps",
        file="operations/gate/counted.py",
        old="    if missing:\n",
        new="    if missing and not listed:\n",
        why="A plan with steps looks whole.",
        proof=f"{_FOLDER}test_what_the_gate_does_not_know_is_refused[one of two deletions is listed]",
    ),
    Mutation(
        name="nothing in a cluster holds data",
        file="operations/gate/data_types.py",
        old="        return KUBERNETES_HOLDS_DATA[plain]\n",
        new='        return ""\n',
        why="Pods of this platform have no volumes.",
        proof=f"{_FOLDER}test_what_a_cluster_keeps_does_not_go_either[delete-v1-apps:StatefulSet]",
    ),
    Mutation(
        name="a plan that no gate knows is one without changes",
        file="operations/pull_request/report.py",
        old="        return str(refused)\n",
        new='        return ""\n',
        why="The report goes on to the next plan.",
        proof="tests/operations/pull_request/test_report.py::test_a_plan_that_the_gate_cannot_read_does_not_pass",
    ),
)
