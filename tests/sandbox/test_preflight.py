"""`standby preflight` in the emulated AWS: a usual account has nothing wrong, and each fault is named with what to do.

What a fault does to an `up` is shown elsewhere; here it is only said.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from operations.live.clients import ClientMaker
from operations.preflight import identity
from operations.preflight.catalogue import checks
from operations.preflight.checking import State
from operations.preflight.quota_table import QUOTAS, Quota
from operations.preflight.run import PROBE
from operations.preflight.switches import TRANSACTION_SEARCH
from sandbox.cloud.process import Cloud
from tests.sandbox.accounts import ACCOUNT, EAST, TAGS, WEST, Account, Fault, account_of, bad, nothing
from tests.sandbox.decided import not_allowed
from tests.sandbox.sandboxes import Sandbox
from tests.stack_files import HOME, ROOT, content

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("preflight")]

DOMAIN = content(HOME)["domain"]
_EKS = (("runtime", "eks"),)
_TRACING: dict[str, Any] = {"observability": {"trace_share": 0.05}}
_TRACED = tuple(_TRACING.items())
# What IAM calls another way than the API does; asking who one is needs no right.
_OTHERWISE = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "sts:GetCallerIdentity": "",
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account in which nobody has made anything; each test leaves it so."""
    before = dict(os.environ)
    with Cloud.start(tmp_path_factory.mktemp("account")) as cloud:
        yield account_of(cloud)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def account(usual: Account) -> Iterator[Account]:
    yield usual
    usual.cloud.ask("DELETE", "/_sandbox/faults")
    usual.cloud.ask("DELETE", "/_sandbox/blackout", {})


def _zones(**names_of: str) -> dict[str, str]:
    return {f"{EAST}{letter}": f"use1-{zone}" for letter, zone in names_of.items()}


def _odd_zones(account: Account) -> None:
    account.tell("zones", region=EAST, zones=_zones(a="az1", b="az2", c="az3", d="az4"))


def _usual_zones(account: Account) -> None:
    account.tell("zones", region=EAST, zones=None)


def _replicated(account: Account, *, rules: bool) -> None:
    destination = {"region": "eu-west-1", "registryId": ACCOUNT}
    given = [{"destinations": [destination]}] if rules else []
    account.client("ecr").put_replication_configuration(replicationConfiguration={"rules": given})


def _long_arns(account: Account, value: str) -> None:
    account.client("ecs").put_account_setting_default(name="taskLongArnFormat", value=value)


def _bucket(account: Account) -> None:
    account.client("s3").create_bucket(Bucket=f"standby-{ACCOUNT}-{EAST}-assets")


def _deleted_secret(account: Account) -> None:
    client = account.client("secretsmanager")
    client.create_secret(Name="standby/edge/origin", SecretString="x", Tags=_pairs())
    client.delete_secret(SecretId="standby/edge/origin", RecoveryWindowInDays=7)


def _forget_secret(account: Account) -> None:
    account.client("secretsmanager").delete_secret(SecretId="standby/edge/origin", ForceDeleteWithoutRecovery=True)


def _pairs() -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in TAGS.items()]


def _role(account: Account) -> None:
    account.client("iam").create_role(RoleName=f"standby-{EAST}-web", AssumeRolePolicyDocument="{}")


def _table(account: Account) -> None:
    account.client("dynamodb").create_table(
        TableName="standby-orders",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )


def _cluster(account: Account) -> None:
    account.client("rds").create_db_cluster(
        DBClusterIdentifier=f"standby-{EAST}",
        Engine="aurora-postgresql",
        MasterUsername="x",
        MasterUserPassword="x" * 9,
    )


def _balancer(account: Account) -> None:
    ec2 = account.client("ec2")
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"]][:2]
    account.client("elbv2").create_load_balancer(Name="standby", Subnets=subnets)


def _forget_balancer(account: Account) -> None:
    client = account.client("elbv2")
    arn = client.describe_load_balancers(Names=["standby"])["LoadBalancers"][0]["LoadBalancerArn"]
    client.delete_load_balancer(LoadBalancerArn=arn)


def _queue(account: Account) -> None:
    account.client("sqs", WEST).create_queue(QueueName="standby-orders")


def _forget_queue(account: Account) -> None:
    client = account.client("sqs", WEST)
    client.delete_queue(QueueUrl=client.get_queue_url(QueueName="standby-orders")["QueueUrl"])


def _repository(account: Account, *, ours: bool, name: str = "standby/web") -> None:
    account.client("ecr", WEST).create_repository(repositoryName=name, **({"tags": _pairs()} if ours else {}))


