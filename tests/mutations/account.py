"""Programs that take an account for granted: what it has switched on, and what its zones are."""

from tests.mutations.mutation import Mutation

_NETWORK = "tests/components/test_network.py"
_ZONES = "tests/components/test_zones.py"
_SETTINGS = "tests/settings/test_settings.py"

MUTATIONS = (
    Mutation(
        name="requests are traced unless somebody says no",
        file="settings/observability.py",
        old="trace_share: float = Field(default=0.0,",
        new="trace_share: float = Field(default=0.05,",
        why="Traces are good to have; X-Ray refuses every span until the account has Transaction Search.",
        proof=f"{_SETTINGS}::test_nothing_is_sent_that_a_new_account_refuses",
    ),
    Mutation(
        name="zones are taken as they are written",
        file="__main__.py",
        old="settings = with_named_zones(settings, providers.region)\n",
        new="",
        why="It worked in the account in which it was written; elsewhere its us-east-1c has no EKS.",
        proof=f"{_ZONES}::test_zones_that_cannot_be_used_are_refused",
    ),
    Mutation(
        name="resources are named after what the file says of a zone",
        file="components/zones.py",
        old="    names = tuple(account.name_of(zone) or zone for zone in wanted)\n",
        new="    names = tuple(wanted)\n",
        why="Ids are as good as names; an environment that is written by id then has other instances.",
        proof=f"{_ZONES}::test_an_environment_written_by_id_is_the_one_that_was_written_by_name",
    ),
    Mutation(
        name="a zone is one zone as long as it is written once",
        file="settings/zones.py",
        old="if name and names.count(name) > 1",
        new="if name and names.count(name) > 9",
        why="The settings refuse a zone that is there twice; a name and an id of one zone are two texts.",
        proof="tests/settings/test_zones.py::test_a_name_and_an_id_of_one_zone_are_one_zone",
    ),
    Mutation(
        name="endpoints stand in every zone",
        file="settings/zones.py",
        old="if name not in zones)",
        new="if name in ())",
        why="Most of AWS's services have endpoints in most zones.",
        proof="tests/settings/test_zones.py::test_a_zone_in_which_an_endpoint_cannot_stand_is_refused_with_the_service",
    ),
    Mutation(
        name="spans leave a region that has no way out",
        file="settings/endpoints.py",
        old="*(_OF_TRACES if traces else ())",
        new="*()",
        why="Every service that was there had an endpoint already, and one more costs 22 USD a month.",
        proof=f"{_NETWORK}::test_spans_find_xray_where_nothing_else_leads_there",
    ),
)
