"""Programs that take an account for granted: what it has switched on, and what its zones are."""

from tests.mutations.mutation import Mutation

_NETWORK = "tests/components/test_network.py"
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
        name="spans leave a region that has no way out",
        file="settings/endpoints.py",
        old="*(_OF_TRACES if traces else ())",
        new="*()",
        why="Every service that was there had an endpoint already, and one more costs 22 USD a month.",
        proof=f"{_NETWORK}::test_spans_find_xray_where_nothing_else_leads_there",
    ),
)