def _forget_repository(account: Account, name: str = "standby/web") -> None:
    account.client("ecr", WEST).delete_repository(repositoryName=name, force=True)


def _forget_topic(account: Account) -> None:
    account.client("sns").delete_topic(TopicArn=f"arn:aws:sns:{EAST}:{ACCOUNT}:standby-alarms")


def _published(account: Account, *, there: bool) -> None:
    account.tell("published-image", image="amazon/aws-load-balancer-controller:v3.5.0", there=there)


def _zone(account: Account, servers: list[str] | None, *, ours: bool = True) -> list[str]:
    """Make the domain's zone, and say to whom the world is sent; None: to the zone."""
    client = account.client("route53")
    made = client.create_hosted_zone(Name=DOMAIN, CallerReference="preflight")
    if ours:
        zone = made["HostedZone"]["Id"].rpartition("/")[2]
        client.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=_pairs())
    account.tell("delegation", name=DOMAIN, servers=servers)
    return list(made["DelegationSet"]["NameServers"])


def _forget_zone(account: Account) -> None:
    client = account.client("route53")
    account.tell("delegation", name=DOMAIN, servers=None)
    for zone in client.list_hosted_zones_by_name(DNSName=DOMAIN)["HostedZones"]:
        client.delete_hosted_zone(Id=zone["Id"])


def _orphan(account: Account, servers: list[str] | None) -> None:
    account.tell("delegation", name=DOMAIN.partition(".")[2], servers=servers)


def _certificate(account: Account) -> None:
    account.client("acm", WEST).request_certificate(DomainName=f"origin.{DOMAIN}", ValidationMethod="DNS")


def _forget_certificate(account: Account) -> None:
    client = account.client("acm", WEST)
    for each in client.list_certificates()["CertificateSummaryList"]:
        client.delete_certificate(CertificateArn=each["CertificateArn"])


