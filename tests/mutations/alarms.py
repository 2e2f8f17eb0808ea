"""Alarms that never ring, or never stop."""

from tests.mutations.mutation import Mutation

_ALARMS = "tests/components/observability"
_STATES = f"{_ALARMS}/test_alarm_states.py"

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        name="the copy's lag is read by its cluster alone",
        file="components/observability/database_lag.py",
        old="        for key, dimensions in dimension_sets(cluster, source_region).items()\n",
        new=(
            "        for key, dimensions in dimension_sets(cluster, source_region).items()\n"
            "        if key == _CLUSTER_ALONE\n"
        ),
        why="Examples have it; if Aurora publishes it by source region, no lag is ever seen.",
        proof=f"{_ALARMS}/test_replication_alarms.py::"
        "test_the_databases_copy_is_read_under_every_set_of_dimensions_that_aws_names",
    ),
    Mutation(
        name="the age of the copy looks at one set of dimensions",
        file="components/observability/database_lag.py",
        old='    return f"IF({cluster} >= 0, {cluster}, IF({both} >= 0, {both}, {source}))"\n',
        new="    return cluster\n",
        why="The other sets look like leftovers where the account at hand has this one.",
        proof=f"{_STATES}::test_an_old_copy_is_seen_under_whichever_dimensions_it_is_published[source]",
    ),
    Mutation(
        name="a copy of which nobody tells is fresh",
        file="components/observability/peer_alarms.py",
        old="IF({AGE} >= 0, {AGE}, {old}))",
        new="IF({AGE} >= 0, {AGE}, 0))",
        why="No lag reads as no lag; the lost region then is one that copies without delay.",
        proof=f"{_STATES}::test_a_copy_of_which_nobody_tells_any_more_is_stale_and_one_that_never_was_is_not",
    ),
    Mutation(
        name="the region that writes has a stale copy",
        file="components/observability/peer_alarms.py",
        old='f"IF(FILL(writes,0) >= 1, 0, IF({AGE} >= 0, {AGE}, {old}))"',
        new='f"IF({AGE} >= 0, {AGE}, {old})"',
        why="Silence counts, so it is counted everywhere: the alarm rings for good where this region writes.",
        proof=f"{_STATES}::test_a_copy_of_which_nobody_tells_any_more_is_stale_and_one_that_never_was_is_not",
    ),
    Mutation(
        name="a zone without a count is well",
        file="components/observability/zone_targets.py",
        old='expression=f"IF({condition}, FILL(healthy,0), 1)"',
        new='expression=f"IF({condition}, FILL(healthy,1), 1)"',
        why="Missing data is not breaching, in most examples; a zone that lost every task is silent.",
        proof=f"{_STATES}::test_a_zone_that_loses_every_target_is_not_taken_for_one_that_never_had_any[ecs]",
    ),
    Mutation(
        name="a zone without a count is down",
        file="components/observability/zone_targets.py",
        old='expression=f"IF({condition}, FILL(healthy,0), 1)"',
        new='expression="FILL(healthy,0)"',
        why="Missing data is made breaching and nothing else; a pilot light rings for as long as it stands by.",
        proof=f"{_STATES}::test_a_region_in_which_nothing_is_wanted_has_no_zone_that_lacks_anything[at zero-ecs]",
    ),
    Mutation(
        name="an alarm on a table takes silence as its setting says",
        file="components/observability/replication_alarms.py",
        old='        expression="FILL(lag,0)",\n',
        new='        expression="lag",\n',
        why="The setting is there and is accepted; for DynamoDB's metrics CloudWatch does not obey it.",
        proof=f"{_STATES}::test_a_table_that_nobody_writes_to_does_not_go_on_ringing",
    ),
    Mutation(
        name="an alarm that fills in wants the newest minutes too",
        file="components/observability/replication_alarms.py",
        old="                out_of=_LOOKED_AT,\n",
        new="",
        why="Three of three is what every other alarm has; the newest value is always the filler, and it never rings.",
        proof=f"{_STATES}::test_an_old_copy_is_seen_under_whichever_dimensions_it_is_published[cluster]",
    ),
    Mutation(
        name="a queue that nobody uses is empty",
        file="components/messaging/queue_parts.py",
        old='_UNTOUCHED: Literal["ignore"] = "ignore"\n',
        new='_UNTOUCHED: Literal["notBreaching"] = "notBreaching"\n',
        why="It is what all the others say; after six hours the dead letters are forgotten.",
        proof=f"{_STATES}::test_a_letter_in_a_queue_that_nobody_uses_still_lies_there",
    ),
    Mutation(
        name="the composite alarm knows the canary's by its name alone",
        file="components/observability/observability.py",
        old="canary_alarm=canary.alarm_made if canary",
        new="canary_alarm=canary.alarm_name if canary",
        why="It is the same text; CloudWatch deletes no alarm that a composite one still names.",
        proof=(
            f"{_ALARMS}/test_composites.py::test_a_composite_alarm_waits_for_every_alarm_that_it_names[prod-east-extras]"
        ),
    ),
    Mutation(
        name="nobody hears that nobody looks whether a region is ready",
        file="components/observability/readiness_alarms.py",
        old='        missing="breaching",\n',
        new='        missing="notBreaching",\n',
        why="Missing data is not breaching, in most examples; a nightly job that stopped then is a pair that is ready.",
        proof=f"{_ALARMS}/test_every_alarm.py::test_every_alarm_has_exactly_one_case[prod-east warm-standby ecs]",
    ),
    Mutation(
        name="what was found missing is well again once nobody looks",
        file="components/observability/readiness_alarms.py",
        old='        missing="ignore",\n',
        new='        missing="notBreaching",\n',
        why="The metric is told once a night: a minute later the alarm is over, and nothing was put back.",
        proof=f"{_ALARMS}/test_every_alarm.py::test_every_alarm_has_exactly_one_case[prod-east warm-standby ecs]",
    ),
)
