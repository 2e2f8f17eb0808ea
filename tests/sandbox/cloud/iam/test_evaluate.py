"""Decisions by documents alone."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.cloud.iam.context import Context
from sandbox.cloud.iam.evaluate import Kind, Policies, Request, Result, evaluate
from sandbox.cloud.iam.policy import Policy, StatementRef
from sandbox.cloud.iam.principal import Principal, federated, role_session, root, service, user

ACCOUNT, OTHER = "111111111111", "222222222222"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
SESSION = role_session(ROLE, "task")
SEND = "sqs:SendMessage"


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    return {"Effect": effect, **elements}


def policy(*statements: Mapping[str, Any], name: str = "p") -> Policy:
    return Policy.read(name, {"Version": "2012-10-17", "Statement": list(statements)})


def ask(
    action: str = SEND, resource: str = QUEUE, principal: Principal = SESSION, context: Context | None = None
) -> Request:
    return Request(principal, action, resource, context or Context(complete=True))


OWN = policy(statement(Action="sqs:*", Resource=QUEUE), name="own")


def of_queue(principal: Any, effect: str = "Allow", **more: Any) -> Policy:  # noqa: ANN401 - as JSON has it
    return policy(statement(effect, Principal=principal, Action=SEND, Resource=QUEUE, **more), name="queue")


def test_what_nothing_allows_is_denied_in_awss_words() -> None:
    decision = evaluate(ask(), Policies(identity=[policy()]))
    assert (decision.result, decision.reason) == (
        Result.DENIED, "because no identity-based policy allows the sqs:SendMessage action",
    )  # fmt: skip


def test_a_decision_names_the_statement_that_allows_it() -> None:
    named = policy(statement(Action="s3:*", Resource="*"), statement(Sid="Send", Action=SEND, Resource=QUEUE))
    assert evaluate(ask(), Policies(identity=[named])).granted_by == (StatementRef("p", 1, "Send"),)


def test_a_deny_wins_wherever_it_stands() -> None:
    deny = statement("Deny", Action="sqs:Send*", Resource="*")
    for policies in (
        Policies(identity=[OWN, policy(deny)]),
        Policies(identity=[OWN], resource=policy({**deny, "Principal": "*"})),
        Policies(identity=[OWN], boundary=policy(statement(Action="*", Resource="*"), deny)),
    ):
        decision = evaluate(ask(), policies)
        assert decision.result is Result.DENIED
        assert "explicit deny" in decision.reason


@pytest.mark.parametrize(
    ("elements", "is_allowed"),
    [
        ({"Action": "SQS:sendmessage", "Resource": "*"}, True),
        ({"Action": ["s3:*", "sqs:Send?essage"], "Resource": "*"}, True),
        ({"NotAction": "sqs:*", "Resource": "*"}, False),
        ({"NotAction": "s3:*", "Resource": "*"}, True),
        ({"Action": SEND, "NotResource": QUEUE}, False),
        ({"Action": SEND, "NotResource": f"{QUEUE}-dead"}, True),
        ({"Action": SEND, "Resource": f"arn:aws:sqs:*:{ACCOUNT}:*"}, True),
        ({"Action": SEND, "Resource": "arn:aws:sqs:*:*:${aws:PrincipalTag/queue}"}, True),
        ({"Action": SEND, "Resource": "arn:aws:sqs:*:*:${aws:PrincipalTag/none}"}, False),
        ({"Action": SEND, "Resource": "arn:aws:sqs:*:*:${aws:PrincipalTag/none, 'orders'}"}, True),
        ({"Action": SEND, "Resource": "arn:aws:sqs:*:*:${*}"}, False),
    ],
)
def test_actions_and_resources_are_named_with_wildcards_negations_and_variables(
    elements: dict[str, Any],
    is_allowed: bool,  # noqa: FBT001 - a column
) -> None:
    request = ask(context=Context({"aws:PrincipalTag/queue": "orders"}, complete=True))
    assert evaluate(request, Policies(identity=[policy(statement(**elements))])).is_allowed is is_allowed


def test_the_value_of_a_variable_is_no_wildcard() -> None:
    named = policy(statement(Action=SEND, Resource="arn:aws:sqs:*:*:${aws:username}"))
    request = ask(context=Context({"aws:username": "*"}, complete=True))
    assert not evaluate(request, Policies(identity=[named])).is_allowed


@pytest.mark.parametrize(
    ("principal", "stated", "is_allowed"),
    [
        (SESSION, "*", True),
        (SESSION, {"AWS": "*"}, True),
        (SESSION, {"AWS": ROLE}, True),
        (SESSION, {"AWS": SESSION.arn}, True),
        (SESSION, {"AWS": f"{ROLE}-2"}, False),
        (SESSION, {"AWS": "AROAEXAMPLE"}, False),
        # The account passes it on to its own policies, and those say nothing.
        (SESSION, {"AWS": ACCOUNT}, False),
        (root(ACCOUNT), {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, True),
        (user(f"arn:aws:iam::{ACCOUNT}:user/a"), {"AWS": [ROLE, f"arn:aws:iam::{ACCOUNT}:user/a"]}, True),
        (service("sns.amazonaws.com", ACCOUNT), {"Service": "sns.amazonaws.com"}, True),
        (service("sns.amazonaws.com", ACCOUNT), {"Service": "events.amazonaws.com"}, False),
        (service("sns.amazonaws.com", ACCOUNT), {"AWS": ACCOUNT}, False),
        (federated("arn:aws:iam::1:oidc-provider/i"), {"Federated": "arn:aws:iam::1:oidc-provider/i"}, True),
        (federated("arn:aws:iam::1:oidc-provider/i"), {"Federated": "arn:aws:iam::1:oidc-provider/j"}, False),
    ],
)
def test_a_policy_of_a_resource_names_callers_in_every_form(
    principal: Principal,
    stated: Any,  # noqa: ANN401 - as JSON has it
    is_allowed: bool,  # noqa: FBT001 - a column
) -> None:
    assert evaluate(ask(principal=principal), Policies(resource=of_queue(stated))).is_allowed is is_allowed


def test_everybody_but_one_can_be_denied() -> None:
    deny = policy(statement("Deny", NotPrincipal={"AWS": ROLE}, Action=SEND, Resource="*"))
    elsewhere = role_session(f"{ROLE}-2", "task")
    assert evaluate(ask(), Policies(identity=[OWN], resource=deny)).is_allowed
    assert not evaluate(ask(principal=elsewhere), Policies(identity=[OWN], resource=deny)).is_allowed


def test_between_accounts_both_sides_have_to_allow() -> None:
    foreign = role_session(f"arn:aws:iam::{OTHER}:role/reader", "s")
    through = of_queue({"AWS": OTHER})
    for policies, is_allowed in (
        (Policies(identity=[OWN]), False),
        (Policies(resource=through), False),
        (Policies(identity=[OWN], resource=through), True),
    ):
        assert evaluate(ask(principal=foreign), policies).is_allowed is is_allowed


def key_policy(principal: Any) -> Policy:  # noqa: ANN401 - as JSON has it
    return policy(statement(Principal=principal, Action="kms:*", Resource="*"), name="key")


@pytest.mark.parametrize(
    ("of_key", "own", "is_allowed"),
    [
        # The account's statement lets IAM decide.
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, True, True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, False, False),
        # Without it IAM alone gives nothing.
        ({"Service": "logs.us-east-1.amazonaws.com"}, True, False),
        # Who is named needs no policy.
        ({"AWS": ROLE}, False, True),
    ],
)
def test_a_key_is_open_to_whom_its_policy_names_and_to_iam_only_through_the_account(
    of_key: Any,  # noqa: ANN401 - as JSON has it
    own: bool,  # noqa: FBT001 - a column
    is_allowed: bool,  # noqa: FBT001 - a column
) -> None:
    identity = [policy(statement(Action="kms:Decrypt", Resource=KEY))] if own else []
    policies = Policies(identity=identity, resource=key_policy(of_key), kind=Kind.KEY)
    assert evaluate(ask("kms:Decrypt", KEY), policies).is_allowed is is_allowed


def test_a_key_without_a_statement_for_the_account_refuses_the_account_itself() -> None:
    policies = Policies(resource=key_policy({"AWS": ROLE}), kind=Kind.KEY)
    decision = evaluate(ask("kms:Decrypt", KEY, root(ACCOUNT)), policies)
    assert decision.reason == "because no resource-based policy allows the kms:Decrypt action"


def test_a_grant_opens_a_key_to_its_grantee() -> None:
    grant = policy(statement(Principal={"AWS": ROLE}, Action="kms:Decrypt", Resource=KEY), name="grant g")
    policies = Policies(resource=key_policy({"AWS": f"{ROLE}-2"}), kind=Kind.KEY, grants=grant)
    assert evaluate(ask("kms:Decrypt", KEY), policies).is_allowed
    assert not evaluate(ask("kms:Encrypt", KEY), policies).is_allowed


def test_a_role_trusts_a_service_for_the_account_that_its_condition_names() -> None:
    trust = policy(
        statement(
            Principal={"Service": "ecs-tasks.amazonaws.com"},
            Action="sts:AssumeRole",
            Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        )
    )
    for account, result in ((ACCOUNT, Result.ALLOWED), (OTHER, Result.DENIED), (None, Result.UNKNOWN)):
        context = Context({"aws:SourceAccount": account} if account else {})
        request = ask("sts:AssumeRole", ROLE, service("ecs-tasks.amazonaws.com", ACCOUNT), context)
        assert evaluate(request, Policies(resource=trust, kind=Kind.TRUST)).result is result


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_a_boundary_and_a_session_policy_only_limit(limit: str) -> None:
    receive = policy(statement(Action="sqs:ReceiveMessage", Resource="*"))
    policies = Policies(
        identity=[OWN],
        boundary=receive if limit == "boundary" else None,
        session=[receive] if limit == "session" else None,
    )
    assert evaluate(ask("sqs:ReceiveMessage"), policies).is_allowed
    assert not evaluate(ask("sqs:SendMessage"), policies).is_allowed
    assert not evaluate(ask("sqs:ReceiveMessage"), Policies(boundary=receive)).is_allowed


def test_a_deny_that_may_apply_makes_an_allowed_request_unknown_and_says_what_is_missing() -> None:
    deny = policy(
        statement("Deny", Action="*", Resource="*", Condition={"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    )
    decision = evaluate(ask(context=Context()), Policies(identity=[OWN, deny]))
    assert decision.result is Result.UNKNOWN
    assert decision.reason == "because the sandbox does not know the condition key aws:sourceip, on which p #0 depends"
    assert evaluate(ask(context=Context()), Policies(identity=[deny])).result is Result.DENIED


def test_an_id_that_nobody_knows_makes_a_decision_on_it_unknown() -> None:
    one = policy(statement(Action="ec2:DeleteVpc", Resource=f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-1"))
    request = ask("ec2:DeleteVpc", f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/*")
    decision = evaluate(request, Policies(identity=[one]))
    assert (decision.result, "open part" in decision.reason) == (Result.UNKNOWN, True)


ACTIONS = st.sampled_from(["sqs:SendMessage", "sqs:*", "*", "s3:GetObject"])
STATEMENTS = st.builds(
    lambda effect, action, resource, known: statement(
        effect, Action=action, Resource=resource, Condition={"StringEquals": {"a:known" if known else "a:other": "x"}}
    ),
    st.sampled_from(["Allow", "Deny"]),
    ACTIONS,
    st.sampled_from([QUEUE, "*", "arn:aws:sqs:*:*:other"]),
    st.booleans(),
)


@given(stated=st.lists(STATEMENTS, max_size=4))
def test_a_sure_decision_stays_whatever_the_unknown_keys_are(stated: list[dict[str, Any]]) -> None:
    policies = Policies(identity=[policy(*stated)])
    decision = evaluate(ask(context=Context({"a:known": "x"})), policies)
    if decision.result is not Result.UNKNOWN:
        for other in ("x", "y", ()):
            known = Context({"a:known": "x", "a:other": other})
            assert evaluate(ask(context=known), policies).result is decision.result


@given(stated=st.lists(STATEMENTS, max_size=4))
def test_a_statement_that_did_not_grant_can_go(stated: list[dict[str, Any]]) -> None:
    policies = Policies(identity=[policy(*stated)])
    request = ask(context=Context({"a:known": "x", "a:other": "y"}))
    decision = evaluate(request, policies)
    granting = {ref.index for ref in decision.granted_by}
    for index in range(len(stated)):
        less = evaluate(request, policies.without(StatementRef("p", index)))
        if decision.is_allowed:
            assert less.is_allowed is bool(granting - {index})