FAULTS = (
    Fault(
        name="a zone without EKS",
        check="zones",
        changes=_EKS,
        inject=_odd_zones,
        recover=_usual_zones,
        says="us-east-1c (use1-az3) is left out by EKS",
        do="three of: us-east-1a (use1-az1), us-east-1b (use1-az2), us-east-1d (use1-az4)",
    ),
    Fault(
        name="a zone that the account does not have",
        check="zones",
        changes=(("zones", ["use1-az1", "use1-az2", "use1-az6"]),),
        inject=nothing,
        recover=nothing,
        says="use1-az6 is no zone of us-east-1 that this account may use",
        do="standby:network:zones",
    ),
    Fault(
        name="one zone written twice",
        check="zones",
        changes=(("zones", ["use1-az1", "us-east-1a", "us-east-1b"]),),
        inject=nothing,
        recover=nothing,
        says="use1-az1, us-east-1a are one zone",
        do="standby:network:zones",
    ),
    Fault(
        name="a zone without an endpoint",
        check="zones",
        inject=lambda account: account.tell("endpoint-services", region=EAST, service="sqs", without=["use1-az2"]),
        recover=lambda account: account.tell("endpoint-services", region=EAST, service="sqs", without=[]),
        says="us-east-1b (use1-az2) has no endpoints of sqs",
        do="standby:network:zones",
    ),
    Fault(
        name="a region that is not enabled",
        check="region-enabled",
        region=WEST,
        inject=lambda account: account.tell("region", region=WEST, status="DISABLED"),
        recover=lambda account: account.tell("region", region=WEST, status=None),
        says="us-west-2 is DISABLED in this account",
        do="aws account enable-region --region-name us-west-2",
    ),
    Fault(
        name="short ARNs",
        check="ecs-long-arns",
        inject=lambda account: _long_arns(account, "disabled"),
        recover=lambda account: _long_arns(account, "enabled"),
        says="taskLongArnFormat is disabled",
        do="aws ecs put-account-setting-default",
    ),
    Fault(
        name="a registry that replicates for others",
        check="registry-replication",
        inject=lambda account: _replicated(account, rules=True),
        recover=lambda account: _replicated(account, rules=False),
        says="1 replication rules of others (to eu-west-1)",
        do="components/compute/ecr_registry.py",
    ),
    Fault(
        name="a log group of others",
        check="names-log-group",
        inject=lambda account: account.client("logs").create_log_group(logGroupName="/standby/web"),
        recover=lambda account: account.client("logs").delete_log_group(logGroupName="/standby/web"),
        says="a log group /standby/web already",
        do="Delete it",
    ),
    Fault(
        name="a repository of others",
        check="names-repository",
        region=WEST,
        inject=lambda account: _repository(account, ours=False),
        recover=_forget_repository,
        says="a repository standby/web already",
        do="Delete it",
    ),
    Fault(
        name="a bucket of others",
        check="names-bucket",
        inject=_bucket,
        recover=lambda account: account.client("s3").delete_bucket(Bucket=f"standby-{ACCOUNT}-{EAST}-assets"),
        says=f"a bucket standby-{ACCOUNT}-{EAST}-assets already",
        do="Delete it",
    ),
    Fault(
        name="a role of others",
        check="names-role",
        inject=_role,
        recover=lambda account: account.client("iam").delete_role(RoleName=f"standby-{EAST}-web"),
        says="a role standby-us-east-1-web already",
        do="Delete it",
    ),
    Fault(
        name="a queue of others",
        check="names-queue",
        region=WEST,
        inject=_queue,
        recover=_forget_queue,
        says="a queue standby-orders already",
        do="Delete it",
    ),
    Fault(
        name="a table of others",
        check="names-table",
        inject=_table,
        recover=lambda account: account.client("dynamodb").delete_table(TableName="standby-orders"),
        says="a table standby-orders already",
        do="Delete it",
    ),
    Fault(
        name="a database of others",
        check="names-database-cluster",
        inject=_cluster,
        recover=lambda account: account.client("rds").delete_db_cluster(
            DBClusterIdentifier=f"standby-{EAST}", SkipFinalSnapshot=True
        ),
        says="a database cluster standby-us-east-1 already",
        do="Delete it",
    ),
    Fault(
        name="a load balancer of others",
        check="names-load-balancer",
        inject=_balancer,
        recover=_forget_balancer,
        says="a load balancer standby already",
        do="Delete it",
    ),
    Fault(
        name="a secret that is still to be deleted",
        check="names-secret",
        inject=_deleted_secret,
        recover=_forget_secret,
        says="a secret standby/edge/origin already",
        do="Delete it",
    ),
    Fault(
        name="spans and no Transaction Search",
        check="transaction-search",
        changes=_TRACED,
        # Only one of the two regions is put right.
        inject=lambda account: _search(account, WEST, "CloudWatchLogs"),
        recover=lambda account: _search(account, WEST, "XRay"),
        says="Transaction Search is off in us-east-1",
        do="docs/preflight.md",
    ),
    Fault(
        name="an image that was not pushed",
        check="images",
        region=WEST,
        inject=lambda account: _repository(account, ours=True),
        recover=_forget_repository,
        says="standby/web:1.0.0 is not in the registry of us-west-2",
        do="Push it",
    ),
    Fault(
        name="a domain that nobody delegated",
        check="delegation",
        inject=lambda account: _zone(account, []),
        recover=_forget_zone,
        says=f"{DOMAIN} is not delegated",
        do="NS records",
    ),
    Fault(
        name="a domain that is delegated to others",
        check="delegation",
        inject=lambda account: _zone(account, ["ns1.parking.example"]),
        recover=_forget_zone,
        says=f"{DOMAIN} is delegated to ns1.parking.example",
        do="NS records",
    ),
    Fault(
        name="a parent that is not there",
        check="delegation",
        inject=lambda account: _orphan(account, []),
        recover=lambda account: _orphan(account, None),
        says="nobody answers for example.com",
        do="Register it",
    ),
    Fault(
        name="the domain of another account",
        check="delegation",
        inject=lambda account: account.tell("delegation", name=DOMAIN, servers=["ns-1.awsdns-01.org"]),
        recover=lambda account: account.tell("delegation", name=DOMAIN, servers=None),
        says=f"{DOMAIN} is delegated to ns-1.awsdns-01.org, and account {ACCOUNT} has no hosted zone of a stack",
        do="credentials of the account that has it",
    ),
    Fault(
        name="a hosted zone that somebody made by hand",
        check="delegation",
        inject=lambda account: _zone(account, [], ours=False),
        recover=_forget_zone,
        says=f"of {DOMAIN} already, and no stack of this pair made it",
        do="Delete it",
    ),
    Fault(
        name="a domain that its registrar serves",
        check="delegation",
        state=State.ATTENTION,
        inject=lambda account: account.tell("delegation", name=DOMAIN, servers=["ns1.parking.example"]),
        recover=lambda account: account.tell("delegation", name=DOMAIN, servers=None),
        says=f"{DOMAIN} is delegated to ns1.parking.example",
        do="until it is delegated to the new zone",
    ),
    Fault(
        name="an image of a controller that was not pushed",
        check="images",
        region=WEST,
        changes=_EKS,
        inject=lambda account: _repository(account, ours=True, name="standby/keda"),
        recover=lambda account: _forget_repository(account, name="standby/keda"),
        says="standby/keda:2.21.0 is not in the registry of us-west-2",
        do="Push it",
    ),
    Fault(
        name="a version of the controller that AWS has not published",
        check="controller-image",
        changes=_EKS,
        inject=lambda account: _published(account, there=False),
        recover=lambda account: _published(account, there=True),
        says="602401143452.dkr.ecr.us-east-1.amazonaws.com/amazon/aws-load-balancer-controller:v3.5.0 is not there",
        do="load_balancer_controller_version",
        regions=(EAST, WEST),
    ),
    Fault(
        name="alarms that nobody hears",
        check="alarms",
        state=State.ATTENTION,
        inject=lambda account: account.client("sns").create_topic(Name="standby-alarms"),
        recover=_forget_topic,
        says="nobody is subscribed to standby-alarms in us-east-1",
        do="Subscribe whoever is on call",
    ),
    Fault(
        name="volumes that nobody encrypts",
        check="ebs-encryption",
        state=State.ATTENTION,
        # Only one of the two regions is put right.
        inject=lambda account: account.client("ec2", WEST).enable_ebs_encryption_by_default(),
        recover=lambda account: account.client("ec2", WEST).disable_ebs_encryption_by_default(),
        says="volumes in us-east-1 are not encrypted",
        do="enable-ebs-encryption-by-default --region us-east-1",
    ),
    Fault(
        name="a certificate without its validation record",
        check="certificates",
        region=WEST,
        inject=_certificate,
        recover=_forget_certificate,
        says=f"the certificate of origin.{DOMAIN} cannot be renewed",
        do="pulumi up",
    ),
    Fault(
        name="a web ACL that is too heavy",
        check="web-acl",
        inject=lambda account: account.tell("rule-group", name="AWSManagedRulesCommonRuleSet", capacity=4700),
        recover=lambda account: account.tell("rule-group", name="AWSManagedRulesCommonRuleSet", capacity=None),
        says="5205 units, and WAF takes 5000",
        do="Take a group of rules out",
    ),
    Fault(
        name="a web ACL that costs more",
        check="web-acl",
        state=State.ATTENTION,
        inject=lambda account: account.tell("rule-group", name="AWSManagedRulesCommonRuleSet", capacity=1100),
        recover=lambda account: account.tell("rule-group", name="AWSManagedRulesCommonRuleSet", capacity=None),
        says="above the 1500 that are included",
        do="costs more",
    ),
)


