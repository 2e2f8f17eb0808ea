"""Wrong looks: regions that are called ready without what a failover needs, or not ready for what a move has set."""

from tests.mutations.mutation import Mutation

_RULES = "tests/operations/readiness/rules"

MUTATIONS = (
    Mutation(
        name="a table is needed where it is declared alone",
        file="operations/readiness/rules/tables.py",
        old='    return target.region in {resource.region, *(each.get("regionName") for each in replicas)}\n',
        new="    return not replicas or target.region == resource.region\n",
        why="So it is for nearly every type. Nobody would look for a replica that was removed.",
        proof=f"{_RULES}/test_tables.py::test_a_table_is_needed_in_the_region_of_each_replica[us-west-2-dr-west]",
    ),
    Mutation(
        name="a copy of the database is any cluster that answers",
        file="operations/readiness/rules/databases.py",
        old="        yield from _followed(each, found, whole.get(",
        new="        _ = (each, found, whole.get(",
        why="It is available, of the right size and reached as ever. A detached copy follows nobody.",
        proof=f"{_RULES}/test_databases.py::test_what_was_changed_by_hand_is_named[detached]",
    ),
    Mutation(
        name="bounds are those of the state",
        file="operations/readiness/rules/scaling.py",
        old="for side in _SIDES if side in own}\n    has =",
        new="for side in _SIDES if not own}\n    has =",
        why="It is so for every other property. After a failover each service would be told as changed by hand.",
        proof=f"{_RULES}/test_containers.py::test_bounds_that_a_failover_set_are_as_declared",
    ),
    Mutation(
        name="quantities are texts",
        file="operations/readiness/manifests.py",
        old="inner, value, found.get(key, _MISSING), amounts=amounts or key in _QUANTITIES)\n",
        new="inner, value, found.get(key, _MISSING), amounts=amounts)\n",
        why="They are written as texts. The API server answers `1` where `1000m` was declared, in every Deployment.",
        proof="tests/operations/readiness/test_manifests.py::test_what_an_api_server_writes_otherwise_is_the_same[cpu]",
    ),
    Mutation(
        name="a kind that a cluster refuses to list is one that it does not know",
        file="operations/failover/kubernetes.py",
        old="            if error.code == HTTPStatus.NOT_FOUND:\n",
        new="            if error.code in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):\n",
        why="Nothing was listed either way. Who may not look would be told that everything is gone.",
        proof=f"{_RULES}/test_kubernetes.py::test_could_not_look_into_a_cluster_is_not_nothing_there[refused]",
    ),
    Mutation(
        name="operators list secrets, too",
        file="components/compute/kubernetes/namespaces.py",
        old='"resourcequotas", "serviceaccounts", "services"),\n',
        new='"resourcequotas", "secrets", "serviceaccounts", "services"),\n',
        why="One word more in a list of what is looked at. The keys that KEDA makes would be every operator's to read.",
        proof="tests/sandbox/cloud/kubernetes/test_authorization.py::test_and_nothing_else[list secrets]",
    ),
)
