"""A killed run resumes: over the real program, at drawn instants, the next run leaves what one run would have left.

When the cloud has answered a drawn number of calls, SIGKILL ends engine, program and, in half of the kills, providers;
then the same command runs again. Providers that are left alive finish their calls, as after a kill of the engine alone.

Seven kills; `STANDBY_KILLS=50` in the environment makes it at least fifty, with other seeds. What this does not prove
is that AWS's own provider finds what it made and did not hear of: it does not, see decision 13.
"""

import pytest

from tests.sandbox.inventory import inventory
from tests.sandbox.resilience.conftest import DESTROY, PEER, STACKS, SWITCH, UP, Chapter
from tests.sandbox.resilience.traces import resources_in, shape, unclaimed
from tests.sandbox.sandboxes import Sandbox

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("resilience")]


def test_what_came_up_through_kills_and_faults_is_what_comes_up_undisturbed(
    both_up: Sandbox, both_resumed: Chapter
) -> None:
    undisturbed, resources = inventory(both_up.clients) - both_resumed.story.at_first, resources_in(both_up, *STACKS)
    assert both_resumed.kills == UP[0]
    assert both_resumed.there == shape(undisturbed), "nothing is missing, and nothing was made twice"
    assert both_resumed.unclaimed == unclaimed(undisturbed, resources), "nothing was made that no state knows"
    assert sorted(each["urn"] for each in both_resumed.resources) == sorted(each["urn"] for each in resources)
    assert both_resumed.plans == {stack: {} for stack in STACKS}


def test_a_change_that_was_killed_is_carried_through_by_the_next_run(both_resumed: Chapter, switched: Chapter) -> None:
    assert switched.kills - both_resumed.kills == SWITCH[0]
    assert switched.plans == {PEER: {}}
    assert switched.unclaimed == both_resumed.unclaimed, "nothing was made that no state knows"
    more = {urn.rpartition("::")[2] for urn in _urns(switched) - _urns(both_resumed)}
    assert more == {"database-c", "network-2", "network-3"}
    more_there = sum(switched.there.values()) - sum(both_resumed.there.values())
    assert more_there == 1 + 2 * 2, "an instance of the database, and two NAT gateways with their addresses"
    assert not [each["urn"] for each in switched.resources if each.get("delete")]


def test_after_a_destroy_that_was_killed_nothing_is_left(switched: Chapter, destroyed: Chapter) -> None:
    assert destroyed.kills - switched.kills == 2 * DESTROY[0]
    assert destroyed.there == {}
    assert destroyed.resources == []


def _urns(chapter: Chapter) -> set[str]:
    return {each["urn"] for each in chapter.resources}
