"""Wrong clusters: what EKS, KEDA and the calendar refuse, or take and do not do."""

from tests.mutations.mutation import Mutation

_CLUSTER = "tests/components/compute/kubernetes/test_cluster.py"
_ENDS = "tests/settings/test_ends.py"
_VALUES = "tests/settings/test_values.py"
_ACTS = "tests/operations/failover/test_steps.py"

MUTATIONS = (
    Mutation(
        name="a handler is added for each token",
        file="operations/live/cluster_tokens.py",
        old="    url = sts.generate_presigned_url(\n",
        new=(
            '    sts.meta.events.register("before-sign.sts.GetCallerIdentity", _write)\n'
            "    url = sts.generate_presigned_url(\n"
        ),
        why="It is where the header is needed; clients are kept, so the second token has it twice: 401.",
        proof="tests/test_repository.py::test_a_clients_handlers_are_registered_once",
    ),
    Mutation(
        name="the source region is not looked at",
        file="operations/failover/steps/capacity.py",
        old='        if source.values["scaling"][name][STANDING_BY]["max_tasks"] == 0:\n',
        new="        if False:\n",
        why="The bounds are written; a scaler that misses the pause leaves workers on a database that only reads.",
        proof=f"{_ACTS}::TestCapacity::test_workers_that_stay_are_counted_in_the_refusal",
    ),
    Mutation(
        name="a cluster shifts zones on Fargate",
        file="components/compute/kubernetes/cluster.py",
        old="            # It holds no data, but everything",
        new='            zonal_shift_config={"enabled": True},\n            # It holds no data, but everything',
        why="It is one line and sounds like resilience; EKS's guide says that it does nothing for pods on Fargate.",
        proof=f"{_CLUSTER}::test_a_cluster_asks_for_nothing_that_does_nothing_on_fargate",
    ),
    Mutation(
        name="nobody says what happens at the end of support",
        file="components/compute/kubernetes/cluster.py",
        old='            upgrade_policy={"support_type": spec.upgrade_policy.upper()},\n',
        new="",
        why="The default is EXTENDED: the cluster costs six times as much from one night to the next.",
        proof=f"{_CLUSTER}::test_what_happens_at_the_end_of_support_is_the_files_word[standard-STANDARD]",
    ),
    Mutation(
        name="a cluster begins with a version that is about to end",
        file="Pulumi.yaml",
        old='      version: "1.36"\n',
        new='      version: "1.34"\n',
        why="It ran yesterday; standard support ends two days later.",
        proof=f"{_ENDS}::test_nothing_that_the_stack_files_name_ends_soon_or_is_unknown[prod-east-eks]",
    ),
    Mutation(
        name="a version that nobody looked up counts as supported",
        file="settings/ends.py",
        old="    return _Judgement(Standing.UNKNOWN, None, None, None)\n",
        new="    return _Judgement(standing, end, extended, None)\n",
        why="A major version has a long life; a minor one of it has its own end.",
        proof=f"{_ENDS}::test_a_version_that_the_table_does_not_know_is_told_of_as_unknown[kubernetes.version-1.99]",
    ),
    Mutation(
        name="what has ended still runs",
        file="settings/load.py",
        old="        if finding.refused:\n",
        new="        if finding.refused and not finding.end:\n",
        why="A warning looks kinder; nobody reads those, and AWS moves the cluster or the bill by itself.",
        proof=f"{_ENDS}::test_what_has_ended_is_refused_with_what_to_do",
    ),
    Mutation(
        name="an end is told of on the day",
        file="settings/ends.py",
        old="NOTICE = timedelta(days=180)\n",
        new="NOTICE = timedelta(days=7)\n",
        why="Warnings are tiresome; a database is not moved to another version in a week.",
        proof=(
            f"{_ENDS}::test_a_version_is_supported_through_its_last_day_and_told_of_half_a_year_before"
            "[half a year before]"
        ),
    ),
    Mutation(
        name="a queue's length has a fraction",
        file="components/compute/kubernetes/scaled_object.py",
        old='"queueLength": str(messages)',
        new='"queueLength": f"{args.spec.scaling.messages_per_task:g}"',
        why="The target is a quotient; KEDA reads an int64 there, and workers stay at zero after a failover.",
        proof="tests/components/compute/kubernetes/test_scaled_object.py::test_whatever_the_settings_are_each_text_is_one_that_keda_reads",
    ),
    Mutation(
        name="a large target is written with an exponent",
        file="components/compute/kubernetes/scaled_object.py",
        old='"queueLength": str(messages)',
        new='"queueLength": f"{messages:g}"',
        why="`:g` looks tidy; from a million on it writes 1e+06, which is no whole number to KEDA.",
        proof="tests/components/compute/kubernetes/test_scaled_object.py::test_whatever_the_settings_are_each_text_is_one_that_keda_reads",
    ),
    Mutation(
        name="a cluster that stays past its support costs what it did",
        file="operations/pricing/fixed_lines.py",
        old="    dear = stays and standing in {Standing.EXTENDED, Standing.ENDED}\n",
        new="    dear = stays and standing is Standing.UNKNOWN\n",
        why="There is one price on the first page of the price list; the other is six times as much.",
        proof="tests/operations/test_compare.py::test_a_cluster_costs_what_its_version_costs_on_that_day[after it]",
    ),
    Mutation(
        name="a service account's role is annotated in another spelling",
        file="components/compute/kubernetes/pod_role.py",
        old='"eks.amazonaws.com/role-arn"',
        new='"eks.amazonaws.com/role_arn"',
        why="An annotation may be called anything; the webhook passes it over, and pods have no rights.",
        proof=f"{_CLUSTER}::test_a_cluster_asks_for_nothing_that_does_nothing_on_fargate",
    ),
    Mutation(
        name="KEDA may lose a pause",
        file="settings/kubernetes.py",
        old="        return (self._reach_problems, self._scaler_problems)\n",
        new="        return (self._reach_problems,)\n",
        why="A version is a version; below 2.18.2 workers of the source region run on after most moves.",
        proof=f"{_VALUES}::test_a_bad_value_is_refused_by_one_line_that_names_it[kubernetes.keda_version=2.18.1]",
    ),
)
