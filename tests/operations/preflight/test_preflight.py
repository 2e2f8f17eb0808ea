"""What preflight knows without asking: its tables against the program and the sandbox, its page, its deadline.

That it finds each fault in an account is shown in tests/sandbox/test_preflight.py.
"""

import re
import shlex
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from rich.console import Console

from components.common import naming
from components.compute.images import tags_of as tags_of_images
from operations.preflight import alarms, certificates, names
from operations.preflight.catalogue import checks
from operations.preflight.checking import Check, Finding, Line, State, attention, fine, wrong
from operations.preflight.page import PAGE, page
from operations.preflight.place import Place, tags_of
from operations.preflight.quota_table import QUOTAS
from operations.preflight.run import run
from operations.preflight.switches import SWITCHES, TRANSACTION_SEARCH
from operations.preflight.table import show
from operations.preflight.web_acl import GROUPS
from sandbox.cloud.quotas import DEFAULTS
from sandbox.recording import ACCOUNT
from tests.components.program import run as declared
from tests.stack_files import HOME, STACKS, content, load

EAST = "us-east-1"
# Kind -> the types that bear its names, and the input that is the name.
_TYPES = {
    "log group": ("aws:cloudwatch/logGroup:LogGroup", "name"),
    "repository": ("aws:ecr/repository:Repository", "name"),
    "bucket": ("aws:s3/bucket:Bucket", "bucket"),
    "role": ("aws:iam/role:Role", "name"),
    "queue": ("aws:sqs/queue:Queue", "name"),
    "table": ("aws:dynamodb/table:Table", "name"),
    "database cluster": ("aws:rds/cluster:Cluster", "clusterIdentifier"),
    "load balancer": ("aws:lb/loadBalancer:LoadBalancer", "name"),
    "secret": ("aws:secretsmanager/secret:Secret", "name"),
}


@dataclass
class Silent:
    """Clients of an AWS that refuses, or does not answer."""

    error: Exception

    def __call__(self, *_: str) -> Any:  # noqa: ANN401
        return self

    def __getattr__(self, operation: str) -> Any:  # noqa: ANN401
        raise self.error


def _place(stack: str = HOME, *, clients: Any = None, runtime: str = "ecs") -> Place:  # noqa: ANN401
    values = content(stack)
    values["workloads"] = {key: sizes | {"runtime": runtime} for key, sizes in values["workloads"].items()}
    return Place(
        settings=load(stack, values),
        project="standby",
        stacks=STACKS,
        clients=clients,
        name_servers=lambda _: frozenset(),
        account=ACCOUNT,
        identity=f"arn:aws:iam::{ACCOUNT}:root",
        today=date(2026, 11, 30),
    )


@pytest.mark.parametrize("runtime", ["ecs", "eks"])
@pytest.mark.parametrize("kind", names.KINDS)
def test_the_names_are_those_that_the_two_stacks_declare(kind: str, runtime: str) -> None:
    token, key = _TYPES[kind]
    declares = {
        (one.region, one.plain[key])
        for stack in STACKS
        for one in declared(stack, runtime=runtime).of(token)
        if isinstance(one.plain.get(key), str)
    }
    places = [_place(stack, runtime=runtime) for stack in STACKS]
    asked = {(place.region, name) for place in places for name in names.KINDS[kind][0](place)}
    assert declares <= asked
    strange = {name for _, name in asked} - {name for _, name in declares}
    assert strange == set(), "nobody declares it, so nobody can collide with it"


def test_the_topic_is_the_one_that_alarms_go_to() -> None:
    assert alarms.TOPIC == naming.ALARM_TOPIC


@pytest.mark.parametrize(
    ("arns", "says"),
    [
        ([], "nobody is subscribed"),
        (["PendingConfirmation"], "a@example.com has not confirmed"),
        (["PendingConfirmation", "arn:aws:sns:us-east-1:1:standby-alarms:2"], "1 subscriptions hear the alarms"),
    ],
    ids=["none", "one that waits", "one that hears"],
)
def test_alarms_are_heard_by_who_has_confirmed(arns: list[str], says: str) -> None:
    client = MagicMock()
    client.exceptions.NotFoundException = KeyError
    listed = [{"SubscriptionArn": arn, "Endpoint": "a@example.com"} for arn in arns]
    client.get_paginator.return_value.paginate.return_value = [{"Subscriptions": listed}]
    (found,) = alarms.heard(_place(clients=lambda *_: client))
    assert says in found.found
    assert (found.state is State.FINE) is ("hear the" in says and len(arns) > 1)


def test_the_sandbox_answers_for_every_quota_with_the_default_that_is_known() -> None:
    assert {(each.service, each.code): each.default for each in QUOTAS} == {
        key: value for key, (_, value) in DEFAULTS.items()
    }


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("runtime", ["ecs", "eks"])
def test_the_images_are_those_that_an_up_looks_for(stack: str, runtime: str) -> None:
    place = _place(stack, runtime=runtime)
    assert place.images == tags_of_images(place.settings)


@pytest.mark.parametrize(
    ("runtime", "least", "most"), [("ecs", 9 * 0.5, 120 * 0.5), ("eks", 9 * 0.5 + 3, 120 * 0.5 + 3)]
)
def test_fargate_runs_what_serves_a_cluster_too_and_one_more_while_it_is_replaced(
    runtime: str, least: float, most: float
) -> None:
    assert _place(runtime=runtime).vcpu == (least + 0.5, most + 0.5)


def test_the_groups_of_rules_are_those_of_the_web_acl() -> None:
    rules = declared(HOME).one("aws:wafv2/webAcl:WebAcl").plain["rules"]
    managed = [rule["statement"].get("managedRuleGroupStatement") for rule in rules]
    assert sorted(one["name"] for one in managed if one) == sorted(GROUPS)