def _search(account: Account, region: str, destination: str) -> None:
    """By the policy and the call that docs/preflight.md names."""
    logs, command = account.client("logs", region), TRANSACTION_SEARCH.format(region=region, account=ACCOUNT)
    document = command.partition("--policy-document '")[2].partition("'")[0]
    logs.put_resource_policy(policyName="standby-transaction-search", policyDocument=document)
    account.client("xray", region).update_trace_segment_destination(Destination=destination)
    if destination == "XRay":
        logs.delete_resource_policy(policyName="standby-transaction-search")


def test_nothing_is_wrong_with_a_usual_account(account: Account) -> None:
    lines = account.everything()
    assert [line for line in bad(lines) if line] == []
    regions = {(line.check, line.region) for line in lines}
    once = {check.name for check in checks() if check.once}
    assert regions == {(check.name, region) for check in checks() for region in (EAST, WEST)} - {
        (name, WEST) for name in once
    }


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_named_with_what_to_do(account: Account, fault: Fault) -> None:
    fault.inject(account)
    try:
        found = fault.of(account)
    finally:
        fault.recover(account)
    told = [line for line in found if line.state is fault.state]
    assert [(line.region, line.check) for line in told] == [(each, fault.check) for each in fault.of_regions], found
    assert fault.says in told[0].found
    assert fault.do in told[0].do
    assert bad(found) == [line for line in told if fault.state is not State.ATTENTION]


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.code)
def test_a_quota_that_is_too_small_is_named_with_the_request_to_make(account: Account, quota: Quota) -> None:
    region = EAST if quota.once else WEST
    name = f"quota {quota.service} {quota.code}"
    runtime = "eks" if quota.service == "eks" else "ecs"
    (sufficient,) = [line for line in account.look(name, runtime=runtime) if line.region == region]
    assert sufficient.state in {State.FINE, State.ATTENTION}
    account.tell("quotas", region=region, service=quota.service, code=quota.code, value=0)
    try:
        (line,) = bad(account.look(name, runtime=runtime))
    finally:
        account.tell("quotas", region=region, service=quota.service, code=quota.code, value=quota.default)
    assert (line.region, line.state) == (region, State.WRONG)
    assert line.found.startswith(f"{quota.name}: ")
    assert line.found.endswith("and the quota is 0")
    assert f"--region {region} --service-code {quota.service} --quota-code {quota.code}" in line.do


