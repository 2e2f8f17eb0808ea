"""What enforcement keeps so that a call is decided quickly, kept for too long."""

from tests.mutations.mutation import Mutation

_IAM = "tests/sandbox/cloud/iam"
_STORE = f"{_IAM}/test_store.py"
_REMEMBERED = f"{_IAM}/test_remembered.py"

MUTATIONS = (
    Mutation(
        name="a role that was written is not read again",
        file="sandbox/cloud/iam/store.py",
        old='self._forget_role(call.account, call.form().get("RoleName", ""))',
        new="pass",
        why="Reading a role takes as long as a dozen calls, and an up writes dozens of them.",
        proof=f"{_STORE}::test_a_write_that_may_change_a_role_is_seen_by_the_next_call[PutRolePolicy]",
    ),
    Mutation(
        name="a policy that several roles have changes none of them",
        file="sandbox/cloud/iam/store.py",
        old="if not name or _names(arn) == (account, name)",
        new="if _names(arn) == (account, name)",
        why="A write is about the role that it names; a new version of a policy names none.",
        proof=f"{_STORE}::test_a_write_that_may_change_a_role_is_seen_by_the_next_call[CreatePolicyVersion]",
    ),
    Mutation(
        name="what was read during a write is kept",
        file="sandbox/cloud/iam/store.py",
        old="        if before == self._writes:\n",
        new="        if before <= self._writes:\n",
        why="A read is over within a millisecond; what was written in it is then never seen.",
        proof=f"{_STORE}::test_what_was_read_while_somebody_wrote_is_read_again",
    ),
    Mutation(
        name="what was allowed once is allowed for ever",
        file="sandbox/cloud/iam/remembered.py",
        old="if found is not None and found.policies == policies else None",
        new="if found is not None else None",
        why="Comparing policies at each call looks like work that the store has done.",
        proof=f"{_REMEMBERED}::test_nothing_is_known_by_other_policies[taken away]",
    ),
    Mutation(
        name="a question is its action and its resource alone",
        file="sandbox/cloud/iam/remembered.py",
        old="    return tuple(map(context.look, keys))",
        new="    return tuple(keys)",
        why="Most statements have no condition; the one that has lets a metric into any namespace.",
        proof=f"{_REMEMBERED}::test_another_value_of_such_a_key_is_another_question[another value]",
    ),
)
