"""Wrong programs, each with the proof that has to turn red. Data, one file for each subject.

`old` is found in `file` exactly once, or the mutation has to be written anew.
"""

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

MUTATIONS: tuple[Mutation, ...] = (
    *account.MUTATIONS,
    *alarms.MUTATIONS,
    *counting.MUTATIONS,
    *deploy_role.MUTATIONS,
    *enforcement.MUTATIONS,
    *first_up.MUTATIONS,
    *gate.MUTATIONS,
    *judged.MUTATIONS,
    *keys.MUTATIONS,
    *kubernetes.MUTATIONS,
    *looks.MUTATIONS,
    *moves.MUTATIONS,
    *pair.MUTATIONS,
    *people.MUTATIONS,
    *policies.MUTATIONS,
    *programs.MUTATIONS,
    *readiness_rules.MUTATIONS,
    *rights.MUTATIONS,
    *runtime_roles.MUTATIONS,
    *schemas.MUTATIONS,
    *state.MUTATIONS,
    *words.MUTATIONS,
    *yaml.MUTATIONS,
)