def test_what_others_have_counts_and_what_the_pair_has_does_not(account: Account) -> None:
    ec2, name = account.client("ec2"), "quota ec2 L-0263D0A3"
    theirs = [ec2.allocate_address(Domain="vpc")["AllocationId"] for _ in range(3)]
    (line,) = bad(account.look(name))
    assert "3 needed beside 3 of others, and the quota is 5" in line.found
    ec2.create_tags(Resources=theirs[:1], Tags=_pairs())
    assert bad(account.look(name)) == [], "an address of the pair's own is among those that it needs"
    for each in theirs:
        ec2.release_address(AllocationId=each)


def test_a_domain_that_is_delegated_in_part_wants_attention(account: Account) -> None:
    servers = _zone(account, None)
    try:
        assert [line.state for line in account.look("delegation")] == [State.FINE]
        account.tell("delegation", name=DOMAIN, servers=[servers[0], "ns1.parking.example"])
        (line,) = account.look("delegation")
    finally:
        _forget_zone(account)
    assert (line.state, "ns1.parking.example" in line.found) == (State.ATTENTION, True)


def test_the_bucket_of_another_account_is_somebody_elses(account: Account) -> None:
    account.tell("faults", service="s3", action="HeadBucket", region=EAST, status=403, times=1)
    (line,) = bad(account.look("names-bucket"))
    assert (line.region, line.state) == (EAST, State.WRONG)


@pytest.mark.parametrize(
    ("day", "state"), [(date(2040, 1, 1), State.WRONG), (date(2026, 11, 30), None)], ids=["in 2040", "today"]
)
def test_versions_are_judged_for_the_day(account: Account, day: date, state: State | None) -> None:
    found = {line.state for line in replace(account, today=day).look("versions")}
    assert (State.WRONG in found) is (state is State.WRONG)


def _user(account: Account, *denied: str) -> Account:
    """Somebody who may do everything but this."""
    iam = account.client("iam")
    iam.create_user(UserName="person")
    statements: list[dict[str, Any]] = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    statements += [{"Effect": "Deny", "Action": list(denied), "Resource": "*"}] if denied else []
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_user_policy(UserName="person", PolicyName="rights", PolicyDocument=document)
    return replace(account, identity=f"arn:aws:iam::{ACCOUNT}:user/person")


def _forget_user(account: Account) -> None:
    iam = account.client("iam")
    iam.delete_user_policy(UserName="person", PolicyName="rights")
    iam.delete_user(UserName="person")


@pytest.mark.parametrize(("denied", "count"), [(("iam:CreateServiceLinkedRole",), 9), ((), 0)])
def test_roles_of_services_must_be_there_or_can_be_made(account: Account, denied: tuple[str, ...], count: int) -> None:
    somebody = _user(account, *denied)
    try:
        found = somebody.look("service-linked-roles")
    finally:
        _forget_user(account)
    assert [line.state for line in found if line.state is State.WRONG] == [State.WRONG] * count
    by_iam = [line for line in bad(found) if "aws iam create-service-linked-role --aws-service-name " in line.do]
    assert [line.do for line in bad(found) if line not in by_iam] == [
        "Run, as somebody who may: aws kms create-key --multi-region" for _ in range(count and 1)
    ]


@pytest.mark.parametrize(("denied", "says"), [(("ec2:CreateVpc",), "may not ec2:CreateVpc"), ((), "")])
def test_rights_that_an_up_needs_are_asked_of_the_simulator(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, denied: tuple[str, ...], says: str
) -> None:
    wanted = {
        "Effect": "Allow",
        "Action": ["ec2:CreateVpc", "ec2:DeleteVpc"],
        "Resource": "arn:aws:ec2:*:ACCOUNT:vpc/*",
    }
    role = tmp_path / "deploy-role.json"
    role.write_text(json.dumps({"Version": "2012-10-17", "Statement": [wanted]}))
    monkeypatch.setattr(identity, "DEPLOY_ROLE", role)
    somebody = _user(account, *denied)
    try:
        found = somebody.look("rights")
    finally:
        _forget_user(account)
    assert [line.state for line in found] == [State.WRONG if denied else State.FINE]
    assert says in found[0].found


