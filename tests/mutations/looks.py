"""Looks that see too much, too little, or the wrong thing."""

from tests.mutations.mutation import Mutation

_RULES = "operations/readiness/rules"
_TESTS = "tests/operations/readiness"

MUTATIONS = (
    Mutation(
        name="who may not look has seen that nothing is there",
        file="operations/readiness/asking.py",
        old='if error.response["Error"]["Code"] in codes:',
        new="if codes:",
        why="Every refusal of a look came while something was being removed; the role lacked one action that day.",
        proof=f"{_TESTS}/rules/test_load_balancers.py::test_who_may_not_look_has_not_seen_that_it_is_gone",
    ),
    Mutation(
        name="a statement that forbids is one right more",
        file="operations/readiness/policies.py",
        old='has[each].get("Effect") == "Deny"',
        new='has[each].get("Effect") == "Never"',
        why="What is declared is all still there, and a failover lives with a right too many.",
        proof=f"{_TESTS}/test_policies.py::test_what_forbids_and_is_not_declared_stops",
    ),
    Mutation(
        name="a certificate of the edge is looked at wherever it is",
        file=f"{_RULES}/certificates.py",
        old="if not in_place and not ask.elsewhere:",
        new="if not in_place and not region_of(each):",
        why="It is one call, and most days us-east-1 answers; on the day of a failover the look waits for it.",
        proof=f"{_TESTS}/rules/test_certificates.py::test_in_a_disaster_nothing_is_asked_of_the_region_that_is_gone",
    ),
    Mutation(
        name="a subnet that is there has room",
        file=f"{_RULES}/networks.py",
        old="if free < wanted:",
        new="if free < 0:",
        why="A network of 65 536 addresses is never full; its subnets are, when something forgets to give them back.",
        proof=f"{_TESTS}/rules/test_networks.py::test_each_kind_of_subnet_needs_its_own_room[Public-7-8]",
    ),
    Mutation(
        name="no alarm is needed for a failover",
        file=f"{_RULES}/alarms.py",
        old="(needed, _NO_SWITCH) if _SWITCH in each.urn else (spared, _SILENT)",
        new="(spared, _SILENT)",
        why="Alarms tell people; one of them is what Route 53 looks at, and moves clients.",
        proof=f"{_TESTS}/rules/test_watching.py::test_what_was_done_by_hand_is_named[no switch]",
    ),
)