def test_the_page_is_what_the_data_say() -> None:
    assert PAGE.read_text() == page(), "run `make docs`"


def test_every_switch_is_checked_and_on_the_page() -> None:
    known = {check.name for check in checks()}
    for switch in SWITCHES:
        assert switch.name in known
        assert f"### {switch.title}" in page()
        assert switch.source in " ".join(page().split())


def test_the_commands_of_the_page_are_commands() -> None:
    found = re.findall(r"```console\n\$ (.*?)\n```", page(), re.DOTALL)
    assert len(found) == len(SWITCHES) + 1
    for text in found[1:]:
        assert all(shlex.split(each)[0] == "aws" for each in text.split("&&"))


def test_the_policy_of_transaction_search_is_what_cloudwatch_documents() -> None:
    policy = TRANSACTION_SEARCH.format(region=EAST, account="1").partition("--policy-document '")[2].partition("'")[0]
    assert '"Principal": {"Service": "xray.amazonaws.com"}' in policy
    assert '"arn:aws:logs:us-east-1:1:log-group:aws/spans:*"' in policy
    assert '"aws:SourceArn": "arn:aws:xray:us-east-1:1:*"' in policy
    assert '"aws:SourceAccount": "1"' in policy


def _check(*found: Finding, error: Exception | None = None) -> Check:
    def look(_: Place) -> Iterator[Finding]:
        if error is not None:
            raise error
        yield from found

    return Check(name="one", says="all is well", look=look)


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied"}}, "GetRole"),
        ClientError({"Error": {"Code": "Throttling"}}, "GetRole"),
        ConnectTimeoutError(endpoint_url="https://nowhere"),
        FileNotFoundError("docs/deploy-role.json"),
        KeyError("Quota"),
        IndexError(),
    ],
)
def test_whatever_keeps_it_from_looking_is_never_fine(error: Exception) -> None:
    (line,) = _check(error=error).lines(_place())
    assert (line.state, line.found.startswith("all is well: could not look, ")) == (State.UNKNOWN, True)


def test_a_check_that_found_nothing_says_what_holds() -> None:
    (line,) = _check().lines(_place())
    assert (line.state, line.found) == (State.FINE, "all is well")


def test_what_takes_too_long_is_not_fine_and_the_rest_is_told() -> None:
    ended = threading.Event()

    def wait(_: Place) -> Iterator[Finding]:
        ended.wait()
        yield fine("too late")

    slow = Check(name="slow", says="it answers", look=wait)
    probed = ClientError({"Error": {"Code": "AccessDenied"}}, "GetCallerIdentity")
    try:
        lines = run([_place(clients=Silent(probed))], [slow, _check(fine("quick"))], seconds=0.05)
    finally:
        ended.set()
    assert [(line.check, line.state) for line in lines] == [("slow", State.UNKNOWN), ("one", State.FINE)]
    assert "no answer within 0.05 seconds" in lines[0].found


def test_a_region_that_is_silent_is_asked_nothing_more() -> None:
    silent = _place(clients=Silent(ConnectTimeoutError(endpoint_url="https://nowhere")))
    lines = run([silent], [_check(fine("asked"))], seconds=1)
    assert [(line.check, line.state) for line in lines] == [("region", State.UNKNOWN), ("one", State.UNKNOWN)]
    assert lines[0].found.startswith("us-east-1 does not answer (no answer (ConnectTimeoutError))")


def test_only_what_a_stack_of_the_pair_made_is_the_pairs() -> None:
    ours = {"project": "standby", "stack": HOME, "managed-by": "pulumi"}
    assert _place().owns(ours)
    for key, value in (("project", "other"), ("stack", "staging"), ("managed-by", "terraform")):
        assert not _place().owns(ours | {key: value})


@pytest.mark.parametrize("listed", [[{"Key": "a", "Value": "b"}], [{"key": "a", "value": "b"}], {"a": "b"}])
def test_tags_are_read_in_each_of_awss_spellings(listed: Any) -> None:  # noqa: ANN401
    assert tags_of(listed) == {"a": "b"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"Status": "PENDING_VALIDATION"}, "is PENDING_VALIDATION"),
        ({"Status": "EXPIRED"}, "is EXPIRED"),
        ({"NotAfter": datetime(2026, 12, 24, tzinfo=UTC)}, "ends on 2026-12-24"),
        (
            {"RenewalSummary": {"RenewalStatus": "FAILED"}},
            "renewal of the certificate of origin.shop.example.com is FAIL",
        ),
        ({}, "is issued"),
    ],
)
def test_a_certificate_has_to_be_issued_and_to_be_renewed_by_itself(changed: dict[str, Any], says: str) -> None:
    one = {"DomainName": "origin.shop.example.com", "Status": "ISSUED", "NotAfter": datetime(2027, 9, 1, tzinfo=UTC)}
    (found,) = certificates._judged(_place(), one | changed)
    assert says in found.found
    assert (found.state is State.FINE) is (not changed)


def test_the_screen_says_what_is_wrong_first_and_what_is_well_in_a_number() -> None:
    found = [fine("well"), attention("soon", "plan it"), wrong("broken", "mend it")]
    lines = [Line(check="one", region=EAST, state=each.state, found=each.found, do=each.do) for each in found]
    console = Console(width=200, highlight=False)
    with console.capture() as written:
        show(lines, console, every=False)
    assert written.get().splitlines() == [
        "wrong us-east-1 one: broken",
        "    mend it",
        "attention us-east-1 one: soon",
        "    plan it",
        "1 fine, 1 wrong, 0 could not look, 1 attention",
    ]