@pytest.mark.parametrize("check", [check.name for check in checks() if check.name not in {"versions", "rights"}])
def test_what_may_not_be_asked_is_not_fine(account: Account, check: str) -> None:
    account.tell("faults", status=403)
    found = account.look(check, runtime="eks", **_TRACING)
    assert {line.state for line in found} == {State.UNKNOWN} or check == "names-bucket", found
    assert all("AccessDenied" in line.found for line in found if line.state is State.UNKNOWN)
    assert not [line for line in found if line.state is State.FINE]


def test_what_fails_for_a_while_is_not_fine_either(account: Account) -> None:
    account.tell("faults", service="ec2", status=503)
    assert {line.state for line in account.look("zones")} == {State.UNKNOWN}


@pytest.mark.parametrize("connection", ["refuse", "hang"])
def test_a_region_that_does_not_answer_is_said_once_and_the_other_is_looked_at(
    account: Account, connection: str
) -> None:
    account.tell("blackout", region=WEST, connection=connection)
    lines = account.everything(hasty=connection == "hang")
    (said,) = [line for line in lines if line.check == PROBE]
    assert said.found.startswith("us-west-2 does not answer")
    assert {line.state for line in lines if line.region == WEST} == {State.UNKNOWN}
    assert {line.state for line in lines if line.region == EAST and line.check.startswith("names")} == {State.FINE}


def _command(cloud: Cloud, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **cloud.environment(EAST), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "operations", "preflight", *options]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_command_says_what_is_wrong_and_exits_with_it(account: Account) -> None:
    well = _command(account.cloud, ROOT, "--json")
    assert well.returncode == 0, well.stdout + well.stderr
    assert {line["state"] for line in json.loads(well.stdout)["lines"]} <= {"fine", "attention"}
    account.tell("endpoint-services", region=EAST, service="sqs", without=["use1-az2"])
    try:
        wrong = _command(account.cloud, ROOT, "--region", EAST)
    finally:
        account.tell("endpoint-services", region=EAST, service="sqs", without=[])
    assert wrong.returncode == 1
    assert "wrong us-east-1 zones: us-east-1b (use1-az2) has no endpoints of sqs" in wrong.stdout
    account.tell("faults", service="dynamodb", status=403)
    unknown = _command(account.cloud, ROOT, "--region", EAST)
    assert unknown.returncode == 2
    assert "could not look us-east-1 names-table" in unknown.stdout


def _asked(cloud: Cloud, number: int) -> set[str]:
    """What was asked since, as IAM calls it."""
    calls = cloud.ask("GET", f"/_sandbox/calls?since={number}")["calls"]
    spelled = {f"{call['service']}:{call['action']}" for call in calls}
    return {_OTHERWISE.get(each, each) for each in spelled} - {""}


@pytest.mark.xdist_group("both-regions")
def test_nothing_is_wrong_with_a_pair_that_is_up_and_the_role_has_exactly_the_rights_to_see_it(
    both_up: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in both_up.cloud.environment(EAST, "platform-preflight").items():
        monkeypatch.setenv(key, value)
    account = Account(both_up.cloud, ClientMaker())
    number = len(both_up.cloud.ask("GET", "/_sandbox/calls")["calls"])
    lines = account.everything(**_TRACING)
    assert [line for line in bad(lines) if line.check not in {"images", "transaction-search"}] == []
    assert {line.state for line in lines if line.check.startswith("names")} == {State.FINE}
    for check in ("quota eks L-1194D53C", "controller-image"):
        account.look(check, runtime="eks")
    (statement,) = json.loads((ROOT / "docs" / "preflight-role.json").read_text())["Statement"]
    asked = _asked(both_up.cloud, number)
    assert [each for each in not_allowed(both_up.cloud) if "platform-preflight" in each] == []
    # Told that it is the account itself, it asks no simulator; a default is asked for only where nothing else is known.
    assert set(statement["Action"]) == asked | {
        "iam:SimulatePrincipalPolicy",
        "servicequotas:GetAWSDefaultServiceQuota",
    }
    assert not [
        each for each in asked if not each.partition(":")[2].startswith(("BatchGet", "Describe", "Get", "List"))
    ]
