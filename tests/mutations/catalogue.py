"""Wrong programs, each with the proof that has to turn red. Data, one file for each subject.

`old` is found in `file` exactly once, or the mutation has to be written anew.
"""

from collections.abc import Mapping

from tests.mutations import (
    account,
    alarms,
    counting,
    deploy_role,
    enforcement,
    first_up,
    gate,
    judged,
    keys,
    kubernetes,
    looks,
    moves,
    pair,
    people,
    policies,
    programs,
    readiness_rules,
    rights,
    runtime_roles,
    schemas,
    state,
    words,
    yaml,
)
from tests.mutations.mutation import Mutation

_FILES = (
    account,
    alarms,
    counting,
    deploy_role,
    enforcement,
    first_up,
    gate,
    judged,
    keys,
    kubernetes,
    looks,
    moves,
    pair,
    people,
    policies,
    programs,
    readiness_rules,
    rights,
    runtime_roles,
    schemas,
    state,
    words,
    yaml,
)
# Where each is written.
CATALOGUE: Mapping[Mutation, str] = {
    mutation: f"{file.__name__.replace('.', '/')}.py" for file in _FILES for mutation in file.MUTATIONS
}
MUTATIONS: tuple[Mutation, ...] = tuple(CATALOGUE)
