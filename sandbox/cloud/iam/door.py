"""Everything that decides who may do what, put together."""

from dataclasses import dataclass

from sandbox.cloud.emulator import Emulator
from sandbox.cloud.iam.decisions import Decisions
from sandbox.cloud.iam.desk import Desk
from sandbox.cloud.iam.enforcement import Enforcement
from sandbox.cloud.iam.errands import Errands
from sandbox.cloud.iam.identities import Identities
from sandbox.cloud.iam.keys_used import KeysUsed
from sandbox.cloud.iam.leading_keys import LeadingKeys
from sandbox.cloud.iam.logins import Logins
from sandbox.cloud.iam.roles import Roles
from sandbox.cloud.iam.store import PolicyStore


@dataclass(frozen=True)
class Door:
    """The parts of it that others use."""

    identities: Identities
    store: PolicyStore
    keys: KeysUsed
    roles: Roles
    enforcement: Enforcement
    decisions: Decisions
    desk: Desk
    errands: Errands
    logins: Logins


def door(emulator: Emulator) -> Door:
    """Put it together for one cloud."""
    identities, store, decisions = Identities(), PolicyStore(emulator), Decisions()
    keys, roles, errands = KeysUsed(emulator), Roles(identities, store, decisions), Errands(store, decisions)
    enforcement = Enforcement(identities, store, keys, LeadingKeys(emulator), decisions)
    logins = Logins(emulator, identities, store, errands)
    return Door(identities, store, keys, roles, enforcement, decisions, Desk(roles), errands, logins)
