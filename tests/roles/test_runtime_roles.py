"""Every role that acts while the platform runs, taken apart: workloads, controllers, what starts them, and people.

`asked.json` holds what IAM was asked for over a whole life; see `life`. Here each right is asked for again, with the
policies as the program declares them now, and with one statement less. Services whose work the sandbox does not do
are asked for what AWS documents of them; see `documented`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from sandbox.cloud.iam.evaluate import Kind, Policies
from sandbox.cloud.iam.policy import Policy, Statement, StatementRef
from tests.components.variants import REGION_OF
from tests.roles.declared import Asked, Declared, World, asked, decide
from tests.roles.documented import DOCUMENTED, UNASKED
from tests.stack_files import STACKS

WORLDS = tuple(World(f"warm-standby-{runtime}") for runtime in ("ecs", "eks"))
EXTRAS = World("extras")


@dataclass(frozen=True)
class Question:
    """A right that a document has to give, in the stack that declares it."""

    world: World
    stack: str
    one: Asked


@dataclass(frozen=True)
class Role:
    """A role on one platform, in both regions."""

    name: str
    world: World

    def __str__(self) -> str:
        return f"{self.name}-{self.world.variant}"

    @property
    def stacks(self) -> list[str]:
        """Which stacks declare it."""
        return [stack for stack in STACKS if self.name in {each.name for each in self.world.roles(stack)}]

    def documents(self, stack: str) -> list[Declared]:
        """Its policies, and who may act as it."""
        return [*self.world.identity(stack, self.name), self.world.trust(stack, self.name)]

    @property
    def statements(self) -> list[tuple[str, StatementRef, Statement]]:
        """(document, which statement, the statement), of the stack with the most of them."""
        stack = max(self.stacks, key=lambda each: sum(len(one.policy.statements) for one in self.documents(each)))
        return [
            (each.policy.name, statement.ref, statement)
            for each in self.documents(stack)
            for statement in each.policy.statements
            if not (each.kind is Kind.TRUST and _is_told_before(statement, each.policy))
        ]

    def questions(self, stack: str) -> Iterator[Asked]:
        """What was asked for by it, and by whoever took it on."""
        for one in asked():
            about_it = one.is_taking and one.resources[0] == f"<{stack} {self.name} arn>"
            if one.runtime == self.world.runtime and (about_it or (one.role == f"{stack} {self.name}")):
                yield one
        for each in DOCUMENTED.get(self.name, ()):
            place = {"stack": stack, "region": REGION_OF[stack]}
            yield replace(each, resources=tuple(one.format(**place) for one in each.resources))


def _is_told_before(statement: Statement, policy: Policy) -> bool:
    """Whether it is another cluster's: the recorder gives both one issuer, and tests/components tell them apart."""
    earlier = policy.statements[: statement.ref.index]
    return any((each.principal, each.conditions) == (statement.principal, statement.conditions) for each in earlier)


def refused(role: Role, without: StatementRef | None = None, document: str = "") -> set[str]:
    """Which actions are refused, with every statement or with one less."""
    found = set()
    for stack in role.stacks:
        trust, *_ = [each for each in role.documents(stack) if each.kind is Kind.TRUST]
        own = [each for each in role.documents(stack) if each.kind is not Kind.TRUST]
        for one in role.questions(stack):
            policies = _policies(one, [each.policy for each in own], trust.policy)
            if without is not None:
                policies = _less(policies, document, without)
            if not decide(role.world, one, policies).is_allowed:
                found.add(one.action)
    return found


def _policies(one: Asked, own: Sequence[Policy], trust: Policy) -> Policies:
    return Policies(resource=trust, kind=Kind.TRUST) if one.is_taking else Policies(identity=own)


def _less(policies: Policies, document: str, ref: StatementRef) -> Policies:
    def cut(policy: Policy) -> Policy:
        return policy.without(ref.index) if policy.name == document else policy

    return Policies(
        identity=[cut(each) for each in policies.identity],
        resource=cut(policies.resource) if policies.resource else None,
        kind=policies.kind,
    )


_ECS, _EKS = WORLDS
# Role, by its resource, -> where it is declared.
ROLES = tuple(
    Role(name, world)
    for world, names in (
        (_ECS, ("web-role-execution", "web-role-task", "worker-role-execution", "worker-role-task")),
        (_ECS, ("network-flow-logs-role", "assets-in-role", "assets-out-role")),
        (_EKS, ("web-role", "worker-role", "kubernetes-services-keda-role", "kubernetes-services-controller-role")),
        (_EKS, ("kubernetes-fargate-role", "kubernetes-cluster-role")),
        (EXTRAS, ("canary-role", "region-switch-role")),
    )
    for name in names
)
each_role = pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)


def test_every_role_that_the_program_declares_is_here() -> None:
    declared = {each.name for world in (*WORLDS, EXTRAS) for stack in STACKS for each in world.roles(stack)}
    assert declared == {role.name for role in ROLES}
    assert {role for role, _ in UNASKED} <= declared


@each_role
def test_a_role_may_do_all_that_was_asked_for(role: Role) -> None:
    assert [each for stack in role.stacks for each in role.questions(stack)] != []
    assert refused(role) == set()


@each_role
def test_without_any_one_statement_something_is_refused(role: Role) -> None:
    needless = [
        f"{document} {ref}: {', '.join(statement.actions)}"
        for document, ref, statement in role.statements
        if not refused(role, ref, document)
        and not {(role.name, action) for action in statement.actions} <= UNASKED.keys()
    ]
    assert role.statements
    assert needless == []


@each_role
def test_each_grant_was_asked_for_or_is_explained(role: Role) -> None:
    granted = {action for _, _, statement in role.statements for action in statement.actions}
    used = {one.action for stack in role.stacks for one in role.questions(stack)}
    assert granted - used == {action for name, action in UNASKED if name == role.name}


@pytest.mark.parametrize("grant", UNASKED, ids=" ".join)
def test_what_is_not_asked_for_has_a_reason(grant: tuple[str, str]) -> None:
    assert len(UNASKED[grant].split()) >= 5
