"""Readers of the policy pack that take what they get."""

from tests.mutations.mutation import Mutation

_PROOF = "tests/policies/test_softening.py::test_no_alteration_softens_the_verdict"

MUTATIONS = (
    Mutation(
        name="whatever is no text is a switch",
        file="policies/framework/reading.py",
        old='    if isinstance(found, bool):\n        return found\n    raise MistypedError(path, found, "a switch")\n',
        new="    return bool(found)\n",
        why="Python takes anything for a truth, and the provider would refuse the rest.",
        proof=f"{_PROOF}[az-rds-multi-az]",
    ),
    Mutation(
        name="what is not known yet is there",
        file="policies/framework/graph.py",
        old="        if _sources(resource, path):\n            return True\n        raise\n",
        new="        return True\n",
        why="Nobody computes an id that turns out to be empty.",
        proof=f"{_PROOF}[pr-encrypted-and-private]",
    ),
    Mutation(
        name="what may call a function does not",
        file="policies/disaster_recovery/no_lost_messages.py",
        old="any(stack.perhaps_referring(function, path, token)",
        new="any(stack.referring(function, path, token)",
        why="The two look alike, and differ only before the first up.",
        proof=f"{_PROOF}[dr-no-lost-messages]",
    ),
)
